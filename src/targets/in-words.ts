import { allMeasures, type MeasureName, measureInWords } from '../measures.ts'
import { type Planned, stretchInWords } from '../targets.ts'
import { against, type Say, sentence } from '../words.ts'
import type { Season } from './season.ts'

/** A value or a target of a measure as it is written in a sentence. */
export function valueInWords(value: number, measure: MeasureName, say: Say): string {
  const { format } = allMeasures[measure]
  return format === 'money' ? say.short(value) : format === 'share' ? say.share(value) : say.count(value)
}

type Beside = { measure: MeasureName; value: number; target: number }

/** A measure beside what was planned for it: Net sales are 4% below the plan of £160k. */
export function besidePlan({ measure, value, target }: Beside, say: Say): string {
  const name = measureInWords(measure)
  const subject = `${sentence(name)} ${/s$|^returns /.test(name) ? 'are' : 'is'}`
  const plan = `the plan of ${valueInWords(target, measure, say)}`
  if (allMeasures[measure].format !== 'share') {
    const compared = against(value, target, plan, say)
    if (compared) return `${subject} ${compared}`
    // Nothing is a percentage above zero.
    return `${subject} ${valueInWords(value, measure, say)}, against ${plan}`
  }
  const points = say.points(Math.abs(value - target))
  if (!/[1-9]/.test(points)) return `${subject} level with ${plan}`
  return `${subject} ${points} points ${value > target ? 'above' : 'below'} ${plan}`
}

/** What was spread to tell a plan for these days, and how; nothing where nothing was. */
export function spreadInWords(
  plans: readonly (Planned | undefined)[],
  { isKnown }: Pick<Season, 'isKnown'>,
  say: Say,
): string {
  const how = isKnown ? 'by the season of past sales' : 'evenly over its days'
  const [only, ...others] = [...new Set(plans.flatMap(plan => plan?.spread.map(stretchInWords) ?? []))]
  if (only === undefined) return ''
  if (others.length > 2)
    return `targets of longer periods are spread ${isKnown ? how : 'evenly over their days'}`
  return others.length === 0
    ? `the target of ${only} is spread ${how}`
    : `the targets of ${say.list([only, ...others])} are spread ${isKnown ? how : 'evenly over their days'}`
}

type Week = { week: string; net: number; target: number | null }

/** How the full weeks that have a target compare with it, all of them together. */
export function weeksBesidePlan(complete: readonly Week[], say: Say): string {
  const plans = complete.flatMap(({ target, ...week }) => (target === null ? [] : [{ ...week, target }]))
  const [first] = plans
  const [net, target] = [total(plans.map(one => one.net)), total(plans.map(one => one.target))]
  const compared = against(net, target, 'it', say)
  if (!first || !compared) return ''
  const which =
    plans.length === 1
      ? `the week of ${say.shortDate(first.week)}`
      : plans.length === complete.length
        ? 'the full weeks'
        : `the ${say.count(plans.length)} weeks that have one`
  const all = `The plan for ${which} is ${say.short(target)}: net sales are ${compared}`
  const reached = plans.filter(one => one.net >= one.target).length
  return plans.length === 1
    ? `${all}.`
    : `${all}, and ${say.count(reached)} of ${say.count(plans.length)} weeks reached theirs.`
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

type Measured = { measure: MeasureName; value: number | null; target: number | null }

/** More measures than this beside their plan are left to the table. */
const mostPlans = 3

/**
 * The first measures that have a plan beside it. A period that is not over, or not all in the data, is beside none; nor
 * are rates of what came back while more of it still can.
 */
export function measuresBesidePlan(
  rows: readonly Measured[],
  {
    isWhole,
    isSettled,
    expected,
  }: {
    isWhole: boolean
    isSettled: boolean
    /** What of the first measure's plan was to be reached by the last day of the data. */
    expected?: { value: number; through: string } | undefined
  },
  say: Say,
): string {
  const plans = rows.flatMap(({ measure, value, target }) => {
    const isKnown = isSettled || !('of' in allMeasures[measure])
    return value === null || target === null || !isKnown ? [] : [{ measure, value, target }]
  })
  const [first, ...others] = plans.slice(0, mostPlans)
  if (!first) return ''
  if (!isWhole) {
    const plan = `The plan of ${measureInWords(first.measure)} for the whole period is ${valueInWords(first.target, first.measure, say)}`
    const far =
      expected &&
      against(first.value, expected.value, `the ${valueInWords(expected.value, first.measure, say)}`, say)
    return far ? `${plan}; so far they are ${far} expected by ${say.shortDay(expected.through)}.` : `${plan}.`
  }
  const said = others
    .map(plan => besidePlan(plan, say))
    .map(one => one.charAt(0).toLowerCase() + one.slice(1))
  return `${[besidePlan(first, say), ...said].join('; ')}.`
}
