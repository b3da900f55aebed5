import { asc } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import type { Sql } from 'postgres'
import type { Temporal } from 'temporal-polyfill'
import { categories, channels, coverage, products, regions } from '../drizzle/schema/sales.ts'
import type { Scope } from './access.ts'
import { ask, mentioned } from './ask.ts'
import type { Answer, Asked, Dimension, Insight, Member } from './insight.ts'
import type { Coverage } from './period.ts'
import type { Tx } from './tx.ts'
import { snapshot } from './tx.ts'
import { type House, say } from './words.ts'

/** Who asks what: the command word's insight, the words after it, and what the person may see. */
export type Question = { insight: Insight; text: string; scope: Scope }

export type Analyst = { answer(question: Question): Promise<Answer> }

/**
 * Answers questions: each in one read-only snapshot under the person's scope, and identical questions on
 * identical data once.
 */
export function analyst(tools: {
  reader: Sql
  house: House & { timeZone: string }
  now: () => Temporal.Instant
}): Analyst {
  const { reader, house, now } = tools
  const voice = say(house)
  const kept = new LRUCache<string, Answer, () => Promise<Answer>>({
    max: 500,
    fetchMethod: (_key, _stale, { context }) => context(),
  })
  const answer = ({ insight, text, scope }: Question) =>
    snapshot(reader, scope, async tx => {
      const [row] = await tx.select().from(coverage)
      const covered = coverageOf(row)
      const today = emptyCoverage(now().toZonedDateTimeISO(house.timeZone).toPlainDate())
      const members: Partial<Record<Dimension, Member[]>> = {}
      for (const dimension of mentioned(text)) members[dimension] = await membersOf[dimension](tx)
      const asked = ask(insight, text, { coverage: covered ?? today, members })
      return kept.forceFetch(keyOf(insight, asked, scope, row?.version ?? 0, today), {
        context: () => insight.answer(tx, asked, { coverage: covered, today, say: voice }),
      })
    })

  const keyOf = (insight: Insight, asked: Asked, scope: Scope, version: number, today: Coverage) =>
    JSON.stringify([insight.name, asked, scope, version, version === 0 ? today : '', house])

  return { answer }
}

const coverageOf = (row?: {
  firstDay: string | null
  dataThrough: string | null
  asOf: string | null
}): Coverage | null =>
  row?.firstDay && row.dataThrough && row.asOf
    ? { firstDay: row.firstDay, dataThrough: row.dataThrough, asOf: row.asOf }
    : null

/** While nothing is loaded, periods are read as if yesterday had been the first and last day. */
const emptyCoverage = (today: Temporal.PlainDate): Coverage => {
  const yesterday = today.subtract({ days: 1 }).toString()
  return { firstDay: yesterday, dataThrough: yesterday, asOf: yesterday }
}

const membersOf: Record<Dimension, (tx: Tx) => Promise<Member[]>> = {
  region: tx => tx.select().from(regions).orderBy(asc(regions.name)),
  channel: tx => tx.select().from(channels).orderBy(asc(channels.name)),
  category: tx => tx.select().from(categories).orderBy(asc(categories.name)),
  product: tx =>
    tx
      .select({ id: products.id, name: products.name, key: products.key })
      .from(products)
      .orderBy(asc(products.name)),
}
