import type { Sql } from 'postgres'
import { Temporal } from 'temporal-polyfill'
import { openScope } from '../drizzle/schema/scope.ts'
import { everything } from '../src/access.ts'
import { analyst } from '../src/analyst.ts'
import { insights } from '../src/insights/index.ts'
import { orm } from '../src/tx.ts'
import { type Measured, median } from './measured.ts'

const runs = 15
const company = { locale: 'en-GB', currency: 'GBP', timeZone: 'Europe/London' }

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
  retention: `select date_trunc('month', first), date_trunc('month', l.day), count(distinct customer_id)
    from lines l join (select customer_id, min(day) as first from lines where kind = 'sale' group by 1) f using (customer_id)
    where kind = 'sale' and first >= $1 and first < $2 group by 1, 2 order by 1, 2`,
}

/** How long the database takes for each question under the policies, on the whole ledger and by default; beside it by hand. */
export async function questions({ owner, reader }: { owner: Sql; reader: Sql }): Promise<Measured[]> {
  const { answer } = analyst({ reader, company, now: Temporal.Now.instant })
  const measured: Measured[] = []
  const asking = insights.flatMap(insight =>
    Object.entries(byHand).flatMap(([question, query]) => {
      const [name, ...words] = question.split(' ')
      return name === insight.name ? [{ insight, words: words.join(' '), query }] : []
    }),
  )
  for (const { insight, words, query } of asking)
    for (const period of ['', 'all']) {
      const text = `${period} ${words}`.trim()
      const { asked } = await answer({ insight, text, scope: everything })
      const ours: number[] = []
      const theirs: number[] = []
      for (let run = 0; run < runs; run++) {
        ours.push(
          await orm(reader).transaction(
            async tx => {
              await tx.execute(openScope(everything))
              const start = performance.now()
              for (const query of Object.values(insight.queries(tx, asked))) await query
              return performance.now() - start
            },
            { isolationLevel: 'repeatable read', accessMode: 'read only' },
          ),
        )
        const start = performance.now()
        await owner.unsafe(query, [asked.period.from, asked.period.to])
        theirs.push(performance.now() - start)
      }
      measured.push({
        name: `question: ${`${insight.name} ${text}`.trim()}`,
        ratio: median(theirs) / median(ours),
        aim: 'under 150 ms',
        detail: `${median(ours).toFixed(1)} ms; by hand over the raw lines ${median(theirs).toFixed(1)} ms`,
      })
    }
  return measured
}
