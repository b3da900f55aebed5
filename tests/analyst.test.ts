import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { bars } from '../charts/bars.ts'
import { coverage } from '../drizzle/schema/sales.ts'
import { everything } from '../src/access.ts'
import { type Analyst, analyst } from '../src/analyst.ts'
import { isAway } from '../src/away.ts'
import { insight } from '../src/insight.ts'
import { during } from '../src/parameters.ts'
import { clock } from './helpers/clock.ts'
import { emptyDatabase } from './helpers/database.ts'

/** A question that takes its time, so that things can happen meanwhile. */
const slow = insight({
  name: 'slow',
  about: 'A question that takes a second',
  examples: [''],
  params: z.object({ period: during('last 12 months') }),
  measures: [],
  columns: { id: { title: 'Id', as: 'count' } },
  query: tx => ({
    rows: tx.select({ id: sql<number>`(select 1 from pg_sleep(1))`.mapWith(Number) }).from(coverage),
  }),
  rows: found => [...found.rows],
  words: rows => ({ finding: `${rows.length} row` }),
  chart: rows =>
    bars(
      rows.map(() => ({ name: 'a', x: 1 })),
      { title: '', subtitle: '', x: 'x', y: 'name', measure: '', format: String },
    ),
  next: () => [],
})

let database: Awaited<ReturnType<typeof emptyDatabase>>
let ask: Analyst['answer']
const house = { locale: 'en-GB', currency: 'GBP', timeZone: 'Europe/London' }

beforeAll(async () => {
  database = await emptyDatabase()
  ask = analyst({ reader: database.reader, house, now: clock }).answer
})

const killed = async () => {
  for (;;) {
    const [row] = await database.owner`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like '%pg_sleep%' and state = 'active' and usename = ${reader()}`
    if (row) return
  }
}
const reader = () => decodeURIComponent(database.reader.options.user ?? '')

describe('A connection that is lost', () => {
  test('in the middle of a question is told as away, and the next question is answered', async () => {
    await database.owner`grant ${database.owner(reader())} to current_user`.catch(() => {})
    const lost = ask({ insight: slow, text: '', scope: everything }).catch((error: unknown) => error)
    await killed()
    expect(isAway(await lost)).toBe(true)
    expect((await ask({ insight: slow, text: '', scope: everything })).headline).toMatch(/^1 row/)
  })
})

test('The same question asked by several at once is computed once', async () => {
  const answers = await Promise.all(
    [1, 2, 3].map(() => ask({ insight: slow, text: 'yesterday', scope: everything })),
  )
  expect(new Set(answers).size).toBe(1)
})
