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

/**
 * Refuses a text with characters that nobody types and no name holds: control characters but line breaks and tabs, and
 * halves of a surrogate pair. A database takes no NUL, and a terminal would obey the others.
 */
export function checkTyped(text: string): void {
  const [found] = /[^\P{Cc}\t\n\r]|\p{Cs}/u.exec(text) ?? []
  if (found === undefined) return
  const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  throw new UserError(`Your text holds a character that cannot be read (U+${code}).`, {
    hint: 'Type it again by hand: what was pasted brought along something that cannot be seen.',
  })
}
