import { UserError } from '../errors.ts'
import { type Dimension, dimensions, type Member } from '../insight.ts'
import { kpiNames } from '../kpi-figures.ts'
import { allMeasures, type MeasureName, measureInWords } from '../measures.ts'
import { type Members, membersNamed, shortened } from '../members.ts'
import { type Coverage, type Period, takePeriod } from '../period.ts'
import { decimals } from '../targets.ts'
import { measureCalled, noMeasure } from '../wishes/measure-named.ts'
import { figure } from '../wishes/threshold.ts'
import type { Company } from '../words.ts'

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
  const member = words(cells.member)
  const { of, others } = member.length > 0 ? memberIn(member, known) : { of: undefined, others: [] }
  if (member.length > 0 && (!of || others.length > 0)) throw noMember(cells.member)
  if (!cells.value.trim()) throw new UserError('The value is missing.')
  return { measure, ...days(period), ...(of && { of }), value: valueIn(cells.value, measure, company) }
}

/** The target that a line of text means, whatever the order of period and member in it. */
export function targetTyped(text: string, known: Known, company: Company): Wanted {
  const { subject, value, ...what } = taken(text, known)
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
  const { of, others } = memberIn(words(text), known)
  const { period, rest } = periodIn(others)
  if (!period) throw noPeriod('')
  // A measure is called by words, a value begins with a figure.
  const at = rest.findIndex(word => /\d/.test(word))
  const [subject, value] = at < 0 ? [rest, []] : [rest.slice(0, at), rest.slice(at)]
  return { subject: subject.join(' '), value: value.join(' '), ...days(period), ...(of && { of }) }
}

const words = (text: string) =>
  text
    .replace(/["“”„]/g, '')
    .split(/\s+/)
    .filter(Boolean)

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

const prefix = new RegExp(`^(${dimensions.join('|')}):(.*)$`, 'is')

/** The member that some words name, and the words that do not belong to it. */
function memberIn(some: readonly string[], known: Known): { of: Wanted['of']; others: string[] } {
  const at = some.findIndex(word => prefix.test(word))
  const [, kind = '', name = ''] = prefix.exec(some[at] ?? '') ?? []
  const dimension = dimensions.find(one => one === kind.toLowerCase())
  if (!dimension) return { of: undefined, others: [...some] }
  const following = some.slice(at + 1)
  // After region: and a space stands the name.
  const first = name || (following.shift() ?? '')
  const [member, another] = membersNamed(dimension, first, following, known[dimension])
  if (!member || another) throw severalOf(dimension, first)
  const others = [...some.slice(0, at), ...following]
  if (others.some(word => prefix.test(word)))
    throw new UserError('A target is for everything, or for one region, channel, category or product.', {
      hint: 'Set one for each.',
    })
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

/** A value as it is kept: to the cent, in whole numbers, or to a ten-thousandth of a percentage. */
function valueIn(text: string, measure: MeasureName, company: Company): string {
  return figure(text, measure, company).toFixed(decimals[allMeasures[measure].format])
}
