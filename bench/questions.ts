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

/** The same questions as somebody would write them by hand over the raw lines. */
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
  movers: `select product_id, sum(case when day >= $1 then net else -net end) as change from (
      select product_id, day, case kind when 'sale' then gross - discount else discount - gross end as net
      from lines where day >= $1::date - ($2::date - $1::date) and day < $2
    ) l group by 1 order by abs(sum(case when day >= $1 then net else -net end)) desc limit 10`,
}

/** How long the database takes for each question under the policies, on the whole ledger and by default; beside it by hand. */
export async function questions({ owner, reader }: { owner: Sql; reader: Sql }): Promise<Measured[]> {
  const { answer } = analyst({ reader, company, now: Temporal.Now.instant })
  const measured: Measured[] = []
  for (const insight of insights)
    for (const text of ['', 'all']) {
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
        await owner.unsafe(byHand[insight.name] ?? 'select 1', [asked.period.from, asked.period.to])
        theirs.push(performance.now() - start)
      }
      measured.push({
        name: `question: ${`${insight.name} ${text}`.trim()}`,
        ratio: median(theirs) / median(ours),
        aim: 'under 120 ms',
        detail: `${median(ours).toFixed(1)} ms; by hand over the raw lines ${median(theirs).toFixed(1)} ms`,
      })
    }
  return measured
}
