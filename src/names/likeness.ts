import type { Member } from '../insight.ts'
import { edits } from './edits.ts'

/** A name without what nobody types the same way twice: capitals, accents, quotation marks, hyphens, unseen characters. */
export const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\p{M}\p{Cf}"“”„]/gu, '')
    .toLowerCase()
    .replace(/[\s\p{Cc}_-]+/gu, ' ')
    .trim()

/** The words of a name, of letters and figures alone: O'Brien & Sons is obrien, sons. */
export const wordsOf = (name: string) =>
  plain(name)
    .replace(/['’‘`]/g, '')
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** A name as it is compared. */
type Spelt = { member: Member; words: readonly string[]; text: string; letters: number }

/** What a person typed, as it is compared with names. */
type Typed = Omit<Spelt, 'member'>

const spelling = (name: string): Typed => {
  const words = wordsOf(name)
  return { words, text: words.join(' '), letters: lettersOf(words.join('')) }
}

/** Shorter beginnings, and names shorter than this for initials, are begun by too many. */
const shortest = { beginning: 3, initials: 2 }

/**
 * Finds members by a name as people type it: those that it fits on the first of these grounds that any fits. The
 * same words but for punctuation, singular and plural; the beginning of the name, or of what follows from one of its
 * words on; its initials; a slip of the fingers. Figures are never corrected or completed: a code is matched wholly
 * or not at all.
 */
export function likeness(all: readonly Member[]): (name: string) => readonly Member[] {
  let spelt: Spelt[] | undefined
  let mostLetters: number | undefined
  const parts = new Map<number, ReadonlyMap<string, readonly Member[]>>()
  const read = () => {
    spelt ??= all.flatMap(member => namesOf(member).map(name => ({ member, ...spelling(name) })))
    return spelt
  }
  const longest = () => {
    mostLetters ??= Math.max(0, ...[...new Set(read().map(({ text }) => text.length))])
    return mostLetters
  }
  const partsOf = (count: number) => {
    const found = parts.get(count) ?? runsOf(count, read())
    parts.set(count, found)
    return found
  }
  return name => {
    const typed = spelling(name)
    if (typed.letters < shortest.initials || typed.text.length > longest() + furthest) return []
    const grounds = [
      () => fitting(read(), one => isOtherNumber(one.words, typed.words)),
      () => beginning(typed, read()),
      () => fitting(read(), one => isAbbreviated(one.words, typed.text.replaceAll(' ', ''))),
      () => slipped(typed, read()),
      () => slippedWithin(typed, partsOf),
    ]
    for (const ground of grounds) {
      const found = ground()
      if (found.length > 0) return found
    }
    return []
  }
}

/** What a member may be called: of what is said of customers, the value alone and with what it says. */
function namesOf({ name, key }: Member): string[] {
  if (key?.endsWith(`=${name}`)) return [name, key]
  // Who has no name is called by a code.
  return key && plain(key) === plain(name) && hasFigure(name) ? [] : [name]
}

const fitting = (all: readonly Spelt[], fits: (one: Spelt) => boolean) => [
  ...new Set(all.filter(fits).map(({ member }) => member)),
]

/** Whether words are the same but for singular and plural. */
const isOtherNumber = (words: readonly string[], typed: readonly string[]) =>
  words.length === typed.length && words.every((word, at) => isSameButForNumber(word, typed[at] ?? ''))

const isSameButForNumber = (one: string, other: string) =>
  one === other || (!hasFigure(one) && (plurals(one).includes(other) || plurals(other).includes(one)))

/** The regular plurals of an English word: dresses, categories, toys, potatoes, knives. */
function plurals(word: string): string[] {
  if (/(s|x|z|ch|sh)$/.test(word)) return [`${word}es`]
  if (/[^aeiou]y$/.test(word)) return [word.replace(/y$/, 'ies')]
  if (/o$/.test(word)) return [`${word}s`, `${word}es`]
  return [`${word}s`, ...(/[^f]fe?$/.test(word) ? [word.replace(/fe?$/, 'ves')] : [])]
}

/**
 * Those whose name begins so, or goes on so from one of its words; those that begin with the words in full come first,
 * then those that have them in full.
 */
function beginning({ words, text, letters }: Typed, all: readonly Spelt[]): Member[] {
  if (letters < shortest.beginning) return []
  const isFull = (one: Spelt) => ` ${one.text} `.includes(` ${text} `)
  // A code, or any other figure, is not completed.
  const fits = hasFigure(words.at(-1) ?? '') ? isFull : (one: Spelt) => ` ${one.text}`.includes(` ${text}`)
  const distance = (one: Spelt) => (isFull(one) ? 0 : 2) + (one.text.startsWith(text) ? 0 : 1)
  const found = all.filter(fits).map(one => ({ ...one, distance: distance(one) }))
  found.sort((one, other) => one.distance - other.distance || (one.text < other.text ? -1 : 1))
  return [...new Set(found.map(({ member }) => member))]
}

const small = new Set(['and', 'for', 'of', 'the'])

/** Whether letters are the first ones of a name of several words, with or without its small ones: usoa and usa. */
export function isAbbreviated(words: readonly string[], letters: string): boolean {
  const first = (some: readonly string[]) => some.map(([letter]) => letter).join('')
  return (
    words.length > 1 &&
    letters.length >= shortest.initials &&
    letters.length <= words.length &&
    (letters === first(words) || letters === first(words.filter(word => !small.has(word))))
  )
}

/** A text that is longer than every name by more than this is nobody's. */
const furthest = 4

/** How many slips are taken for such, in a text of so many letters. */
const mostSlips = (letters: number) => (letters < 4 ? 0 : letters < 8 ? 1 : 2)

/** Those whose name is spelt most alike. */
const slipped = (typed: Typed, all: readonly Spelt[]): Member[] => [
  ...new Set(nearest(typed, all, ({ text }) => text).map(({ member }) => member)),
]

/** Those who have as many words in their name that are spelt most alike. */
function slippedWithin(
  typed: Typed,
  partsOf: (count: number) => ReadonlyMap<string, readonly Member[]>,
): Member[] {
  if (mostSlips(typed.letters) === 0) return []
  const parts = partsOf(typed.words.length)
  const near = nearest(typed, [...parts.keys()], part => part)
  return [...new Set(near.flatMap(part => parts.get(part) ?? []))]
}

/** So many words of names one after the other, and who has them. */
function runsOf(count: number, all: readonly Spelt[]): Map<string, Member[]> {
  const found = new Map<string, Member[]>()
  for (const { member, words } of all)
    for (let at = 0; at + count <= words.length; at++) {
      const run = words.slice(at, at + count).join(' ')
      const bearers = found.get(run)
      if (bearers) bearers.push(member)
      else found.set(run, [member])
    }
  return found
}

/** Those of several that take the fewest slips, if few enough. */
function nearest<T>({ text, words, letters }: Typed, all: readonly T[], textOf: (one: T) => string): T[] {
  let most = mostSlips(letters)
  if (most === 0) return []
  const own = lettersIn(text)
  let found: T[] = []
  for (const one of all) {
    const other = textOf(one)
    // Nearly all have other letters, which is quickly seen.
    if (Math.abs(other.length - text.length) > most || differing(own, lettersIn(other)) > 2 * most) continue
    const distance = edits(text, other, most)
    if (distance === undefined || !isEachNear(words, other.split(' '))) continue
    if (distance < most) found = []
    most = distance
    found.push(one)
  }
  return found
}

/**
 * Whether the figures are the same, and no word has more slips in it than its length excuses: North West is no
 * misspelt North East.
 */
const isEachNear = (words: readonly string[], others: readonly string[]) =>
  figuresOf(words) === figuresOf(others) &&
  (words.length !== others.length ||
    words.every((word, at) => edits(word, others[at] ?? '', mostSlips(word.length)) !== undefined))

/** Which letters a text has, as bits. */
function lettersIn(text: string): number {
  let bits = 0
  for (let at = 0; at < text.length; at++) bits |= 1 << (text.charCodeAt(at) & 31)
  return bits
}

function differing(one: number, other: number): number {
  let count = 0
  for (let bits = one ^ other; bits !== 0; bits &= bits - 1) count++
  return count
}

/** Whether a word may be one of a name's: the beginning of one, its other number, or one with a slip in it. */
export function mayBeOf(word: string, name: string): boolean {
  const typed = wordsOf(word)
  const known = wordsOf(name)
  return typed.every(one =>
    known.some(
      other =>
        other.startsWith(one) ||
        isSameButForNumber(one, other) ||
        (!hasFigure(one) && edits(one, other, mostSlips(one.length)) !== undefined),
    ),
  )
}

const hasFigure = (text: string) => /\p{N}/u.test(text)
const figuresOf = (words: readonly string[]) => words.filter(hasFigure).join(' ')
const lettersOf = (text: string) => text.match(/\p{L}/gu)?.length ?? 0
