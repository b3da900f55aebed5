import { textWidth } from './font.ts'
import { sizes, type Weight } from './theme.ts'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

// Every character of Unicode's Bidi_Control: a mark in a name must not turn the text beside it.
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Text on one line: without control characters or marks that turn the direction of what follows. */
export const clean = (text: string): string =>
  text
    .replace(bidi, '')
    .replace(/[\p{Cc}\s]+/gu, space => (space === '\u00a0' ? space : ' '))
    .trim()

const leftward = String.raw`[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]`

/** What is written from right to left, with what stands between its letters, and a bracket or a cut behind them. */
const runs = new RegExp(String.raw`(${leftward}(?:[^\p{L}]*${leftward})*)(\)?)(…?)`, 'gu')

/**
 * The text with what is written from right to left set apart, so that figures and words beside it keep their places: all of
 * it where it has no other letters, as then a figure is a part of the name, too.
 */
export function isolated(text: string): string {
  const others = text.replace(runs, '')
  if (others === text) return text
  if (!/\p{L}/u.test(others)) return `\u2068${text}\u2069`
  return text.replace(runs, (_, name: string, closing: string, end: string) =>
    closing === '' || name.includes('(')
      ? `\u2068${name}${closing}${end}\u2069`
      : `\u2068${name}\u2069${closing}${end}`,
  )
}

/** What a name is called that has nothing to be seen, such as one of spaces without a width. */
const nameless = '(no name)'

/** A name on one line; one without anything that can be seen says so. */
export function named(text: string): string {
  const name = clean(text)
  return /[^\p{Default_Ignorable_Code_Point}\s\u2800]/u.test(name) ? name : nameless
}

/** The text if it fits the width, else its beginning with an ellipsis: at a word, unless that would leave too little. */
export function cut(text: string, width: number, size: number, weight: Weight): string {
  const fits = (part: string) => textWidth(part, size, weight) <= width
  if (fits(text)) return text
  const letters = [...graphemes.segment(text)].map(part => part.segment)
  let length = letters.length
  while (length > 0 && !fits(`${letters.slice(0, length).join('')}…`)) length--
  const part = letters.slice(0, length).join('')
  const word = letters[length] === ' ' ? part : part.slice(0, Math.max(0, part.lastIndexOf(' ')))
  const kept = word.length >= part.length / 2 ? word : part
  return `${kept.replace(/[\s,;:.–-]+$/u, '')}…`
}

/** A text as it stands beside the marks: on one line in the size of labels, and no wider than it may be. */
export const fitted = (text: string, width: number, weight: Weight): string =>
  cut(clean(text), width, sizes.label, weight)

/** The text with its dates held together: 14 November 2011 does not part at the end of a line. */
function dates(text: string): string {
  return text
    .replace(/(?<=\b\d{1,2}) (?=\p{Lu})/gu, '\u00a0')
    .replace(/(?<=\p{Lu}\p{Ll}+) (?=\d{4}\b)/gu, '\u00a0')
}

/** The text broken at words into at most so many lines of the width; the last one is cut if it must be. */
export function wrap(text: string, width: number, size: number, weight: Weight, most: number): string[] {
  const lines: string[] = []
  let rest = dates(text)
    .split(' ')
    .filter(word => word !== '')
  while (rest.length > 0 && lines.length < most - 1) {
    let count = 1
    while (count < rest.length && textWidth(rest.slice(0, count + 1).join(' '), size, weight) <= width)
      count++
    lines.push(cut(rest.slice(0, count).join(' '), width, size, weight))
    rest = rest.slice(count)
  }
  return rest.length > 0 ? [...lines, cut(rest.join(' '), width, size, weight)] : lines
}

/** The same, with lines of about the same length, so that no word stands alone on the second one. */
export function balance(text: string, width: number, size: number, weight: Weight, most: number): string[] {
  const lines = wrap(text, width, size, weight, most)
  if (lines.at(-1)?.endsWith('…')) return lines
  let best = lines
  for (let narrower = width - 8; narrower > width / 2; narrower -= 8) {
    const tried = wrap(text, narrower, size, weight, most)
    if (tried.length > lines.length || tried.some(line => line.endsWith('…'))) break
    best = tried
  }
  return best
}
