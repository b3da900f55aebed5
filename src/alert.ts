import type { Chart } from '../charts/chart.ts'
import { lines } from '../charts/lines.ts'
import { allMeasures, measureInWords } from './measures.ts'
import { dayAfter } from './period.ts'
import { openFor, type Rule, type Turn, type WeekValue, weeksFrom } from './rule.ts'
import { type Say, sentence } from './words.ts'

/** A rule's measure with what it is of: "return rate of Toys". */
export const watched = ({ measure, of }: Pick<Rule, 'measure' | 'of'>) =>
  `${measureInWords(measure)}${of ? ` of ${of.member.name}` : ''}`

/** A value of a measure as it is written: £12.3k, 410, 8.1%. */
export const valueInWords = ({ measure }: Pick<Rule, 'measure'>, value: number, say: Say) =>
  ({ money: say.short, count: say.count, share: say.share })[allMeasures[measure].format](value)

/** A threshold as it is written, never rounded: £50,000, 8.0%. */
export function thresholdInWords({ measure, threshold }: Rule, say: Say): string {
  if (allMeasures[measure].format !== 'money') return valueInWords({ measure }, threshold, say)
  return Number.isInteger(threshold) ? say.money(threshold) : say.exact(threshold)
}

/** A rule in words: "return rate of Toys above 8.0%". */
export const ruleInWords = (rule: Rule, say: Say) =>
  `${watched(rule)} ${rule.passing} ${thresholdInWords(rule, say)}`

/** A value beside its threshold, with as many decimals as tell them apart: £49,960, 8.04%. */
export function besideThreshold(rule: Rule, value: number, say: Say): string {
  const written = valueInWords(rule, value, say)
  const { format } = allMeasures[rule.measure]
  if (value === rule.threshold || format === 'count') return written
  if (format === 'share') {
    // A rate is known to a ten thousandth of a percent.
    const decimals = [1, 2, 3].find(some => say.share(value, some) !== say.share(rule.threshold, some)) ?? 4
    return say.share(value, decimals)
  }
  if (written !== valueInWords(rule, rule.threshold, say)) return written
  return (say.money(value) === say.money(rule.threshold) ? say.exact : say.money)(value)
}

/** Days from one to another, both included: 8–14 Jun 2026, 29 Jun – 5 Jul 2026. */
export function daysInWords(from: string, to: string, say: Say): string {
  if (from.slice(0, 7) === to.slice(0, 7)) return `${Number(from.slice(8))}–${say.shortDate(to)}`
  const begin = from.slice(0, 4) === to.slice(0, 4) ? say.shortDay : say.shortDate
  return `${begin(from)} – ${say.shortDate(to)}`
}

/** A week as its first and last day. */
export const weekInWords = (week: string, say: Say) => daysInWords(week, dayAfter(week, 6), say)

/** Why some measures are told late; nothing for those that a week's end settles. */
export const lateness = (measure: string): string | undefined =>
  openFor(measure) > 0
    ? `Returns need time: I look at each week ${openFor(measure)} days after it ends.`
    : undefined

/** How it is said that a threshold is not passed any more. */
export const backWithin = ({ passing }: Pick<Rule, 'passing'>) =>
  passing === 'above' ? 'back below' : 'back above'

/** What an alert says when its threshold is passed, and when that is over. */
export function alertWords(
  rule: Rule,
  { week, value, passed, began }: Turn & { began?: string | undefined },
  weeks: readonly WeekValue[],
  say: Say,
) {
  const what = sentence(watched(rule))
  const written = besideThreshold(rule, value, say)
  const threshold = thresholdInWords(rule, say)
  const before = weeks.find(one => one.week === weeksFrom(week, -1))
  const back = value === rule.threshold ? `back at ${threshold}` : `${backWithin(rule)} ${threshold}`
  const was = began && `was ${rule.passing} ${threshold} from ${say.shortDay(began)}, and `
  return {
    headline: passed
      ? `${what} ${rule.passing === 'above' ? 'rose above' : 'fell below'} ${threshold}: ${written}`
      : `${what} ${was ?? ''}is ${back}: ${written}`,
    detail: [
      `In the week of ${weekInWords(week, say)}.`,
      before?.value !== undefined &&
        before.value !== null &&
        `The week before it was ${besideThreshold(rule, before.value, say)}.`,
      range(
        rule,
        weeks.filter(one => one.week <= week),
        say,
      ),
      lateness(rule.measure),
    ]
      .filter(Boolean)
      .join(' '),
  }
}

/** Between what and what a rule's measure was: In 26 weeks it was between 1.2% and 9.0%. */
export function range(rule: Rule, weeks: readonly WeekValue[], say: Say): string | undefined {
  const known = weeks.flatMap(({ value }) => (value === null ? [] : [value]))
  const [least, most] = [Math.min(...known), Math.max(...known)].map(one => besideThreshold(rule, one, say))
  return known.length > 1
    ? `In ${say.count(known.length)} weeks it was between ${least} and ${most}.`
    : undefined
}

/** What the threshold is called beside its line. */
const limit = 'threshold'

/** The weeks of a rule as a picture, with its threshold beside them. */
export function alertChart(rule: Rule, weeks: readonly WeekValue[], title: string, say: Say): Chart {
  const last = weeks.findLast(({ value }) => value !== null)
  return lines(
    weeks.map(({ week, value }) => ({ week, value, threshold: rule.threshold })),
    {
      title,
      subtitle: `${sentence(watched(rule))} a week, the last ${say.count(weeks.length)} complete weeks; grey: the ${limit}`,
      x: 'week',
      y: 'value',
      measure: sentence(measureInWords(rule.measure)),
      ...(last && { label: say.shortDay(last.week) }),
      quiet: {
        y: 'threshold',
        label: limit,
        format: value => thresholdInWords({ ...rule, threshold: value }, say),
      },
      open: '',
      format: value => besideThreshold(rule, value, say),
      day: say.shortDay,
      month: say.month,
    },
  )
}
