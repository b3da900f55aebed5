import { z } from 'zod'
import { multiples } from '../../charts/multiples.ts'
import { moved } from '../cell.ts'
import { comparison, isPastKnown, previous, yearBefore } from '../compare.ts'
import { byWeek, ordinaryDifferences } from '../figures/kpi-noise.ts'
import {
  byMonth,
  byRegion,
  goods,
  goodsByMonth,
  history,
  isAmong,
  type Kpi,
  kpiNames,
  lastMonths,
  months,
  ofPeriod,
  ofPeriods,
  sales,
  whyMoved,
} from '../figures/kpis.ts'
import { onlyFew } from '../figures/parts.ts'
import { type Filtered, insight, nothingFound, subject } from '../insight.ts'
import { allMeasures, measureInWords } from '../measures.ts'
import { ordinary } from '../noise.ts'
import { again, during, everyFilter, versus } from '../parameters.ts'
import { type Coverage, dayAfter } from '../period.ts'
import { isSettled } from '../return-window.ts'
import { measuresBesidePlan, spreadInWords, valueInWords } from '../targets/in-words.ts'
import { type Season, seasonOf, soldByDay } from '../targets/season.ts'
import { planned, type Target, targetsAsked } from '../targets.ts'
import { contributions } from '../why/contributions.ts'
import { changeInWords, whyInWords } from '../why/in-words.ts'
import { against, type Say, salesMoved, sentence } from '../words.ts'

/** Of fewer orders, measures and their changes say little. */
const fewOrders = 100

/** How we are doing. */
export const kpis = insight({
  name: 'kpis',
  about: 'How we are doing: the main measures, their change and their last thirteen months',
  examples: ['', 'last quarter vs last year', 'last month region:north', '2025 category:toys'],
  params: z.object({ period: during('last month'), vs: versus(), ...everyFilter() }),
  measures: [...kpiNames],
  columns: {
    measure: {
      title: 'Measure',
      as: 'measure',
      means:
        'What is measured: of all sales, but average customer spend, repeat rate and active customers of identified customers alone, without guests',
    },
    value: { title: 'Value', as: 'value', means: 'The measure in the period asked for' },
    previous: {
      title: 'Before',
      as: 'value',
      detail: { unless: { vs: 'previous' } },
      before: true,
      means: 'The measure in the period before',
    },
    lastYear: {
      title: 'Year before',
      as: 'value',
      detail: { unless: { vs: 'last year' } },
      means: 'The measure in the same period a year before',
    },
    change: {
      title: 'Change',
      as: 'moved',
      means:
        'The value less what it is compared with: the period before, or the same a year before; of shares in points of a percentage; none of a rate that can still rise, because what was ordered can still come back',
    },
    target: {
      title: 'Target',
      as: 'value',
      means:
        'What was planned for the period, where there is a plan; amounts and orders of a longer target are spread over its days by the season of past sales (months from two whole years, weekdays from eight weeks), evenly where these are not known',
    },
    goodWhen: { title: 'Good when', as: 'text', detail: true, means: 'Which way is good: up or down' },
  },

  query: (tx, asked) => {
    const before = { ...asked, period: { ...asked.period, ...previous(asked.period) } }
    const lastYear = { ...asked, period: { ...asked.period, ...yearBefore(asked.period) } }
    const compared = asked.vs === 'previous' ? before : lastYear
    const recent = { ...asked, period: { ...asked.period, ...lastMonths(asked) } }
    const figures = (about: Filtered) => (isAmong(about.period, recent.period) ? [] : [ofPeriod(tx, about)])
    const [[now], [then], [yearAgo]] = [figures(asked), figures(before), figures(lastYear)]
    return {
      ...(now && { now }),
      ...(then && { before: then }),
      ...(yearAgo && { lastYear: yearAgo }),
      goodsNow: goods(tx, asked),
      goodsBefore: goods(tx, before),
      goodsLastYear: goods(tx, lastYear),
      salesNow: sales(tx, asked),
      salesBefore: sales(tx, compared),
      regionsNow: byRegion(tx, asked),
      regionsBefore: byRegion(tx, compared),
      months: byMonth(tx, recent),
      goodsMonths: goodsByMonth(tx, recent),
      targets: targetsAsked(tx, asked),
      sold: soldByDay(tx, asked, targetsAsked(tx, asked)),
      recent: byWeek(tx, asked),
    }
  },

  rows: (found, asked, coverage) => {
    const known = {
      before: comparison(asked, 'previous', coverage),
      lastYear: comparison(asked, 'last year', coverage),
    }
    const values =
      (one: Partial<Record<Kpi, number | null>> | undefined, isKnown: boolean, from: string) =>
      (name: Kpi): number | null => {
        if (!isKnown || (name === 'repeatRate' && !isPastKnown(from, coverage))) return null
        return one?.[name] ?? ('denominator' in allMeasures[name] ? null : 0)
      }
    const { now: own, before: then, lastYear: past } = ofPeriods(found, asked)
    const now = values({ ...own, ...found.goodsNow[0] }, true, asked.period.from)
    const before = values(
      { ...then, ...found.goodsBefore[0] },
      known.before !== undefined,
      previous(asked.period).from,
    )
    const lastYear = values(
      { ...past, ...found.goodsLastYear[0] },
      known.lastYear !== undefined,
      yearBefore(asked.period).from,
    )
    if (!own?.orders && !own?.netSales) return []
    const settled = isSettled(asked.period, coverage.asOf)
    const season = seasonOf(found.sold, coverage)
    return kpiNames.map(measure => {
      const [value, previously, yearAgo] = [now(measure), before(measure), lastYear(measure)]
      const base = asked.vs === 'previous' ? previously : yearAgo
      // What it is compared with has had longer to come back.
      const isEarly = isLate(measure) && !settled
      return {
        measure,
        value,
        previous: previously,
        change: value === null || base === null || isEarly ? null : difference(value, base),
        lastYear: yearAgo,
        target: planned(measure, asked.period, found.targets, season)?.value ?? null,
        goodWhen: allMeasures[measure].good,
      }
    })
  },

  words: (rows, found, { asked, coverage, say }) => {
    const net = rows.find(({ measure }) => measure === 'netSales')
    if (!net || net.value === null) return { finding: nothingFound(asked, coverage, 'sales') }
    const compared = comparison(asked, asked.vs, coverage)
    const reasons = compared && whyMoved(found, asked)
    const orders = rows.find(({ measure }) => measure === 'orders')
    const isPrevious = asked.vs === 'previous'
    const base = isPrevious ? net.previous : net.lastYear
    const said = reasons && whyInWords(reasons, say)
    const rate = rows.find(({ measure }) => measure === 'returnRate')
    const season = seasonOf(found.sold, coverage)
    const settled = isSettled(asked.period, coverage.asOf)
    const chance = compared ? ordinary(found.recent, asked, compared.period, coverage) : 0
    const beside = compared && asked.vs !== 'previous' ? ' against a year before' : ''
    const title =
      compared && base !== null && base > 0
        ? `${salesMoved(net.value, base, say, chance)}${beside}`
        : `Net sales were ${say.short(net.value)}${beside}`
    // What is ordinary needs no reason.
    const main = said && base !== null && Math.abs(net.value - base) > chance && said.main
    const isInFinding = main && title.length + main.length < mostLetters
    return {
      finding: isInFinding ? `${title}: ${main}` : title,
      title,
      detail: [
        // A single reason is not said twice.
        said && !(isInFinding && main === said.text) && `${sentence(said.text)}.`,
        onlyFew(
          orders?.value ?? 0,
          fewOrders,
          'order',
          say,
          isPrevious ? orders?.previous : orders?.lastYear,
        ),
        reasons && regionAlone(found, reasons.change, say),
        asked.vs === 'previous' && net.previous !== net.lastYear && yearAgo(net, chance, say),
        measuresBesidePlan(
          rows,
          {
            isWhole: isWhole(asked, coverage),
            isSettled: settled,
            expected: expectedByNow(asked, found.targets, season, coverage),
          },
          say,
        ),
        !compared && 'There is no complete period in the data to compare it with.',
      ]
        .filter(Boolean)
        .join(' '),
      note: [
        !settled &&
          rate?.value !== null &&
          'what came back is provisional: the latest orders can still be returned',
        !isPastKnown(asked.period.from, coverage) &&
          'who had ordered before is not known in the first year of data',
        (found.salesNow[0]?.orders ?? 0) < (orders?.value ?? 0) &&
          'average order value is of all orders, average customer spend of identified customers, without guests',
        spreadInWords(
          rows.map(({ measure }) => planned(measure, asked.period, found.targets, season)),
          season,
          say,
        ),
      ]
        .filter(Boolean)
        .join(' · '),
    }
  },

  chart: (rows, { asked, coverage, say, title, found }) => {
    const past = history(found, asked, coverage)
    const compared = comparison(asked, asked.vs, coverage)
    const settled = isSettled(asked.period, coverage.asOf)
    const baseOf = (row: (typeof rows)[number]) => (asked.vs === 'previous' ? row.previous : row.lastYear)
    const tiles = rows.map(row => {
      const base = baseOf(row)
      const isShare = allMeasures[row.measure].format === 'share'
      // Of nothing, or less, a change is no share.
      const share = row.change === null || !base || base < 0 ? null : row.change / base
      return { ...row, moved: isShare ? row.change : share }
    })
    const both = Object.fromEntries(rows.map(row => [row.measure, [row.value, baseOf(row)] as const]))
    const chance = compared && ordinaryDifferences(found, asked, compared.period, coverage, both)
    return multiples(tiles, {
      title,
      subtitle: sentence(compared ? `${subject(asked)}; changes since ${compared.called}` : subject(asked)),
      // Its name in full is longer than a tile is wide.
      name: ({ measure }) =>
        measure === 'forfeitedSales' ? 'Returned or cancelled' : sentence(measureInWords(measure)),
      value: 'value',
      format: (value, { measure }) => valueInWords(value, measure, say),
      change: 'moved',
      signed: row => (row.change === null ? '' : moved(row.change, allMeasures[row.measure].format, say)),
      turned: row => row.change ?? 0,
      good: row => row.goodWhen,
      level: ({ measure, change }) => Math.abs(change ?? 0) <= (chance?.[measure] ?? 0),
      aside: ({ measure, target }) =>
        isLate(measure) && !settled
          ? 'so far'
          : target === null
            ? ''
            : `plan ${valueInWords(target, measure, say)}`,
      changes: 'Change in %',
      series: row => past.map(month => month[row.measure] ?? null),
      span: `last ${months} months`,
      step: 'month',
      complete: lastMonths(asked).to <= dayAfter(coverage.asOf),
    })
  },

  next: (_rows, asked) => [
    { label: 'Week by week', ask: again('weeklysales', asked) },
    { label: 'What moved', ask: again('movers', asked) },
    { label: 'Returns', ask: again('returns', asked) },
  ],
})

/** A finding with its reason is still read at a glance; what it is about follows it. */
const mostLetters = 100

/** Whether a measure grows while what was ordered can still come back. */
const isLate = (measure: Kpi) => measure === 'returnRate' || measure === 'cancellationRate'

/** One figure less another, without the dust of binary fractions. */
const difference = (value: number, base: number) => Math.round((value - base) * 1e6) / 1e6

/** How net sales compare with the same period a year before: what the season alone does not explain. */
function yearAgo(
  { value, lastYear }: { value: number | null; lastYear: number | null },
  chance: number,
  say: Say,
) {
  const far =
    value !== null &&
    lastYear !== null &&
    against(value, lastYear, `a year before, when they were ${say.short(lastYear)}`, say, chance)
  return far && `Net sales are ${far}.`
}

/** Whether every day of the period is in the data: a part of it is not to be measured by a plan for the whole. */
const isWhole = ({ period }: Pick<Filtered, 'period'>, { firstDay, asOf }: Coverage) =>
  period.from >= firstDay && period.to <= dayAfter(asOf)

/** What of the plan of net sales was to be reached by the last day of the data, where a period still goes on. */
function expectedByNow(
  { period: { from, to } }: Pick<Filtered, 'period'>,
  targets: readonly Target[],
  season: Season,
  { firstDay, asOf }: Coverage,
) {
  if (from < firstDay || from > asOf || to <= dayAfter(asOf)) return undefined
  const plan = planned('netSales', { from, to: dayAfter(asOf) }, targets, season)
  return plan && { value: plan.value, through: asOf }
}

/** The region that brought most of a change by itself, where one did. */
function regionAlone(
  {
    regionsNow,
    regionsBefore,
  }: Record<'regionsNow' | 'regionsBefore', readonly { region: string; net: string }[]>,
  change: number,
  say: Say,
): string | undefined {
  const names = [...new Set([...regionsNow, ...regionsBefore].map(({ region }) => region))]
  const netOf = (rows: readonly { region: string; net: string }[], name: string) =>
    rows.find(({ region }) => region === name)?.net ?? null
  if (names.length < 2) return undefined
  const [first] = contributions(
    names.map(name => ({ name, before: netOf(regionsBefore, name), now: netOf(regionsNow, name) })),
  ).members
  if (!first || Math.abs(first.change) < Math.abs(change) / 4) return undefined
  return `${first.name} alone is ${changeInWords(Math.abs(first.change), say)(first.change)}.`
}
