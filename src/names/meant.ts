import { UserError } from '../errors.ts'
import type { FilterName, Member } from '../insight.ts'
import { mayBeOf, plain } from './likeness.ts'
import {
  either,
  type Found,
  firstName,
  lastName,
  type Members,
  nounOf,
  shortened,
  unknown,
} from './members.ts'

/** A name in a text: what it is given to, the words after it, and how the text reads with another in its place. */
type Naming = {
  filter: FilterName
  /** What stands before the name where it is typed in full: not:region. */
  key: string
  written: string
  following: string[]
  again: (typed: string) => string
  /** Whether a word is no part of a name that is not typed in full. */
  isOther?: (word: string) => boolean
  /** Where one is asked about, several of the same name are told apart. */
  isOne?: boolean
  /** Takes the question which of several is meant; it is asked once all else is understood. */
  doubt: (question: UserError) => void
}

/** How many are offered by name. */
const mostChoices = 5

/** The members that are named as people type it; where several may be meant, there is doubt. */
export function membersMeant(naming: Naming, members: Members): Member[] {
  const { filter, written, following, isOther = () => false } = naming
  const { called } = members
  // What follows without quotes belongs to a name only where each of its words may be one of the name's.
  const alike = (name: string, words: readonly string[]) => {
    // A comma too many is said to be one.
    const isList = name.split(',').some(part => plain(part) === '')
    const found = isList || words.some(isOther) ? [] : members.alike(name)
    const isTheirs = found.some(({ name }) => words.every(word => mayBeOf(word, name)))
    return isTheirs ? found : undefined
  }
  const meant: Member[] = []
  let rest: string | undefined = written
  while (rest !== undefined) {
    const exact: Found | undefined = lastName(rest, following, called) ?? firstName(rest, following, called)
    const found: Found | undefined =
      exact ?? lastName(rest, following, alike) ?? firstName(rest, following, alike)
    if (!found) throw unknown(filter, rest, written, members)
    // Several that share a name exactly are meant together.
    if (!exact || naming.isOne || filter === 'attr') doubtAbout(found, meant, naming)
    meant.push(...found.named)
    rest = found.rest
  }
  return meant
}

/** Doubts where those that are found are not one. */
export function doubtAbout(
  { name, named, rest }: Found,
  before: readonly Member[],
  { filter, key, again, isOne = false, doubt }: Pick<Naming, 'filter' | 'key' | 'again' | 'isOne' | 'doubt'>,
): void {
  const identity = (member: Member) =>
    isOne ? member.id : filter === 'attr' ? member.key : plain(member.name)
  const several = [
    ...new Map(named.toReversed().map(member => [identity(member), member])).values(),
  ].reverse()
  if (several.length < 2) return
  const offered = several.slice(0, mostChoices)
  const isShared = ({ id, name }: Member) => several.some(other => other.id !== id && other.name === name)
  const label = (member: Member) => {
    if (filter === 'attr' && member.key) return member.key.replace('=', ' ')
    return member.key && isShared(member) ? `${member.name} (${member.key})` : member.name
  }
  const inFull = (member: Member) =>
    quoted(filter === 'attr' || isShared(member) ? (member.key ?? member.name) : member.name)
  const others = several.length - offered.length
  const all = [
    ...offered.map(member => apart(shortened(label(member)))),
    ...(others > 0 ? [`one of ${others} more`] : []),
  ]
  const said = `Which ${nounOf(filter)} do you mean by “${shortened(name)}”: ${either.format(all)}?`
  const typed = offered.map(member => `${key}:${inFull(member)}`)
  const after = rest === undefined ? '' : `,${rest}`
  doubt(
    new UserError(said, {
      hint: `Type ${either.format(others > 0 ? [...typed, 'more of the name'] : typed)}.`,
      choices: offered.map(member => ({
        label: label(member),
        ask: again([...before, member].map(one => surely(filter, one)).join(',') + after),
      })),
    }),
  )
}

/** A name as one of a list, which a comma in it would part. */
const apart = (name: string) => (name.includes(',') ? `“${name}”` : name)

// Quotation marks within a name are not needed to find it, and would end it.
const quoted = (name: string) => `"${name.replace(/["“”„]/g, '')}"`

/** A member as it is typed so that nobody else is meant. */
const surely = (filter: FilterName, { name, key }: Member) =>
  quoted(filter === 'attr' || filter === 'customer' ? (key ?? name) : name)
