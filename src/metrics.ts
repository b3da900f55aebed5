import { sql } from 'drizzle-orm'
import type { Sql } from 'postgres'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { deliveries, deliveryState } from '../drizzle/schema/bot.ts'
import { dayOf } from './calendar.ts'
import { covered } from './covered.ts'
import { inTime, listening, opened, says, serving } from './health.ts'
import type { Coverage } from './period.ts'
import { age, isStale, type Today } from './stale.ts'
import { orm } from './tx.ts'

/** Where metrics are asked for. */
export type Place = { host: string; port: number }

type States = readonly { state: string; count: number }[]

/** Serves what Prometheus asks for at /metrics, where a place for it is set: how old sales are, what was due, the process. */
export async function measuring(
  place: Place | undefined,
  { owner, reader, today }: { owner: Sql; reader: Sql; today: Today },
): Promise<{ port: number | undefined; close(): void }> {
  if (!place) return { port: undefined, close: () => {} }
  const own = new Registry()
  collectDefaultMetrics({ register: own })
  const server = serving({
    '/metrics': async response => {
      const [covers, states] = await Promise.allSettled([inTime(covered(reader)), inTime(lately(owner))])
      const known = covers.status === 'fulfilled' && covers.value !== false ? covers.value : undefined
      const due = states.status === 'fulfilled' && states.value !== false ? states.value : []
      const all = Registry.merge([own, figures(known, due, today)])
      says(response, 200, (await all.metrics()).trimEnd(), all.contentType)
    },
  })
  await listening(place.port, () => opened(server, place.port, place.host), 'METRICS_PORT')
  const address = server.address()
  return {
    port: address && typeof address === 'object' ? address.port : undefined,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** How it stands with what was due in the last day. */
const lately = (owner: Sql): Promise<States> =>
  orm(owner)
    .select({ state: deliveries.state, count: sql<number>`count(*)::int` })
    .from(deliveries)
    .where(sql`${deliveries.due} > now() - interval '1 day'`)
    .groupBy(deliveries.state)

/** What is known now; a figure that is not known is left out, for nought would be one. */
function figures(known: Coverage | null | undefined, due: States, today: Today): Registry {
  const registry = new Registry()
  const gauge = (name: string, help: string, value: number) =>
    new Gauge({ name: `tilly_${name}`, help, registers: [registry] }).set(value)
  gauge('database_up', 'Whether the database has answered: 1 or 0', known === undefined ? 0 : 1)
  if (known) {
    const { dataThrough } = known
    const ended = dayOf(dataThrough).add({ days: 1 }).toZonedDateTime(today.timeZone).epochMilliseconds / 1000
    gauge('sales_through_timestamp_seconds', 'When the last day of sales ended', ended)
    gauge('sales_age_days', 'How many days ago the last day of sales was', age(dataThrough, today))
    gauge(
      'sales_stale',
      'Whether that is more than STALE_AFTER_DAYS: 1 or 0',
      Number(isStale(dataThrough, today)),
    )
  }
  if (known !== undefined) {
    const help = 'Digests and alerts that were due in the last day, by how it stands with them'
    const counted = new Gauge({
      name: 'tilly_deliveries',
      help,
      labelNames: ['state'],
      registers: [registry],
    })
    for (const state of deliveryState.enumValues)
      counted.set({ state }, due.find(one => one.state === state)?.count ?? 0)
  }
  return registry
}
