import Fuse from 'fuse.js'
import { UserError } from '../errors.ts'
import type { FilterName, Member } from '../insight.ts'
import { isAbbreviated, likeness, plain, wordsOf } from './likeness.ts'

/** The members of a dimension, and who is meant by a name. */
export type Members = {
  all: readonly Member[]
  /** Those that are called so: by key or name, and several may share one. */
  called(name: string): readonly Member[] | undefined
  /** Those whose name is like it, on the most trusted ground that any fits; none where it is nobody's. */
  alike(name: string): readonly Member[]
}

/** Makes members findable by what they may be called. */
export function members(all: readonly Member[]): Members {
  const names = new Map<string, Member[]>()
  for (const member of all)
    for (const name of new Set([plain(member.key ?? member.name), plain(member.name)])) {
      const bearers = names.get(name)
      if (bearers) bearers.push(member)
      else if (name) names.set(name, [member])
    }
  return { all, called: name => names.get(plain(name)), alike: likeness(all) }
}

/** Names are seldom of more words, or have more commas in them. */
export const mostWords = 8

/** Finds whom a name means, to which so many of the following words of the text belong. */
type Find = (name: string, following: readonly string[]) => readonly Member[] | undefined

/** A name that was found: what was typed, whom it means, and what is left of its list. */
export type Found = { name: string; named: readonly Member[]; rest?: string }

/** The members that a filter names exactly: one, whose name may have commas in it, or several separated by commas. */
export function membersNamed(
  filter: FilterName,
  written: string,
  following: string[],
  members: Members,
): Member[] {
  const named: Member[] = []
  let rest: string | undefined = written
  while (rest !== undefined) {
    const found: Found | undefined =
      lastName(rest, following, members.called) ?? firstName(rest, following, members.called)
    if (!found) throw unknown(filter, rest, written, members)
    named.push(...found.named)
    rest = found.rest
  }
  return named
}

const together = (start: string, following: readonly string[], taken: number) =>
  [start, ...following.slice(0, taken)].join(' ')

/**
 * The members called as the text with the longest run of words after it says. People write region:united kingdom
 * without quotes: the following words that belong to a name are taken away.
 */
export function lastName(start: string, following: string[], find: Find): Found | undefined {
  for (let taken = Math.min(following.length, mostWords); taken >= 0; taken--) {
    const name = together(start, following, taken)
    const named = find(name, following.slice(0, taken))
    if (!named) continue
    following.splice(0, taken)
    return { name, named }
  }
  return undefined
}

/** The members called as a list begins, and the rest of the list: with the fewest words after it that end with a comma. */
export function firstName(start: string, following: string[], find: Find): Found | undefined {
  for (let taken = 0; taken <= Math.min(following.length, mostWords); taken++) {
    const parts = together(start, following, taken).split(',')
    for (let count = Math.min(parts.length - 1, mostWords); count > 0; count--) {
      const name = parts.slice(0, count).join(',')
      const named = find(name, following.slice(0, taken))
      if (!named) continue
      following.splice(0, taken)
      return { name, named, rest: parts.slice(count).join(',').trim() }
    }
  }
  return undefined
}

/** What to say of a name that nobody has, with whom it may mean. */
export function unknown(filter: FilterName, list: string, written: string, members: Members): UserError {
  const noun = nounOf(filter)
  const [name = ''] = list.split(',')
  const choice = choiceOf(filter, members)
  if (!plain(written)) return new UserError(`Which ${noun}?`, { hint: choice })
  if (!plain(name))
    return new UserError(`A name is missing beside a comma in “${shortened(`${filter}:${written}`)}”.`, {
      hint: `One comma stands between two names. ${choice}`,
    })
  // Of codes the next one is no better than any other.
  const isCode = many.has(filter) && /^\S*\d\S*$/.test(name)
  const near = isCode ? [] : nearest(plain(name), members.all)
  return new UserError(`There is no ${noun} “${shortened(name)}”.`, {
    hint: near.length > 0 ? `Did you mean ${either.format(near)}?` : choice,
  })
}

/** Those of which only what a text may name has been read. */
const many = new Set<FilterName>(['product', 'customer'])

function choiceOf(filter: FilterName, { all }: Members): string {
  if (many.has(filter)) return 'Type the beginning of a name, or a code in full.'
  const some = all.slice(0, 8).map(member => member.name)
  return some.length === 0
    ? `No ${nounOf(filter)} is known yet.`
    : `There is ${some.join('; ')}${all.length > some.length ? ' …' : ''}.`
}

export const either = new Intl.ListFormat('en', { type: 'disjunction' })

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
  const abbreviated = candidates.filter(({ name }) => isAbbreviated(wordsOf(name), letters)).slice(0, 3)
  const similar = () =>
    new Fuse(candidates, { keys: ['name', 'key'], threshold: 0.3, ignoreDiacritics: true }).search(
      name.slice(0, most.letters),
      { limit: 1 },
    )
  return (abbreviated.length > 0 ? abbreviated : similar().map(({ item }) => item)).map(({ name }) => name)
}

/** What the members of a filter are called. */
export const nounOf = (filter: FilterName) => (filter === 'attr' ? 'customer attribute' : filter)

/** A text that is quoted in a sentence: its beginning, if it is long. */
export const shortened = (text: string) => {
  const characters = [...text.replace(/[\p{Cc}\p{Cs}]/gu, '�')]
  return characters.length > 40 ? `${characters.slice(0, 39).join('')}…` : characters.join('')
}
