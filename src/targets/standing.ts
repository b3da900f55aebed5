import { type SQL, sql } from 'drizzle-orm'
import { coverage as coverageTable } from '../../drizzle/schema/sales.ts'
import { targets as table } from '../../drizzle/schema/targets.ts'
import { goods, type Kpi, kpiNames, ofPeriod } from '../figures/kpis.ts'
import type { Filtered } from '../insight.ts'
import { type Coverage, dayAfter, period } from '../period.ts'
import { adding } from '../reporting/names.ts'
import { planned } from '../targets.ts'
import type { Tx } from '../tx.ts'
import type { Listed } from './listing.ts'
import { evenly, seasonOf, soldByDay } from './season.ts'

/** How a target stands: what its measure came to so far, and how much of it was expected by then. */
export type Standing = {
  /** The last day that counts: of the target, or of the data. */
  through: string
  isOver: boolean
  /** Nothing where nothing is known of the measure yet. */
  actual: number | null
  /** Nothing where the measure is not planned for a part of its period, as customers are not. */
  expected: number | null
}

const isKpi = (name: string): name is Kpi => kpiNames.some(kpi => kpi === name)

/** The question whose plan a target is, as far as the data go. */
function questionOf({ from, to, of }: Listed, coverage: Coverage): Filtered {
  const end = to < dayAfter(coverage.asOf) ? to : dayAfter(coverage.asOf)
  return {
    period: { ...period('all', coverage), from, to: end },
    ...(of && { [of.dimension]: [of.member] }),
  }
}

/** What a measure came to, as a value in one row: null for one that is not shown beside a plan. */
function actual(tx: Tx, measure: Listed['measure'], asked: Filtered, name: string): SQL {
  if (measure === 'returnRate' || measure === 'cancellationRate') {
    const found = goods(tx, asked).as(name)
    return sql`(select ${found[measure]} from ${found})`
  }
  if (!isKpi(measure)) return sql`null`
  const found = ofPeriod(tx, asked).as(name)
  return sql`(select ${found[measure]} from ${found})`
}

/** How each of some targets stands, in one query whatever their number; nothing for those that have not begun. */
export async function standings(
  tx: Tx,
  targets: readonly Listed[],
  coverage: Coverage,
): Promise<(Standing | undefined)[]> {
  const begun = (one: Listed) => one.from <= coverage.asOf && one.from >= coverage.firstDay
  const memberOf = ({ of }: Listed) => (of ? `${of.dimension} ${of.member.id}` : '')
  const isCut = (one: Listed) => begun(one) && one.to > dayAfter(coverage.asOf)
  const members = [...new Map(targets.filter(isCut).map(one => [memberOf(one), one])).values()]
  if (!targets.some(begun)) return targets.map(() => undefined)

  const figures = targets.map((one, at) =>
    begun(one) ? actual(tx, one.measure, questionOf(one, coverage), `target_${at}`) : sql`null`,
  )
  const seasons = members.map((one, at) => {
    const sold = soldByDay(tx, questionOf(one, coverage), tx.select().from(table)).as(`season_${at}`)
    return sql`(select json_agg(json_build_object('day', ${sold.day}, 'charged', ${sold.charged})) from ${sold})`
  })
  const wanted = Object.fromEntries(
    [...figures, ...seasons].map((value, at) => [`v${at}`, value.as(`v${at}`)]),
  )
  // One row stands for all: that of the coverage.
  const [row = {}]: Record<string, unknown>[] = await tx.select(wanted).from(coverageTable)

  const seasonFor = new Map(
    members.map((one, at) => {
      const sold = row[`v${figures.length + at}`]
      return [memberOf(one), Array.isArray(sold) ? seasonOf(sold, coverage) : evenly]
    }),
  )
  return targets.map((one, at) => {
    if (!begun(one)) return undefined
    const { period: known } = questionOf(one, coverage)
    const value = row[`v${at}`]
    const isOver = one.to === known.to
    const isPart = adding(one.measure) !== 'distinct'
    const plan = isPart ? planned(one.measure, known, [one], seasonFor.get(memberOf(one))) : undefined
    return {
      through: dayAfter(known.to, -1),
      isOver,
      actual: value === null || value === undefined ? null : Number(value),
      expected: isOver ? Number(one.value) : (plan?.value ?? null),
    }
  })
}
