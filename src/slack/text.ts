import { clean } from '../../charts/fit.ts'

/** A text of at most so many characters, cut with an ellipsis at a word; never empty, because Slack wants a character. */
export function cut(text: string, most: number): string {
  const whole = clean(text) || '–'
  if (whole.length <= most) return whole
  const isSplit = /[\ud800-\udbff]/.test(whole.charAt(most - 2))
  const end = most - (isSplit ? 2 : 1)
  const word = whole.lastIndexOf(' ', end)
  return `${whole.slice(0, word > most / 2 ? word : end).trimEnd()}…`
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A message's top-level text: no mention, no link, and with its escapes no longer than Slack takes. */
export function fallback(text: string, most = 3900): string {
  let length = most
  while (escaped(cut(text, length)).length > most) length = Math.floor(length * 0.8)
  return escaped(cut(text, length))
}

/** Longer than any question, and than what Slack lets a person type. */
const longestTyped = 4000

/** What a person typed after a command, without Slack's markup around people, channels and links. */
export const typed = (text: string): string =>
  text
    // Of a text that is made to take long, only the beginning is looked at.
    .slice(0, longestTyped)
    .replace(/<([@#])[^|>]*\|([^>]*)>/g, '$1$2')
    .replace(/<((?:https?|mailto|tel):[^|>\s]+)(?:\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim()
