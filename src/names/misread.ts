import { UserError } from '../errors.ts'
import { type FilterName, filterNames, type Insight } from '../insight.ts'
import { optionsOf } from '../parameters.ts'
import { type Coverage, noPeriod, takePeriod } from '../period.ts'
import { type Members, members, mostWords, nearest, nounOf, shortened } from './members.ts'

/*
 * What to say of a question that cannot be read: what is wrong with it, and what would work.
 */

/** What a text is understood with: what the data covers, and the members of the dimensions it needs. */
export type Known = {
  coverage: Coverage
  members: Partial<Record<FilterName, Members>>
  /** Nothing is known of anyone yet. */
  isEmpty?: boolean
  /** What a command begins with where this is asked, for examples: a slash in Slack, nothing in a terminal. */
  begin?: string | undefined
}

/** The questions that are compared with what is said after `vs`. */
export const comparing = [
  ...['avgspend', 'categories', 'channels', 'demographics', 'kpis', 'movers'],
  ...['newvsreturning', 'products', 'regions', 'returns', 'topcustomers'],
]

/** The questions that tell sales apart by something, which others do not take as `by:`. */
const tellingApart = ['regions', 'channels', 'categories', 'products']

const list = new Intl.ListFormat('en-GB', { type: 'conjunction' })
const either = new Intl.ListFormat('en-GB', { type: 'disjunction' })

/** The filters that an insight takes. */
export const taken = ({ params }: Insight) => filterNames.filter(filter => filter in params.shape)

/** An example of how a question is asked. */
export const example = ({ name, examples }: Insight, { begin = '' }: Known) =>
  `For example: ${begin}${name} ${examples[1] ?? ''}`.trimEnd()

/** Whether a word is a number, or was meant as one. */
export const isNumber = (word: string) => /^[-+\d.,]+$/.test(word)

/** Whether a word says that a comparison follows. */
export const isVersus = (word: string) => /^(vs\.?|versus)$/i.test(word)

/** What to say of a filter that an insight does not have; the text goes on after it. */
export function noFilter(
  insight: Insight,
  key: string,
  written: string,
  following: readonly string[],
  known: Known,
): UserError {
  if (/^not$/i.test(key)) return withoutFilter(insight, [written, ...following].filter(Boolean), known)
  const { begin = '' } = known
  if (/^by$/i.test(key))
    return new UserError(`${insight.name} takes no by:.`, {
      hint: `Ask ${either.format(tellingApart.map(name => `${begin}${name}`))}, or ${begin}returns by:reason.`,
    })
  return new UserError(`${insight.name} has no filter “${shortened(key)}:”.`, {
    hint: `It takes ${taken(insight)
      .map(filter => `${filter}:`)
      .join(', ')}.`,
  })
}

/** What is left out is named with its filter: not:category:toys. */
function withoutFilter(insight: Insight, words: readonly string[], known: Known): UserError {
  const [{ name, among }] = [...namedAmong(insight, words, known), { name: 'toys', among: ['category'] }]
  const forms = among.map(filter => `not:${filter}:${name.includes(' ') ? `"${name}"` : name}`)
  return new UserError('After not: stands a filter.', { hint: `Write ${either.format(forms)}.` })
}

/** What to say of an option that is given twice. */
export const saidTwice = (name: string, values: readonly string[]) =>
  new UserError(`“${name}:” is there twice.`, {
    hint: `Write ${either.format(values.map(value => `${name}:${shortened(value)}`))}.`,
  })

/** What to say of a comparison where a question takes none, or has one already. */
export const noVersus = ({ name, params }: Insight) =>
  'vs' in params.shape
    ? new UserError('“vs” is there twice.', { hint: 'Write vs previous or vs last year.' })
    : new UserError(`${name} takes no “vs”.`, { hint: `It works with ${list.format(comparing)}.` })

/** What to say of an option's value that is none of those it takes. */
export function noChoice(insight: Insight, name: string, value: string, values: readonly string[]) {
  if (name === 'vs')
    return new UserError(
      value ? `A period is not compared with “${shortened(value)}”.` : 'Compared with what?',
      {
        hint: `Write vs previous or vs last year.${
          /^(plan|target|budget)/.test(value) ? ' What is planned is shown without asking.' : ''
        }`,
      },
    )
  const [near] = value ? nearestOf(value, values) : []
  return new UserError(
    value ? `“${shortened(value)}” is not what ${insight.name} takes after ${name}.` : `Which ${name}?`,
    { hint: `${near ? `Did you mean ${name}:${near}? ` : ''}It takes ${values.join(', ')}.` },
  )
}

/** The words that are spelt most like a word. */
export function nearestOf(word: string, words: readonly string[]): string[] {
  const all = words.map((name, id) => ({ id, name }))
  const alike = members(all).alike(word)
  return alike.length > 0 ? alike.map(({ name }) => name) : nearest(word.toLowerCase(), all)
}

/** What to say of an attribute that no customer has, where it was meant as one that some have. */
export function misspeltAttribute(word: string, { all }: Members): UserError | undefined {
  const names = [...new Set(all.map(({ key = '' }) => key.slice(0, key.indexOf('='))))]
  if (names.length === 0 || names.some(name => name.toLowerCase() === word.toLowerCase())) return undefined
  const [near] = nearestOf(word, names)
  return near === undefined
    ? undefined
    : new UserError(`Nothing called “${shortened(word)}” is known of customers.`, {
        hint: `Did you mean ${near}?`,
      })
}

/** What to say of the words that are neither a period nor the insight's own word, with what would be. */
export function notUnderstood(
  insight: Insight,
  rest: readonly string[],
  words: readonly string[],
  known: Known,
): UserError {
  const meant = memberAmong(insight, rest, known) ?? optionAmong(insight, rest)
  if (meant) return meant
  if (takePeriod([...rest], known.coverage).rest.length === 0)
    return new UserError(`There is more than one period in that: “${shortened(rest.join(' '))}”.`, {
      hint: example(insight, known),
    })
  // A number by itself says little: 1 january.
  const { message, hint } = noPeriod((rest.every(isNumber) ? words : rest).join(' '), known.coverage)
  return new UserError(message, { hint: `${hint} ${example(insight, known)}` })
}

/** The names among words, the longest first, with the filters that know them. */
function* namedAmong(insight: Insight, words: readonly string[], { members }: Known) {
  for (let size = Math.min(mostWords, words.length); size > 0; size--)
    for (let start = 0; start + size <= words.length; start++) {
      const name = words.slice(start, start + size).join(' ')
      const among = taken(insight).filter(filter => members[filter]?.called(name))
      if (among.length > 0) yield { name, among }
    }
}

/** Some words alone may be what a member is called: north for region:north. */
function memberAmong(insight: Insight, words: readonly string[], known: Known): UserError | undefined {
  for (const { name, among } of namedAmong(insight, words, known)) {
    const written = name.includes(' ') ? `"${name}"` : name
    return new UserError(`“${shortened(name)}” is a ${among.map(nounOf).join(' and a ')}.`, {
      hint: `Did you mean ${among.map(filter => `${filter}:${written}`).join(' or ')}?`,
    })
  }
  return undefined
}

/** Some words may be an option without its colon: by reason for by:reason. */
function optionAmong(insight: Insight, words: readonly string[]): UserError | undefined {
  for (const option of optionsOf(insight)) {
    const at = words.findIndex(word => word.toLowerCase() === option)
    const values = choicesOf(insight, option)
    const said = at < 0 ? words : words.slice(at + 1, at + 2)
    const value =
      values.find(value => said.some(word => word.toLowerCase() === value)) ??
      (at >= 0 && said[0] ? nearestOf(said[0], values)[0] : undefined)
    const typed = words.slice(Math.max(at, 0)).join(' ')
    if (value !== undefined)
      return new UserError(`I do not understand “${shortened(typed)}”.`, {
        hint: `Did you mean ${option}:${value}?`,
      })
    if (at >= 0) return noChoice(insight, option, said[0]?.toLowerCase() ?? '', values)
  }
  return undefined
}

/** What an option can be. */
function choicesOf({ params }: Insight, option: string): string[] {
  const { error } = params.safeParse({ [option]: '' })
  const issue = error?.issues.find(({ path }) => path[0] === option)
  return issue?.code === 'invalid_value' ? issue.values.map(String) : []
}
