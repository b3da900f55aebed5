import { UserError } from '../errors.ts'
import { shortened } from './members.ts'

// Elsewhere the mark stands for inches: product:6" plate.
const opening = '(?<=[:,\\s]|^)"'
const quoted = new RegExp(`${opening}[^"]*"`, 'g')
const unclosed = new RegExp(`${opening}([^"]*)$`)
const token = new RegExp(`(?:${quoted.source}|\\S)+`, 'g')

/** A word without the quotes it is typed with. */
export const unquoted = (token: string) => token.replaceAll('"', '')

/** Words as they are typed, where a quoted stretch belongs to one (also with the quotes that phones type). */
export function tokensOf(text: string): string[] {
  const written = text.replace(/[“”„]/g, '"')
  const [, open] = unclosed.exec(written.replace(quoted, '')) ?? []
  if (open !== undefined)
    throw new UserError(`The quotation mark before “${shortened(open.trim())}” is not closed.`, {
      hint: 'A name of several words reads like region:"United Kingdom".',
    })
  return [...written.matchAll(token)].map(([token]) => token)
}
