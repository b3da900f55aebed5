import Fuse from 'fuse.js'
import { UserError } from './errors.ts'
import type { FilterName, Member } from './insight.ts'

/** The members of a dimension, and those of them that are called so: by key or name, and several may share one. */
export type Members = { all: readonly Member[]; called(name: string): readonly Member[] | undefined }

/** A name without what nobody types the same way twice: capitals, accents, quotation marks, hyphens, unseen characters. */
const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\p{M}\p{Cf}"“”„]/gu, '')
    .toLowerCase()
    .replace(/[\s\p{Cc}_-]+/gu, ' ')
    .trim()

/** Makes members findable by what they may be called. */
export function members(all: readonly Member[]): Members {
  const names = new Map<string, Member[]>()
  for (const member of all)
    for (const name of new Set([plain(member.key ?? member.name), plain(member.name)]))
      if (name) names.set(name, [...(names.get(name) ?? []), member])
  return { all, called: name => names.get(plain(name)) }
}

/** Names are seldom of more words, or have more commas in them. */
export const mostWords = 8

/**
 * The members that a filter names: one, whose name may have spaces and commas in it, or several separated by commas.
 * People write region:united kingdom without quotes: the following words that belong to a name are taken away.
 */
export function membersNamed(
  filter: FilterName,
  written: string,
  following: string[],
  members: Members,
): Member[] {
  const found: Member[] = []
  let rest = written
  for (;;) {
    const last = lastName(rest, following, members)
    if (last) return [...found, ...last]
    const first = firstName(rest, following, members)
    if (!first) throw unknown(filter, rest, written, members)
    found.push(...first.named)
    rest = first.rest
  }
}

const together = (start: string, following: readonly string[], taken: number) =>
  [start, ...following.slice(0, taken)].join(' ')

/** The members called as the text with the longest run of words after it says. */
function lastName(start: string, following: string[], { called }: Members) {
  for (let taken = Math.min(following.length, mostWords); taken >= 0; taken--) {
    const named = called(together(start, following, taken))
    if (!named) continue
    following.splice(0, taken)
    return named
  }
}

/** The members called as a list begins, and the rest of the list: with the fewest words after it that end with a comma. */
function firstName(start: string, following: string[], { called }: Members) {
  for (let taken = 0; taken <= Math.min(following.length, mostWords); taken++) {
    const parts = together(start, following, taken).split(',')
    for (let count = Math.min(parts.length - 1, mostWords); count > 0; count--) {
      const named = called(parts.slice(0, count).join(','))
      if (!named) continue
      following.splice(0, taken)
      return { named, rest: parts.slice(count).join(',').trim() }
    }
  }
}

/** What to say of a name that nobody has, with whom it may mean. */
function unknown(filter: FilterName, list: string, written: string, members: Members): UserError {
  const { all } = members
  const noun = filter === 'attr' ? 'customer attribute' : filter
  const [name = ''] = list.split(',')
  const some = all.slice(0, 8).map(member => member.name)
  const choice =
    some.length === 0
      ? `No ${noun} is known yet.`
      : `There is ${some.join('; ')}${all.length > some.length ? ' …' : ''}.`
  if (!plain(written)) return new UserError(`Which ${noun}?`, { hint: choice })
  if (!plain(name))
    return new UserError(`A name is missing beside a comma in “${shortened(`${filter}:${written}`)}”.`, {
      hint: `One comma stands between two names. ${choice}`,
    })
  const near = nearest(plain(name), all)
  return new UserError(`There is no ${noun} “${shortened(name)}”.`, {
    hint: near.length > 0 ? `Did you mean ${either.format(near)}?` : choice,
  })
}

const either = new Intl.ListFormat('en', { type: 'disjunction' })

/** Searching more than this would keep everyone else waiting. */
const most = { members: 10_000, letters: 32 }

/** Up to three names whose initials these are, or the one that is spelt most alike. */
export function nearest(name: string, all: readonly Member[]): string[] {
  // Who mistypes one of very many mostly has its first letter right.
  const alike = (text = '') => plain(text).startsWith(name.charAt(0))
  const candidates =
    all.length > most.members
      ? all.filter(member => alike(member.name) || alike(member.key)).slice(0, most.members)
      : all
  const letters = name.replace(/[^\p{L}\p{N}]/gu, '')
  const abbreviated = candidates.filter(member => initials(member.name).includes(letters)).slice(0, 3)
  const similar = () =>
    new Fuse(candidates, { keys: ['name', 'key'], threshold: 0.3, ignoreDiacritics: true }).search(
      name.slice(0, most.letters),
      { limit: 1 },
    )
  return (abbreviated.length > 0 ? abbreviated : similar().map(({ item }) => item)).map(({ name }) => name)
}

const small = new Set(['and', 'for', 'of', 'the'])

/** The first letters of a name of several words, with and without its small ones: usoa and usa. */
function initials(name: string): string[] {
  const words = plain(name).match(/[\p{L}\p{N}]+/gu) ?? []
  const first = (some: string[]) => some.map(([letter]) => letter).join('')
  return words.length > 1 ? [first(words), first(words.filter(word => !small.has(word)))] : []
}

/** A text that is quoted in a sentence: its beginning, if it is long. */
export const shortened = (text: string) => {
  const characters = [...text]
  return characters.length > 40 ? `${characters.slice(0, 39).join('')}…` : text
}
