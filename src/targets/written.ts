import { UserError } from '../errors.ts'
import { kpiNames } from '../figures/kpis.ts'
import { type Dimension, dimensions, type Member } from '../insight.ts'
import { type MeasureName, measureInWords } from '../measures.ts'
import { membersMeant } from '../names/meant.ts'
import { type Members, membersNamed, shortened } from '../names/members.ts'
import { tokensOf, unquoted } from '../names/tokens.ts'
import { type Coverage, type Period, takePeriod } from '../period.ts'
import { measureCalled, noMeasure } from '../wishes/measure-named.ts'
import type { Company } from '../words.ts'
import { valueIn } from './figure.ts'

/** The days, measure and member that a target is set for, and its value as it is kept. */
export type Wanted = Pick<Period, 'from' | 'to'> & {
  measure: MeasureName
  of?: { dimension: Dimension; member: Member }
  value: string
}

/** The names that targets can be set for. */
export type Known = Record<Dimension, Members>

/** A target in words, one a cell. */
export type Cells = { measure: string; period: string; member: string; value: string }

const example = 'For example: net sales june 2026 160k, or return rate 2026 7% category:toys.'

/** The target that four cells of a file mean. */
export function targetIn(cells: Cells, known: Known, company: Company): Wanted {
  const measure = plannable(measureCalled(cells.measure), cells.measure)
  const { period, rest } = periodIn(words(cells.period))
  if (!period || rest.length > 0) throw noPeriod(cells.period)
  const member = tokens(cells.member)
  const { of, others } = member.length > 0 ? memberIn(member, known) : { of: undefined, others: [] }
  if (member.length > 0 && (!of || others.length > 0)) throw noMember(cells.member)
  if (!cells.value.trim()) throw new UserError('The value is missing.')
  return { measure, ...days(period), ...(of && { of }), value: valueIn(cells.value, measure, company) }
}

/** The target that a line of text means, whatever the order of period and member in it. */
export function targetTyped(text: string, known: Known, company: Company): Wanted {
  const { subject, value, ...what } = taken(text, known)
  const rest = value ? '' : afterMeasure(subject)
  if (rest)
    throw new UserError(`“${shortened(rest)}” is not a figure I can read.`, {
      hint: `Such as 160k, 1,200 or 7%. ${example}`,
    })
  const measure = plannable(measureCalled(subject), subject)
  if (!value) throw new UserError('What is the target?', { hint: example })
  return { ...what, measure, value: valueIn(value, measure, company) }
}

/** Which target a line of text means, without its value. */
export function targetNamed(text: string, known: Known): Omit<Wanted, 'value'> {
  const { subject, value, ...what } = taken(text, known)
  if (value)
    throw new UserError(`I do not understand “${shortened(value)}”.`, { hint: 'Leave the value out.' })
  return { ...what, measure: plannable(measureCalled(subject), subject) }
}

const longest = 300

/** Takes apart what a person typed: the period and the member are taken out, a measure and a value are left. */
function taken(text: string, known: Known) {
  if (text.length > longest)
    throw new UserError(`That is longer than ${longest} characters.`, { hint: example })
  const { of, others } = memberIn(tokens(text), known, meant)
  const { period, rest } = periodIn(others)
  // A measure is called by words, a value begins with a figure.
  const at = rest.findIndex(word => /\d/.test(word))
  const [subject, value] = at < 0 ? [rest, []] : [rest.slice(0, at), rest.slice(at)]
  // Only thousands may be set apart by spaces: else a day beside a month would become a digit of the value.
  const figures = value.filter(word => /\d/.test(word))
  if (figures.slice(1).some(word => !/^\d{3}(?!\d)/.test(word)))
    throw new UserError(`There is more than one figure in that: ${figures.map(shortened).join(', ')}.`, {
      hint: `A period of days reads like 2026-06-24 or 2026-06-01..2026-06-30. ${example}`,
    })
  if (period)
    return { subject: subject.join(' '), value: value.join(' '), ...days(period), ...(of && { of }) }
  if (subject.length > 0 && !calledFirst(subject)) plannable(undefined, subject.join(' '))
  throw noPeriod(afterMeasure(subject.join(' ')))
}

/** The measure that words begin with, and the words after its name. */
function calledFirst(some: readonly string[]): { others: string[] } | undefined {
  for (let size = some.length; size > 0; size--)
    if (measureCalled(some.slice(0, size).join(' '))) return { others: some.slice(size) }
  return undefined
}

/** What stands after the name of a measure. */
const afterMeasure = (subject: string) => calledFirst(words(subject))?.others.join(' ') ?? ''

const words = (text: string) =>
  text
    .replace(/["“”„]/g, '')
    .split(/\s+/)
    .filter(Boolean)

/** Words, of which a quoted name after region: is one. */
const tokens = (text: string) =>
  tokensOf(text).flatMap(token => (filterLike.test(token) ? [unquoted(token)] : words(token)))

const days = ({ from, to }: Period) => ({ from, to })

/** The measures that a plan is shown of. */
const planned: readonly MeasureName[] = kpiNames

function plannable(measure: MeasureName | undefined, text: string): MeasureName {
  if (!measure) {
    const { message, hint = '' } = noMeasure(text)
    throw new UserError(message, {
      hint: hint.startsWith('Did') ? hint : `Such as ${measureInWords('netSales')}. ${example}`,
    })
  }
  if (planned.includes(measure)) return measure
  throw new UserError(`A plan of ${measureInWords(measure)} would be shown nowhere.`, {
    hint: `Plan one of: ${planned.map(measureInWords).join(', ')}.`,
  })
}

/** A plan may be for any days: none of them is cut to the data. What is relative ends at the end of this. */
const anytime: Coverage = { firstDay: '1900-01-01', dataThrough: '2100-12-31', asOf: '2100-12-31' }
const years = { first: '1970-01-01', last: '2100-01-01' }

function periodIn(some: string[]): { period?: Period; rest: string[] } {
  const { period, rest } = takePeriod(some, anytime)
  if (period && (period.from < years.first || period.to > years.last))
    throw new UserError('A target is for a period with its year.', { hint: periodHint })
  return period ? { period, rest } : { rest }
}

const periodHint = 'Such as june 2026, Q3 2026, 2026, week 24 2026 or 2026-06-01..2026-06-30.'

const noPeriod = (text: string) =>
  text.trim()
    ? new UserError(`“${shortened(text.trim())}” is not a period I know.`, { hint: periodHint })
    : new UserError('For which period?', { hint: periodHint })

const filterLike = /^"?[a-z]+:/i
const prefix = new RegExp(`^(${dimensions.join('|')}):(.*)$`, 'is')

/** Finds whom a name means, with which of the words after it belong to it: those are taken away. */
type Find = (
  dimension: Dimension,
  written: string,
  following: string[],
  members: Members,
) => readonly Member[]

/** Whom a name means as people type it, of whom there is one. */
const meant: Find = (filter, written, following, members) =>
  membersMeant(
    {
      ...{ filter, key: filter, written, following, isOther, isOne: true },
      again: name => name,
      // What a button would ask is a question, and this is none.
      doubt: ({ message, hint }) => {
        throw new UserError(message, { ...(hint && { hint }) })
      },
    },
    members,
  )

/** Whether a word is no part of a name that is not typed in full. */
const isOther = (word: string) =>
  filterLike.test(word) || /\d/.test(word) || takePeriod([word], anytime).period !== undefined

/** The member that some words name, and the words that do not belong to it. */
function memberIn(
  some: readonly string[],
  known: Known,
  find: Find = membersNamed,
): { of: Wanted['of']; others: string[] } {
  const at = some.findIndex(word => prefix.test(word))
  const [, kind = '', name = ''] = prefix.exec(some[at] ?? '') ?? []
  const dimension = dimensions.find(one => one === kind.toLowerCase())
  const following = some.slice(at + 1)
  // After region: and a space stands the name.
  const first = dimension ? name || (following.shift() ?? '') : ''
  const found = dimension ? find(dimension, first, following, known[dimension]) : []
  const others = dimension ? [...some.slice(0, at), ...following] : [...some]
  if (dimension && others.some(word => prefix.test(word)))
    throw new UserError('A target is for everything, or for one region, channel, category or product.', {
      hint: 'Set one for each.',
    })
  if (others.some(word => filterLike.test(word)))
    throw new UserError('Targets are for a region, channel, category or product.', {
      hint: 'Such as region:north, or nothing for the whole company.',
    })
  if (!dimension) return { of: undefined, others }
  const [member, another] = found
  if (!member || another) throw severalOf(dimension, first)
  return { of: { dimension, member }, others }
}

const severalOf = (dimension: Dimension, name: string) =>
  new UserError(`“${shortened(name)}” is more than one ${dimension}.`, {
    hint: `A target is for one of them: ${dimension === 'product' ? 'name it by its code' : 'name that one'}.`,
  })

const noMember = (text: string) =>
  new UserError(`“${shortened(text.trim())}” is no member I can read.`, {
    hint: 'Write region:north, channel:online, category:toys or product:P013, or nothing for the whole company.',
  })
