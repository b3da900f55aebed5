import { eq } from 'drizzle-orm'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { subscriptions } from '../drizzle/schema/bot.ts'
import { weekInWords } from '../src/alert.ts'
import { kpiNames } from '../src/figures/kpis.ts'
import type { Answer } from '../src/insight.ts'
import { kpis } from '../src/insights/kpis.ts'
import { movers } from '../src/insights/movers.ts'
import { returns } from '../src/insights/returns.ts'
import { weeklysales } from '../src/insights/weeklysales.ts'
import { fromAverage } from '../src/noise.ts'
import { again } from '../src/parameters.ts'
import { dayAfter } from '../src/period.ts'
import { isSettled } from '../src/return-window.ts'
import { weeksFrom } from '../src/rule.ts'
import { button } from '../src/slack/blocks.ts'
import { notice } from '../src/slack/notice.ts'
import type { Seal } from '../src/slack/seal.ts'
import { dated, staleThrough } from '../src/stale.ts'
import { measuresBesidePlan } from '../src/targets/in-words.ts'
import { against, type Say, sentence } from '../src/words.ts'
import { type Composed, type Delivery, instantOf } from './deliveries.ts'
import type { Tools } from './job.ts'

/** For so long a digest waits for the sales of its week. */
const patience = { hours: 6 }

/** What a digest is made of: why the week was as it was, what moved since the one before, what came back, and the weeks. */
type Answers = { how: Answer; moved: Answer; back: Answer; weeks: Answer }

/** The week in one message: what net sales came to and why, what moved, what came back, and the weeks as a picture. */
export async function digest(
  { subject, about, due, target }: Pick<Delivery, 'subject' | 'about' | 'due' | 'target'>,
  { db, analyst, scopeOf, prefix, now, say, seal }: Tools,
): Promise<Composed> {
  const [row] = await db.select().from(subscriptions).where(eq(subscriptions.id, subject))
  if (!row) return { skip: 'the digest was deleted' }
  if (row.paused && !about.asked) return { skip: 'the digest was paused' }
  const [how, moved, weeks, back] = await analyst.answers(
    [
      { insight: kpis, text: 'last week' },
      { insight: movers, text: 'last week' },
      { insight: weeklysales, text: 'last 12 weeks' },
      { insight: returns, text: '3 last week' },
    ],
    scopeOf(row.owner),
  )
  if (moved.asOf === null) return { skip: 'no sales are loaded' }
  // Data that ended longer ago is not late: nobody loads it any more, and its last week is what there is.
  const isLate = typeof about.week === 'string' && moved.asked.period.from === weeksFrom(about.week, -1)
  const awaited = isLate ? String(about.week) : ''
  const isEarly = Temporal.Instant.compare(await now(), instantOf(due).add(patience)) < 0
  if (awaited && isEarly) return { wait: 15 * 60_000, why: 'the sales of the week are not loaded yet' }
  const { headline, findings } = digestWords({ how, moved, back, weeks }, say)
  const missing =
    awaited && `The sales of ${weekInWords(awaited, say)} are not loaded yet: this is the week before.`
  return {
    chart: weeks.chart,
    compose: picture =>
      notice(
        {
          headline,
          detail: [...(missing ? [missing] : []), ...findings],
          context: `Complete through ${say.day(moved.asOf ?? '')} · every week: /${prefix}digest`,
          chart: weeks.chart,
          about: 'Net sales week by week',
          actions: digging({ moved, back, weeks }, seal),
          ...(about.preview === true && { preview: { reader: target, ...row } }),
          ...(typeof about.by === 'string' && about.by !== target && { by: about.by }),
        },
        picture,
      ),
  }
}

/** Buttons to what is behind each finding. */
const digging = ({ moved, back, weeks }: Omit<Answers, 'how'>, seal: Seal) =>
  [
    { label: 'What moved', ask: again('movers', moved.asked) },
    { label: 'Returns', ask: again('returns', back.asked) },
    { label: 'Week by week', ask: again('weeklysales', weeks.asked) },
  ].flatMap(({ label, ask }, at) => {
    const value = seal.shut('ask', ask)
    return value ? [button(`ask-${at}`, label, { value })] : []
  })

const someWeeks = z.array(
  z.object({
    ...{ week: z.string(), complete: z.boolean() },
    ...{ net: z.number(), returns: z.number(), cancellations: z.number(), target: z.number().nullable() },
  }),
)
const someMeasures = z.array(
  z.object({ measure: z.enum(kpiNames), value: z.number().nullable(), target: z.number().nullable() }),
)
const someMoved = z.array(z.object({ name: z.string(), change: z.number() }))
const someBack = z.array(z.object({ name: z.string(), forfeited: z.number() }))

/** The week's net sales and their plan in a line, and a line each for why, what moved, what came back, and the weeks. */
export function digestWords({ how, moved, back, weeks }: Answers, say: Say) {
  const complete = someWeeks.parse(weeks.rows).filter(week => week.complete)
  const last = complete.at(-1)
  const told = (found: string, findings: readonly string[]) => {
    const { headline, putOff = '' } = dated(found, staleThrough(moved), say)
    return { headline, findings: [putOff.replace(/\.$/, ''), ...findings].filter(Boolean) }
  }
  // Without a full week there is nothing to sum up but that.
  if (!last) return told(moved.headline, [])
  const findings = [
    ...becauseInWords(how, say),
    movedInWords(someMoved.parse(moved.rows), say),
    backInWords(last, someBack.parse(back.rows), say),
    comparedInWords(last, complete, weeks.model?.weeklyDeviation ?? 0, say),
  ]
  return told(`Week of ${daysOf(last.week, say)}: ${findingOf(how)}${plan(last, say)}`, findings)
}

/** 9–15 November, without its year: what comes every week is about the last one. */
function daysOf(week: string, say: Say): string {
  const [from, to] = [week, dayAfter(week, 6)].map(day => say.day(day).replace(/ \d+$/, ''))
  return week.slice(0, 7) === dayAfter(week, 6).slice(0, 7)
    ? `${Number(week.slice(8))}–${to}`
    : `${from} – ${to}`
}

/** The finding inside a sentence, without what it is about. */
const findingOf = ({ headline, detail }: Answer) => {
  const [said = ''] = headline.split(' – ')
  const [finding = '', reason = ''] = said.split(': ')
  // Reasons have a line of their own, but where there is only one.
  const isSaidBelow = detail.startsWith(sentence(reason))
  const shown = isSaidBelow ? finding : said
  return shown.charAt(0).toLowerCase() + shown.slice(1)
}

/** How the week compares with its plan, where it has one. */
function plan({ net, target }: z.infer<typeof someWeeks>[number], say: Say): string {
  const compared = target !== null && against(net, target, `the plan of ${say.short(target)}`, say)
  return compared ? `, ${compared}` : ''
}

/** Why net sales are what they are, and how other measures compare with their plans: what the headline does not say. */
function becauseInWords({ rows, detail, asked, asOf }: Answer, say: Say): string[] {
  const measured = someMeasures.parse(rows)
  const known = { isWhole: true, isSettled: asOf !== null && isSettled(asked.period, asOf) }
  const all = measuresBesidePlan(measured, known, say)
  const others = measured.filter(({ measure }) => measure !== 'netSales')
  const lines = [all ? detail.replace(all, '').trim() : detail, measuresBesidePlan(others, known, say)]
  return lines.map(line => line.replace(/\.$/, ''))
}

function movedInWords(rows: z.infer<typeof someMoved>, say: Say): string {
  const named = (some: typeof rows) =>
    say.list(some.slice(0, 2).map(({ name, change }) => `${name} (${say.change(change)})`))
  const up = rows.filter(({ change }) => change > 0)
  const down = rows.filter(({ change }) => change < 0)
  const parts = [up.length > 0 && `up most: ${named(up)}`, down.length > 0 && `down most: ${named(down)}`]
  return sentence(parts.filter(Boolean).join('; '))
}

function backInWords(
  { returns, cancellations }: z.infer<typeof someWeeks>[number],
  [first]: z.infer<typeof someBack>,
  say: Say,
): string {
  const all = returns + cancellations
  if (!first || all <= 0) return 'Nothing came back or was cancelled'
  return `${say.short(all)} came back or was cancelled, led by ${first.name} (${say.short(first.forfeited)})`
}

function comparedInWords(
  last: z.infer<typeof someWeeks>[number],
  complete: z.infer<typeof someWeeks>,
  deviation: number,
  say: Say,
): string {
  const average = complete.reduce((sum, { net }) => sum + net, 0) / complete.length
  const what = `the average of the last ${say.count(complete.length)} weeks, ${say.short(average)}`
  const compared = against(last.net, average, what, say, fromAverage(deviation, complete.length))
  const best = complete.toSorted((one, other) => other.net - one.net)[0]
  if (!compared || !best || complete.length < 2) return ''
  return `Net sales were ${compared}; the best was ${
    best === last ? 'this one' : `${weekInWords(best.week, say)} with ${say.short(best.net)}`
  }`
}
