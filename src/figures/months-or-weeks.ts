import { dayOf, earlier, isBefore, shift, type Unit, unitAround } from '../calendar.ts'
import type { Filtered } from '../insight.ts'
import { type Coverage, dayAfter } from '../period.ts'

/** What a period is told in: months, or weeks where it is shorter than 13 weeks and than three months. */
export function grainOf({ period }: Filtered): 'month' | 'week' {
  const [from, to] = [dayOf(period.from), dayOf(period.to)]
  return isBefore(to, from.add({ weeks: 13 })) && isBefore(to, from.add({ months: 3 })) ? 'week' : 'month'
}

/** The months or weeks of a period of which there is a day of data. */
export function unitsOf(asked: Filtered, { firstDay, dataThrough }: Coverage): Unit[] {
  const last = earlier(dayOf(asked.period.to), dayOf(dayAfter(dataThrough)))
  const units: Unit[] = []
  let unit = unitAround(grainOf(asked), firstOf(asked, firstDay))
  for (; isBefore(unit.start, last); unit = shift(unit, 1)) units.push(unit)
  return units
}

const firstOf = ({ period }: Filtered, firstDay: string) => {
  const [from, first] = [dayOf(period.from), dayOf(firstDay)]
  return isBefore(from, first) ? first : from
}

/** Whether a month or week is over in the period and in the data. */
export const isOver = ({ end }: Unit, { period }: Filtered, { asOf }: Pick<Coverage, 'asOf'>): boolean =>
  end.toString() <= period.to && end.toString() <= dayAfter(asOf)

/** Whether every day of a month or week is asked for and in the data, and over. */
export const isWhole = (unit: Unit, asked: Filtered, coverage: Coverage): boolean =>
  !isBefore(unit.start, firstOf(asked, coverage.firstDay)) && isOver(unit, asked, coverage)
