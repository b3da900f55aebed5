import { named } from '../ask.ts'
import type { Insight } from '../insight.ts'
import { type HelpSubject, umbrella } from './help.ts'

/** What the words of a command or a button come to: help, or one question with its text. */
export type Request = { help: HelpSubject } | { insight: Insight; text: string }

/** Reads the words of a command, its name first. */
export function request(words: string, insights: readonly Insight[]): Request {
  const [word = '', ...rest] = words.trim().split(/\s+/)
  if (word.toLowerCase() === umbrella) return request(rest.join(' '), insights)
  if (word === '') return { help: insights }
  const [only = '', more] = rest
  if (word.toLowerCase() === 'help') {
    if (/^periods?$/i.test(only)) return { help: 'periods' }
    if (/^filters?$/i.test(only)) return { help: 'filters' }
    return { help: only ? [named(only, insights)] : insights }
  }
  const insight = named(word, insights)
  return only.toLowerCase() === 'help' && more === undefined
    ? { help: [insight] }
    : { insight, text: rest.join(' ') }
}
