import {
  backWithin,
  besideThreshold,
  daysInWords,
  lateness,
  range,
  ruleInWords,
  thresholdInWords,
  weekInWords,
} from '../alert.ts'
import { dayAfter } from '../period.ts'
import type { Rule, WeekValue } from '../rule.ts'
import { openFor, turns } from '../rule.ts'
import { dated } from '../stale.ts'
import { counted, type Say, sentence } from '../words.ts'

/** The weeks, known for good, that an alert is tried on, oldest first, with what was known of the week before them. */
export type Tried = {
  rule: Rule
  weeks: readonly WeekValue[]
  /** Whether its threshold was passed just before these weeks. */
  passedBefore: boolean
  /** The first day of the data and the last complete one; null where nothing is loaded. */
  firstDay: string | null
  asOf: string | null
  /** Through which day sales are loaded, where that is long ago. */
  stale?: string
}

/** How a rule stands after the weeks it was tried on: since which week its threshold has been passed, if it is. */
export function standing({ rule, weeks, passedBefore }: Tried): { passedSince: string | null } {
  const last = turns(rule, weeks, passedBefore).at(-1)
  if (last) return { passedSince: last.passed ? last.week : null }
  return { passedSince: passedBefore ? (weeks[0]?.week ?? null) : null }
}

/** Weeks in a row in which a threshold was passed: until which week it was, unless it still is, and how far it went. */
type Episode = { began: string; over: string | null; furthest: number; weeks: number }

/** More often than this in half a year is not read any more. */
const often = 5

/** What an alert would have said over the weeks it was tried on. */
export function foreseen(tried: Tried, say: Say) {
  const { rule, weeks } = tried
  const found = episodes(tried)
  const { headline, putOff } = dated(sentence(ruleInWords(rule, say)), tried.stale, say)
  return {
    title: headline,
    told: [putOff, toldInWords(tried, found, say)].filter(Boolean).join(' '),
    episodes: found.map(episode => episodeInWords(rule, episode, say)),
    notes: [
      ...[[now(tried, say), found.length > 0 && range(rule, weeks, say)].filter(Boolean).join(' ')].filter(
        Boolean,
      ),
      ...(found.length > often ? ['That is often: a limit further off would tell you less.'] : []),
      ...cautions(tried, say),
    ],
    promise: `once when it goes ${rule.passing} ${thresholdInWords(rule, say)}, and once when it is ${backWithin(rule)}`,
  }
}

/** The times that begin in these weeks: each is one that would have been told. */
function episodes({ rule, weeks, passedBefore }: Tried): Episode[] {
  const found = turns(rule, weeks, passedBefore)
  const extreme = rule.passing === 'above' ? Math.max : Math.min
  return found.flatMap(({ week: began, passed }, at) => {
    if (!passed) return []
    const over = found[at + 1]?.week ?? null
    const within = weeks.flatMap(({ week, value }) =>
      value !== null && week >= began && (over === null || week < over) ? [value] : [],
    )
    return [{ began, over, furthest: extreme(...within), weeks: within.length }]
  })
}

function episodeInWords(rule: Rule, { began, over, furthest, weeks }: Episode, say: Say): string {
  const written = besideThreshold(rule, furthest, say)
  const reach = weeks > 1 ? `${rule.passing === 'above' ? 'up' : 'down'} to ${written}` : written
  return over === null
    ? `Since ${say.shortDate(began)}: ${reach}`
    : `${daysInWords(began, dayAfter(over, -1), say)}: ${reach}`
}

function toldInWords(tried: Tried, found: readonly Episode[], say: Say): string {
  const { rule, weeks, passedBefore } = tried
  const known = weeks.flatMap(({ value }) => (value === null ? [] : [value]))
  const threshold = `${rule.passing} ${thresholdInWords(rule, say)}`
  if (weeks.length === 0)
    return openFor(rule.measure) > 0
      ? 'There is no week of sales yet whose returns are all in, so I cannot try it.'
      : 'There is no full week of sales yet to try it on.'
  const over = `in ${counted(weeks.length, 'week', say)}`
  if (known.length === 0) return `It would have told you nothing ${over}: there was nothing to measure.`
  const extreme = (most: 'above' | 'below') =>
    most === 'above'
      ? `the highest was ${besideThreshold(rule, Math.max(...known), say)}`
      : `the lowest was ${besideThreshold(rule, Math.min(...known), say)}`
  const ended = passedBefore && turns(rule, weeks, true)[0]
  const before = ended
    ? ` It was ${ended.week === weeks[0]?.week ? `${threshold} before that` : `already ${threshold} at the start`}, until ${say.shortDate(dayAfter(ended.week, -1))}.`
    : ''
  if (found.length > 0)
    return `It would have told you ${times(found, say)} ${over}${andOver(found)}.${before}`
  if (ended) return `It would have told you once ${over}: that it was over.${before}`
  return passedBefore
    ? `It would have told you nothing ${over}. Always ${threshold}: ${extreme(rule.passing === 'above' ? 'below' : 'above')}.`
    : `It would have told you nothing ${over}. Never ${threshold}: ${extreme(rule.passing)}.`
}

const times = ({ length }: readonly Episode[], say: Say) =>
  ['never', 'once', 'twice'][length] ?? counted(length, 'time', say)

/** That the end is told, too, as far as there has been one. */
function andOver(found: readonly Episode[]): string {
  const ended = found.filter(({ over }) => over !== null).length
  if (ended === 0) return ''
  return ended > 1 && ended === found.length
    ? ', and each time again when it was over'
    : `, and again ${ended > 1 ? 'whenever' : 'when'} it was over`
}

/** How it stands in the last week. */
function now(tried: Tried, say: Say): string {
  const { rule, weeks } = tried
  const last = weeks.findLast(({ value }) => value !== null)
  if (!last || last.value === null) return ''
  const written = besideThreshold(rule, last.value, say)
  const week = weekInWords(last.week, say)
  return standing(tried).passedSince
    ? `It is ${rule.passing} ${thresholdInWords(rule, say)} now (${written} in the week of ${week}): you hear from me when that is over.`
    : `In the last week, ${week}, it was ${written}.`
}

/** What the figures of these weeks cannot know. */
function cautions({ rule: { measure }, weeks, firstDay }: Tried, say: Say): string[] {
  const first = weeks[0]?.week
  const late = lateness(measure)
  const known = firstDay && `${Number(firstDay.slice(0, 4)) + 1}${firstDay.slice(4)}`
  return [
    ...(late ? [late] : []),
    ...(measure === 'repeatRate' && firstDay && known && first !== undefined && first < known
      ? [
          `The data begins on ${say.day(firstDay)}: in its first year nobody can tell who had ordered before, so the repeat rate is too low.`,
        ]
      : []),
  ]
}
