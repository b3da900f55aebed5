import { dayOf, grainOf, type Unit, unitAround } from './calendar.ts'
import { type Counted, previous, yearBefore } from './compare.ts'
import { dayAfter } from './period.ts'

/**
 * A period as it can be typed on any later day, in one word: the same days, compared with the same. Its days alone say
 * that of most; 1 to 30 June may be the month, or the month to date.
 */
export function periodTyped(period: Counted): string {
  const { from, to } = period
  const [first, end] = [dayOf(from), dayOf(to)]
  const last = dayAfter(to, -1)
  const days = { from, to, unit: grainOf(first, end) }
  if (isComparedAlike(days, period)) return `${from}..${last}`
  const unit = unitAround(period.unit, first)
  if (period.toDate || to < unit.end.toString()) return `${unitTyped(unit)}..${last}`
  const count = first.until(end, { largestUnit: 'days' }).days
  return unit.grain === 'week' ? `${count / 7}-weeks..${last}` : `${count}-days..${last}`
}

const isComparedAlike = (one: Counted, other: Counted) =>
  [previous, yearBefore].every(before => {
    const [first, second] = [before(one), before(other)]
    return first.from === second.from && first.to === second.to
  })

function unitTyped({ grain, start }: Unit): string {
  if (grain === 'week') return `${start.yearOfWeek}-W${start.weekOfYear}`
  if (grain === 'quarter') return `${start.year}-Q${Math.ceil(start.month / 3)}`
  return start.toString().slice(0, grain === 'year' ? 4 : 7)
}
