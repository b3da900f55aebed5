import Fuse from 'fuse.js'
import { grains } from './calendar.ts'
import { UserError } from './errors.ts'
import type { Insight, Member, Narrowed } from './insight.ts'
import { type Asked, type Filtered, type FilterName, filterNames } from './insight.ts'
import { doubtAbout, membersMeant } from './names/meant.ts'
import { type Members, members, mostWords, shortened } from './names/members.ts'
import {
  example,
  isNumber,
  isVersus,
  type Known,
  misspeltAttribute,
  noChoice,
  noFilter,
  notUnderstood,
  noVersus,
  saidTwice,
  taken,
} from './names/misread.ts'
import { tokensOf, unquoted } from './names/tokens.ts'
import { optionsOf } from './parameters.ts'
import { period, takePeriod } from './period.ts'

const longestText = 500

/** The insight a command word names. */
export function named(word: string, insights: readonly Insight[]): Insight {
  // Who copies a command from Slack brings its slash along.
  const name = word.toLowerCase().replace(/^\//, '')
  const found = insights.find(insight => insight.name === name)
  if (found) return found
  const [near] = word ? new Fuse(insights, { keys: ['name'], threshold: 0.5 }).search(word) : []
  throw new UserError(word ? `I know no question called “${shortened(word)}”.` : 'Which question?', {
    hint: `${near ? `Did you mean ${near.item.name}? ` : ''}I answer ${insights.map(insight => insight.name).join(', ')}.`,
  })
}

const many = new Set<FilterName>(['product', 'customer', 'attr'])

/** The filters whose members a text is understood with; of what is many, only those that it names. */
export const needed = (insight: Insight, text: string): FilterName[] =>
  // What is too long is refused without looking anybody up.
  (text.length > longestText ? [] : taken(insight)).filter(
    filter =>
      !many.has(filter) ||
      filter === insight.word ||
      // What customers are told apart by may be misspelt.
      (filter === 'attr' && insight.word === 'attribute' && /\p{L}/u.test(text)) ||
      new RegExp(`${filter}:`, 'i').test(text),
  )

/** The stretches of a text that may name members of a filter. */
export function naming(insight: Insight, filter: FilterName, text: string): string {
  if (filter === insight.word) return text
  const stretch = new RegExp(`${filter}:(.*?)(?=\\s(?:not:)?[a-z]+:|$)`, 'gis')
  return [...text.matchAll(stretch)].map(([, named]) => named).join(' ')
}

/** Reads the words after a command: a period anywhere, filters as `region:north`, and the insight's own word. */
export function ask(insight: Insight, text: string, known: Known): Asked {
  const { coverage, members } = known
  if (text.length > longestText)
    throw new UserError(`That is longer than ${longestText} characters.`, { hint: example(insight, known) })
  const wanted: Narrowed = {}
  const except: Narrowed = {}
  const said: Record<string, string> = {}
  const words: string[] = []
  const filtered: string[] = []
  const doubts: UserError[] = []
  const doubt = (question: UserError) => void doubts.push(question)
  const typed = tokensOf(text)
  const tokens = typed.map(unquoted)
  const left = () => typed.slice(typed.length - tokens.length)
  while (tokens.length > 0) {
    const [own = ''] = left()
    const before = typed.slice(0, typed.length - tokens.length)
    const token = tokens.shift() ?? ''
    const [, not, key, written = ''] = filterLike.exec(token) ?? []
    if (!key) words.push(token)
    else if (!not && optionsOf(insight).includes(key.toLowerCase())) {
      const name = key.toLowerCase()
      if (said[name] !== undefined) throw saidTwice(name, [said[name], written.toLowerCase()])
      said[name] = written.toLowerCase()
      filtered.push(own)
    } else {
      const filter = taken(insight).find(filter => filter === key.toLowerCase())
      if (!filter) throw noFilter(insight, key, written, tokens, known)
      const full = `${not ? 'not:' : ''}${filter}`
      const into = not ? except : wanted
      checkLoaded(known)
      const found = membersMeant(
        {
          ...{ filter, key: full, written, following: tokens, isOther: isOther(known), doubt },
          again: name => [insight.name, ...before, `${full}:${name}`, ...left()].join(' '),
        },
        members[filter] ?? nobody,
      )
      const held = into[filter] ?? []
      // Who is named again is asked about once.
      const isHeld = ({ id, key }: Member) => held.some(one => one.id === id && one.key === key)
      into[filter] = [...held, ...found.filter(one => !isHeld(one))]
      filtered.push(...typed.slice(before.length, typed.length - tokens.length))
    }
  }
  if ('vs' in insight.params.shape) Object.assign(said, takeVersus(words))

  const about = filterNames.find(filter => filter === insight.word)
  if (about) checkLoaded(known)
  /** The text again, with a name in full in the place of all but these words. */
  const again = (others: readonly string[]) => (name: string) =>
    [insight.name, `${about}:${name}`, ...others, ...filtered].join(' ')
  if (about && !wanted[about])
    wanted[about] = takeMember(about, words, members[about] ?? nobody, again, doubt)
  if (words.some(isVersus)) throw noVersus(insight)
  const { period: found, rest } = takePeriod(words, coverage)
  const isOwn = rest.length === 1 || isNumber(rest[0] ?? '')
  if (about && !wanted[about]) {
    const [name, others] = beforePeriod(rest.splice(0), members[about] ?? nobody, known)
    if (others.length > 0) throw notUnderstood(insight, others, words, known)
    const naming = { filter: about, key: about, written: name.join(' '), following: [], isOne: true, doubt }
    wanted[about] = membersMeant({ ...naming, again: again(without(words, name)) }, members[about] ?? nobody)
  }
  if (insight.word && !about && rest.length > 0 && isOwn) said[insight.word] = rest.shift() ?? ''
  if (rest.length > 0) throw notUnderstood(insight, rest, words, known)
  const misspelt = members.attr && said.attribute && misspeltAttribute(said.attribute, members.attr)
  if (misspelt) throw misspelt
  const { period: usual, ...parameters } = options(insight, said, words, known)
  const [question] = doubts
  if (question) throw question
  return {
    ...parameters,
    period: found ?? period(String(usual), coverage),
    ...wanted,
    ...(Object.keys(except).length > 0 && { except }),
  } satisfies Filtered
}

/** Takes the member that an insight is about from the words; its name comes before a period, for May is a name, too. */
function takeMember(
  filter: FilterName,
  words: string[],
  { called }: Members,
  again: (others: readonly string[]) => (name: string) => string,
  doubt: (question: UserError) => void,
): Member[] | undefined {
  for (let size = Math.min(mostWords, words.length); size > 0; size--)
    for (let start = 0; start + size <= words.length; start++) {
      const name = words.slice(start, start + size).join(' ')
      const named = called(name)
      if (!named) continue
      words.splice(start, size)
      doubtAbout({ name, named }, [], { filter, key: filter, again: again(words), isOne: true, doubt })
      return [...named]
    }
}

/** Takes what a period is to be compared with from the words: `vs last year`. */
function takeVersus(words: string[]): { vs?: string } {
  const at = words.findIndex(isVersus)
  if (at < 0) return {}
  const [, first = '', second = ''] = words.slice(at, at + 3).map(word => word.toLowerCase())
  const isYear = first === 'last' && second === 'year'
  words.splice(at, isYear || second === 'period' ? 3 : 2)
  return { vs: isYear ? 'last year' : first }
}

/** The insight's own parameters, checked. */
function options(insight: Insight, said: Record<string, string>, words: string[], known: Known) {
  const parsed = insight.params.safeParse(said)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const name = String(issue?.path[0])
  const value = said[name] ?? ''
  if (issue?.code === 'invalid_value') throw noChoice(insight, name, value, issue.values.map(String))
  // A word that is no number was perhaps meant as something else.
  if (!isNumber(value)) throw notUnderstood(insight, [value], words, known)
  throw new UserError(`“${shortened(value)}” ${issue?.message}.`, { hint: example(insight, known) })
}

const nobody: Members = members([])

/** Nobody is known before the first sales are. */
function checkLoaded({ isEmpty }: Known): void {
  if (isEmpty)
    throw new UserError('No sales are loaded yet.', {
      hint: 'Whoever looks after me loads them with `npm run import`.',
    })
}

const filterLike = /^(not:)?([a-z]+):(.*)$/is
const ofPeriods = new RegExp(
  `^(?:last|this|since|past|previous|current|from|between|vs\\.?|versus|(?:${grains.join('|')})s?)$`,
  'i',
)

/** Whether a word is no part of a name that is not typed in full: a filter, or of a period. */
const isOther =
  ({ coverage }: Known) =>
  (word: string) =>
    filterLike.test(word) || ofPeriods.test(word) || takePeriod([word], coverage).period !== undefined

/** Parts a name from what was meant as a period and is none: smith, last quartr. */
function beforePeriod(words: string[], { called, alike }: Members, known: Known): [string[], string[]] {
  const at = words.findIndex(isOther(known))
  const name = words.slice(0, at).join(' ')
  const isName = at > 0 && (called(name) ?? alike(name)).length > 0
  return isName ? [words.slice(0, at), words.slice(at)] : [words, []]
}

/** The words but for those of a run. */
function without(words: readonly string[], some: readonly string[]): string[] {
  const left = [...some]
  return words.filter(word => {
    if (word !== left[0]) return true
    left.shift()
    return false
  })
}
