import {
  besideThreshold,
  openUntil,
  range,
  ruleInWords,
  thresholdInWords,
  valueInWords,
  weekInWords,
} from '../alert.ts'
import type { Rule, Turn, WeekValue } from '../rule.ts'
import { turns } from '../rule.ts'
import { counted, type Say, sentence } from '../words.ts'

/** The complete weeks an alert is tried on, oldest first, with what was known of the week before them. */
export type Tried = {
  rule: Rule
  weeks: readonly WeekValue[]
  /** Whether its threshold was passed just before these weeks. */
  passedBefore: boolean
  /** The first day of the data and the last complete one; null where nothing is loaded. */
  firstDay: string | null
  asOf: string | null
}

/** How a rule stands after the weeks it was tried on: since which week its threshold has been passed, if it is. */
export function standing({ rule, weeks, passedBefore }: Tried): { passedSince: string | null } {
  const last = turns(rule, weeks, passedBefore).at(-1)
  if (last) return { passedSince: last.passed ? last.week : null }
  return { passedSince: passedBefore ? (weeks[0]?.week ?? null) : null }
}

/** More often than this in half a year is not read any more. */
const often = 8

/** What an alert would have said over the weeks it was tried on. */
export function foreseen(tried: Tried, say: Say) {
  const { rule, weeks, passedBefore } = tried
  const found = turns(rule, weeks, passedBefore)
  return {
    title: sentence(ruleInWords(rule, say)),
    told: toldInWords(tried, found, say),
    turns: found.map(turn => turnInWords(rule, turn, say)),
    notes: [
      [now(tried, say), range(rule, weeks, say)].filter(Boolean).join(' '),
      ...(found.length > often ? ['That is often: a threshold further off would tell you less.'] : []),
      ...cautions(tried, say),
    ],
  }
}

function toldInWords({ rule, weeks, passedBefore }: Tried, found: readonly Turn[], say: Say): string {
  if (weeks.length === 0) return 'There is no complete week of sales yet to try it on.'
  const over = weeks.length === 1 ? 'the last complete week' : `the last ${weeks.length} complete weeks`
  if (found.length > 0) return `It would have told you ${times(found.length, say)} in ${over}.`
  if (weeks.every(({ value }) => value === null))
    return `It would have told you nothing in ${over}: there was nothing to measure.`
  const always = `${passedBefore ? 'always' : 'never'} ${rule.passing} ${thresholdInWords(rule, say)}`
  return `It would have told you nothing in ${over}: it was ${always}.`
}

const times = (count: number, say: Say) => ['never', 'once', 'twice'][count] ?? counted(count, 'time', say)

function turnInWords(rule: Rule, { week, value, passed }: Turn, say: Say): string {
  const threshold = `${rule.passing} ${thresholdInWords(rule, say)}`
  const written = value === null ? 'nothing' : besideThreshold(rule, value, say)
  const turn = passed ? `${written ? '' : 'just '}${threshold}` : `no longer ${threshold}`
  return `${weekInWords(week, say)}: ${written ? `${written}, ` : ''}${turn}`
}

/** How it stands in the last week, and when it speaks next. */
function now(tried: Tried, say: Say): string {
  const { rule, weeks } = tried
  const last = weeks.findLast(({ value }) => value !== null)
  if (!last || last.value === null) return 'It begins with the first complete week.'
  const written = `${valueInWords(rule, last.value, say)} in the week of ${weekInWords(last.week, say)}`
  return standing(tried).passedSince
    ? `It is ${rule.passing} the threshold now (${written}): you are told when that is over.`
    : `Now it is not ${rule.passing} the threshold (${written}).`
}

/** What the figures of these weeks cannot know yet, or could not know then. */
function cautions({ rule: { measure }, weeks, firstDay, asOf }: Tried, say: Say): string[] {
  const first = weeks[0]?.week
  const last = weeks.at(-1)?.week
  if (first === undefined || last === undefined || firstDay === null || asOf === null) return []
  const until = openUntil(measure, last)
  const known = `${Number(firstDay.slice(0, 4)) + 1}${firstDay.slice(4)}`
  return [
    ...(until && until > asOf
      ? [
          `Provisional: orders of the last week can come back until ${say.day(until)}, so its figure may still rise. Older weeks are shown with what came back later; an alert, told as soon as a week is over, knows less.`,
        ]
      : []),
    ...(measure === 'repeatRate' && first < known
      ? [
          `The data begins on ${say.day(firstDay)}: in its first year nobody can tell who had ordered before, so the repeat rate is too low.`,
        ]
      : []),
  ]
}
