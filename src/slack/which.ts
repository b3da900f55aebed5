import type { UserError } from '../errors.ts'
import { button, type Message, paragraph, quiet, sentences } from './blocks.ts'
import type { Seal } from './seal.ts'

/** The question which of several is meant, with a button for each; what to type where one does not fit a button. */
export function which({ message, hint, choices = [] }: UserError, seal: Seal): Message {
  const { text, blocks } = sentences(message, hint)
  const elements = choices.flatMap(({ label, ask }, at) => {
    const value = seal.shut('which', ask)
    return value ? [button(`which-${at}`, label, { value })] : []
  })
  if (elements.length < choices.length) return { text, blocks }
  return { text, blocks: [paragraph(message), { type: 'actions', elements }, ...(hint ? [quiet(hint)] : [])] }
}

/** Whether a button stands for one of those that may be meant. */
export const isChoice = (id: string) => /^which-\d+$/.test(id)
