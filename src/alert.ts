import type { Chart } from '../charts/chart.ts'
import { lines } from '../charts/lines.ts'
import { allMeasures, type MeasureName, measureInWords, returnWindow } from './measures.ts'
import { dayAfter } from './period.ts'
import type { Rule, Turn, WeekValue } from './rule.ts'
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

/** A value beside its threshold, told apart from it where rounding alone would not: £49,960, or nothing of its own. */
export function besideThreshold(rule: Rule, value: number, say: Say): string | undefined {
  const written = valueInWords(rule, value, say)
  if (value === rule.threshold || written !== valueInWords(rule, rule.threshold, say)) return written
  if (allMeasures[rule.measure].format !== 'money') return undefined
  return (say.money(value) === say.money(rule.threshold) ? say.exact : say.money)(value)
}

/** The last day on which something that was ordered in a week can come back; null where that changes nothing. */
export const openUntil = (measure: MeasureName, week: string): string | null =>
  provisional.has(measure) ? dayAfter(week, 6 + returnWindow) : null

/** These count what was later forfeited of a week's own orders: they can only rise until the return window has closed. */
const provisional = new Set<MeasureName>([
  'orderedForfeited',
  'returnRate',
  'cancellationRate',
  'forfeitRate',
])

/** A week as its first and last day: 8 Jun – 14 Jun 2026. */
export const weekInWords = (week: string, say: Say) =>
  `${say.shortDay(week)} – ${say.shortDate(dayAfter(week, 6))}`

/** What an alert says when its threshold is passed, and when that is over. */
export function alertWords(rule: Rule, { week, value, passed }: Turn, weeks: readonly WeekValue[], say: Say) {
  const what = watched(rule)
  const written =
    value === null
      ? 'nothing'
      : (besideThreshold(rule, value, say) ?? `just ${value > rule.threshold ? 'over' : 'under'} it`)
  const threshold = thresholdInWords(rule, say)
  const until = openUntil(rule.measure, week)
  const before = weeks.findLast(one => one.week < week && one.value !== null)
  return {
    headline: passed
      ? `${sentence(what)} ${rule.passing === 'above' ? 'rose above' : 'fell below'} ${threshold}: ${written}`
      : `${sentence(what)} is no longer ${rule.passing} ${threshold}: ${written}`,
    detail: [
      `In the week of ${weekInWords(week, say)}.`,
      before?.value !== undefined &&
        before.value !== null &&
        `The week before it was ${valueInWords(rule, before.value, say)}.`,
      until && `It may still rise: these orders can come back until ${say.day(until)}.`,
      range(
        rule,
        weeks.filter(one => one.week <= week),
        say,
      ),
    ]
      .filter(Boolean)
      .join(' '),
  }
}

/** Between what and what a rule's measure was: In 26 weeks it was between 1.2% and 9.0%. */
export function range(rule: Rule, weeks: readonly WeekValue[], say: Say): string | undefined {
  const known = weeks.flatMap(({ value }) => (value === null ? [] : [value]))
  const [least, most] = [Math.min(...known), Math.max(...known)].map(one => valueInWords(rule, one, say))
  return known.length > 1 ? `In ${known.length} weeks it was between ${least} and ${most}.` : undefined
}

/** The weeks of a rule as a picture, with its threshold beside them. */
export const alertChart = (rule: Rule, weeks: readonly WeekValue[], title: string, say: Say): Chart =>
  lines(
    weeks.map(({ week, value }) => ({ week, value, threshold: rule.threshold })),
    {
      title,
      subtitle: `${sentence(watched(rule))} a week, the last ${weeks.length} complete weeks; grey: the threshold`,
      x: 'week',
      y: 'value',
      measure: sentence(measureInWords(rule.measure)),
      label: 'a week',
      quiet: { y: 'threshold', label: 'threshold' },
      open: '',
      format: value => valueInWords(rule, value, say),
      day: say.shortDay,
      month: say.month,
    },
  )
