// Every character of Unicode's Bidi_Control, as in the texts of pictures, so that a name reads alike in both; nothing is
// shared, because charts know only packages.
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** A text on one line, without the characters that turn the direction of what follows. */
const line = (text: string) =>
  text
    .replace(bidi, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()

/** A text of at most so many characters, cut with an ellipsis at a word; never empty, because Slack wants a character. */
export function cut(text: string, most: number): string {
  const whole = line(text) || '–'
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

/** What a person typed after a command, without Slack's markup around people, channels and links. */
export const typed = (text: string): string =>
  text
    .replace(/<([@#])[^|>]*\|([^>]*)>/g, '$1$2')
    .replace(/<((?:https?|mailto|tel):[^|>\s]+)(?:\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim()
