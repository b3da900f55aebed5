import { Temporal } from 'temporal-polyfill'
import type { Dimension, Member } from './insight.ts'
import { type MeasureName, returnWindow } from './measures.ts'

/** What an alert watches: a measure, whole or for one member of a dimension, against a threshold. */
export type Rule = {
  measure: MeasureName
  of?: { dimension: Dimension; member: Member }
  passing: 'above' | 'below'
  threshold: number
}

/** A week's value by its Monday; a rate of nothing is null. */
export type WeekValue = { week: string; value: number | null }

/** A week in which a rule's threshold was passed, or in which that was over. */
export type Turn = { week: string; value: number; passed: boolean }

/** Whether a value is past the threshold of a rule; a week of nothing says neither. */
export const isPassed = (
  { passing, threshold }: Pick<Rule, 'passing' | 'threshold'>,
  value: number | null,
): boolean | null => (value === null ? null : passing === 'above' ? value > threshold : value < threshold)

/**
 * The turns of a rule over weeks in order, from whether it had passed before them. A week of nothing turns nothing:
 * neither has the threshold been passed nor is it known to be over.
 */
export function turns(
  rule: Pick<Rule, 'passing' | 'threshold'>,
  weeks: readonly WeekValue[],
  passedBefore: boolean,
): Turn[] {
  let passed = passedBefore
  return weeks.flatMap(({ week, value }) => {
    const now = isPassed(rule, value)
    if (value === null || now === null || now === passed) return []
    passed = now
    return [{ week, value, passed }]
  })
}

/** The Monday of the last week that is complete when the data is complete through a day. */
export function lastWeek(asOf: string): string {
  const after = Temporal.PlainDate.from(asOf).add({ days: 1 })
  return after.subtract({ days: after.dayOfWeek - 1 + 7 }).toString()
}

/** The Monday of the last week that is over when a moment comes, on the calendar of a zone. */
export const weekBefore = (instant: Temporal.Instant, timeZone: string): string =>
  lastWeek(instant.toZonedDateTimeISO(timeZone).toPlainDate().subtract({ days: 1 }).toString())

/** These count what came back of a week's own orders: they are known when nothing of them can come back any more. */
const lateMeasures: ReadonlySet<string> = new Set<MeasureName>([
  'orderedForfeited',
  'returnRate',
  'cancellationRate',
  'forfeitRate',
])

/** For how many days after a week a measure of it can still change. */
export const openFor = (measure: string): number => (lateMeasures.has(measure) ? returnWindow : 0)

/** The Monday of the last week whose measure is known for good when the data is complete through a day. */
export const lastJudged = (measure: string, asOf: string): string =>
  lastWeek(
    Temporal.PlainDate.from(asOf)
      .subtract({ days: openFor(measure) })
      .toString(),
  )

/** The first day on which the measure of a week is known for good. */
export const knownOn = (measure: string, week: string): string =>
  Temporal.PlainDate.from(week)
    .add({ days: 7 + openFor(measure) })
    .toString()

/** The Monday so many weeks after (or, below zero, before) another. */
export const weeksFrom = (monday: string, weeks: number): string =>
  Temporal.PlainDate.from(monday).add({ weeks }).toString()

/** The first Monday that is not before a day: the weeks from there on are whole. */
export function mondayFrom(day: string): string {
  const date = Temporal.PlainDate.from(day)
  return date.add({ days: (8 - date.dayOfWeek) % 7 }).toString()
}
