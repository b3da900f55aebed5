import { dayOf } from '../calendar.ts'
import type { Filtered } from '../insight.ts'
import { measures, orderMeasures, shown } from '../measures.ts'
import {
  betweenAverages,
  betweenShares,
  betweenSums,
  weekByWeek,
  weeklyDeviation,
  weeklyFigures,
  weeksIn,
} from '../noise.ts'
import type { Coverage, Period } from '../period.ts'
import { isSettled } from '../return-window.ts'
import type { Tx } from '../tx.ts'
import { history, type Kpi, lastMonths } from './kpis.ts'

/** Amounts and orders, week by week in the half year that ends with a period: what tells how much measures ordinarily differ. */
export const byWeek = (tx: Tx, asked: Filtered) =>
  weekByWeek(tx, asked, sales => ({
    net: shown(measures.netSales, sales),
    gross: shown(measures.grossSales, sales),
    discounts: shown(measures.discounts, sales),
    forfeited: shown(measures.forfeitedSales, sales),
    orders: shown(orderMeasures.orders, sales),
  }))

type Week = Awaited<ReturnType<typeof byWeek>>[number]
type Asked = Pick<Filtered, 'period'>
type Found = Parameters<typeof history>[0] & { recent: readonly Week[] }
/** A measure in the period, and in the one it is compared with. */
type Both = Partial<Record<Kpi, readonly [now: number | null, then: number | null]>>

/** So many weeks has a month. */
const weeksOfMonth = 365.2425 / 12 / 7

/**
 * What every measure ordinarily differs by between a period and another: amounts and orders as their weeks do, averages and
 * rates as theirs, customers as so many orders would (the variance of a count goes with its size: quasi-Poisson, McCullagh
 * and Nelder 1989), and who ordered again as people do who are counted. Zero where nothing is known.
 */
export function ordinaryDifferences(
  found: Found,
  asked: Asked,
  other: Pick<Period, 'from' | 'to'>,
  coverage: Coverage,
  both: Both,
): Record<Kpi, number> {
  const lengths = [weeksIn(asked.period), weeksIn(other)] as const
  const deviation = (figure: (week: Week) => number | null, none: number | null) =>
    weeklyDeviation(weeklyFigures(found.recent, asked, coverage, week => (week ? figure(week) : none)))
  const sums = (figure: (week: Week) => number) => betweenSums(deviation(figure, 0), ...lengths)
  const averages = (amount: (week: Week) => number) =>
    betweenAverages(
      deviation(week => (week.orders > 0 ? amount(week) / week.orders : null), null),
      ...lengths,
    )
  const rate = (name: Kpi) => betweenAverages(deviationOfRate(name, found, asked, coverage), ...lengths)
  const [customers, customersThen] = both.activeCustomers ?? []
  const [again, againThen] = both.repeatRate ?? []
  const ordersThen = both.orders?.[1]
  /** So many customers placed an order, then. */
  const buyers = customersThen && ordersThen ? customersThen / ordersThen : 0
  const orders = sums(week => week.orders)
  return {
    netSales: sums(week => week.net),
    grossSales: sums(week => week.gross),
    discounts: sums(week => week.discounts),
    forfeitedSales: sums(week => week.forfeited),
    orders,
    averageOrderValue: averages(week => week.gross - week.discounts),
    activeCustomers: orders * Math.sqrt(buyers),
    averageCustomerSpend: buyers > 0 ? averages(week => week.net) / buyers : 0,
    repeatRate: betweenShares(
      { share: again ?? 0, of: customers ?? 0 },
      { share: againThen ?? 0, of: customersThen ?? 0 },
    ),
    returnRate: rate('returnRate'),
    cancellationRate: rate('cancellationRate'),
  }
}

/**
 * The standard deviation of a week's rate of what comes back, as if weeks differed independently: from the months that the
 * sparklines show, where all of them that could has come back.
 */
function deviationOfRate(name: Kpi, found: Found, asked: Asked, coverage: Coverage): number {
  const first = dayOf(lastMonths(asked).from)
  const rates = history(found, asked, coverage).map((month, nth) =>
    isSettled({ to: first.add({ months: nth + 1 }).toString() }, coverage.asOf) ? month[name] : null,
  )
  return weeklyDeviation(rates.filter(rate => typeof rate === 'number')) * Math.sqrt(weeksOfMonth)
}
