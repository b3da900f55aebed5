import type { Sql } from 'postgres'
import { Temporal } from 'temporal-polyfill'
import { everything, type Scope } from '../src/access.ts'
import { analyst } from '../src/analyst.ts'
import { insights } from '../src/insights/index.ts'
import { snapshot } from '../src/tx.ts'
import { company } from '../tests/helpers/company.ts'
import { type Measured, median, percentile95 } from './measured.ts'

const runs = { ours: 20, byHand: 3 }

const net = `sum(case kind when 'sale' then gross - discount else discount - gross end)`
const counts = `count(distinct order_id) filter (where kind = 'sale'), count(distinct customer_id) filter (where kind = 'sale')`

/** The same questions as somebody would write them by hand over the raw lines; each is written here. */
const byHand: Record<string, string> = {
  weeklysales: `select date_trunc('week', day), sum(case kind when 'sale' then gross - discount else discount - gross end),
    count(distinct order_id) filter (where kind = 'sale'), count(distinct customer_id) filter (where kind = 'sale')
    from lines where day >= $1 and day < $2 group by 1 order by 1`,
  topcustomers: `select customer_id, sum(case kind when 'sale' then gross - discount else discount - gross end) as net,
    count(distinct order_id) filter (where kind = 'sale')
    from lines where day >= $1 and day < $2 and customer_id is not null group by 1 order by 2 desc limit 10`,
  returns: `select product_id, sum(gross - discount) filter (where kind in ('return', 'cancellation')) as forfeited,
    sum(gross - discount) filter (where kind = 'sale')
    from lines where day >= $1 and day < $2 group by 1 order by 2 desc nulls last limit 10`,
  'returns by:reason': `select reason_id, sum(gross - discount), sum(quantity) from lines join products p on p.id = product_id
    where kind in ('return', 'cancellation') and merchandise and day >= $1 and day < $2 group by 1 order by 2 desc`,
  movers: `select product_id, sum(case when day >= $1 then net else -net end) as change from (
      select product_id, day, case kind when 'sale' then gross - discount else discount - gross end as net
      from lines where day >= $1::date - ($2::date - $1::date) and day < $2
    ) l group by 1 order by abs(sum(case when day >= $1 then net else -net end)) desc limit 10`,
  kpis: `select ${net}, sum(gross) filter (where kind = 'sale'), sum(discount) filter (where kind = 'sale'), ${counts},
    sum(gross - discount) filter (where kind in ('return', 'cancellation'))
    from lines where day >= $1 and day < $2`,
  channels: `select channel_id, ${net}, ${counts} from lines where day >= $1 and day < $2 group by 1 order by 2 desc`,
  regions: `select region_id, ${net}, ${counts} from lines where day >= $1 and day < $2 group by 1 order by 2 desc`,
  categories: `select category_id, ${net}, count(distinct product_id) from lines join products p on p.id = product_id
    where merchandise and day >= $1 and day < $2 group by 1 order by 2 desc`,
  products: `select product_id, net, sum(net) over (order by net desc) / sum(net) over () from (
      select product_id, ${net} as net from lines join products p on p.id = product_id
      where merchandise and day >= $1 and day < $2 group by 1) p order by net desc`,
  avgspend: `select width_bucket(net, 0, 2000, 10), count(*), sum(net), percentile_cont(0.5) within group (order by net) from (
      select customer_id, ${net} as net from lines
      where customer_id is not null and day >= $1 and day < $2 group by 1) c group by 1 order by 1`,
  demographics: `select a.value, count(distinct customer_id), ${net} from lines join customers c on c.id = customer_id
    cross join jsonb_each_text(attributes) a where day >= $1 and day < $2 group by 1 order by 2 desc`,
  newvsreturning: `select date_trunc('month', l.day) as month, ${net} filter (where first < date_trunc('month', l.day)),
      count(distinct customer_id) filter (where first >= date_trunc('month', l.day))
    from lines l join (select customer_id, min(day) as first from lines where kind = 'sale' group by 1) f using (customer_id)
    where l.day >= $1 and l.day < $2 group by 1 order by 1`,
  seasonality: `select extract(month from day), extract(isodow from day), extract(hour from at), sum(gross - discount)
    from lines where kind = 'sale' and day >= $1 and day < $2
    group by grouping sets ((date_trunc('month', day), 1), (day, 2), (day, 2, 3))`,
  customer: `select day, kind, ${net} from lines where day >= $1 and day < $2 and customer_id = $3 group by 1, 2 order by 1`,
  retention: `select date_trunc('month', first), date_trunc('month', l.day), count(distinct customer_id)
    from lines l join (select customer_id, min(day) as first from lines where kind = 'sale' group by 1) f using (customer_id)
    where kind = 'sale' and first >= $1 and first < $2 group by 1, 2 order by 1, 2`,
}

/** Which answers are promised in what time: those of the plain command. */
const aim = (lines: number) => (lines > 2_000_000 ? 600 : 150)

/**
 * How long the database takes for each question under the policies, of all sales and of one region alone, for the plain
 * command and for all time: the 95th percentile; beside it the same question by hand.
 */
export async function questions({ owner, reader }: { owner: Sql; reader: Sql }): Promise<Measured[]> {
  const { answer } = analyst({ reader, company, now: Temporal.Now.instant })
  const [ledger] = await owner<{ lines: number }[]>`select count(*)::integer as lines from lines`
  const [region] = await owner<{ id: number }[]>`
    select region_id as id from orders group by 1 order by count(*) desc, 1 limit 1`
  const [who] = await owner<{ key: string; id: number }[]>`
    select c.key, c.id from customers c join orders o on o.customer_id = c.id
    group by c.id order by count(*) desc, c.id limit 1`
  const scopes: [string, Scope][] = [
    ['all', everything],
    ['one region', { regions: [region?.id ?? 0], channels: '*' }],
  ]
  const asking = insights.flatMap(insight =>
    Object.entries(byHand).flatMap(([question, query]) => {
      const [name, ...words] = question.split(' ')
      if (name !== insight.name) return []
      const about = name === 'customer' ? `customer:"${who?.key}"` : words.join(' ')
      return ['', 'all'].map(period => ({ insight, period, text: `${period} ${about}`.trim(), query }))
    }),
  )
  const measured: Measured[] = []
  for (const { insight, period, text, query } of asking) {
    const { asked } = await answer({ insight, text, scope: everything })
    const theirs: number[] = []
    for (let run = 0; run < runs.byHand; run++) {
      const start = performance.now()
      const days = [asked.period.from, asked.period.to]
      await owner.unsafe(query, insight.name === 'customer' ? [...days, who?.id ?? 0] : days)
      theirs.push(performance.now() - start)
    }
    for (const [called, scope] of scopes) {
      const ours: number[] = []
      for (let run = 0; run < runs.ours; run++)
        ours.push(
          await snapshot(reader, scope, async tx => {
            const start = performance.now()
            for (const query of Object.values(insight.queries(tx, asked))) await query
            return performance.now() - start
          }),
        )
      const name = insight.name === 'customer' ? `customer … ${period}` : `${insight.name} ${text}`
      measured.push({
        name: `question: ${name.trim()} (${called})`,
        ratio: median(theirs) / median(ours),
        aim: period === '' ? `95 of 100 under ${aim(ledger?.lines ?? 0)} ms` : '',
        detail: `95 of 100 within ${percentile95(ours).toFixed(0)} ms, half within ${median(ours).toFixed(0)}; all by hand over the raw lines ${median(theirs).toFixed(0)} ms`,
      })
    }
  }
  return measured
}
