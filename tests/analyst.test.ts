import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { bars } from '../charts/bars.ts'
import { coverage } from '../drizzle/schema/sales.ts'
import { everything } from '../src/access.ts'
import { type Analyst, analyst } from '../src/analyst.ts'
import { isAway } from '../src/away.ts'
import { insight } from '../src/insight.ts'
import { insights } from '../src/insights/index.ts'
import { during } from '../src/parameters.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { emptyDatabase, sampleDatabase } from './helpers/database.ts'

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

beforeAll(async () => {
  database = await emptyDatabase()
  ask = analyst({ reader: database.reader, company, now: clock }).answer
  await database.owner`grant ${database.owner(reader())} to current_user`.catch(() => {})
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
    const lost = ask({ insight: slow, text: '', scope: everything }).catch((error: unknown) => error)
    await killed()
    expect(isAway(await lost)).toBe(true)
    expect((await ask({ insight: slow, text: '', scope: everything })).rows).toHaveLength(1)
  })

  test('is told to everyone who waits for what it computes', async () => {
    const lost = [1, 2, 3].map(() =>
      ask({ insight: slow, text: 'last 6 months', scope: everything }).catch((error: unknown) => error),
    )
    await sleep(300)
    await killed()
    const [first, ...others] = await Promise.all(lost)
    expect(isAway(first)).toBe(true)
    // Who came too late to wait has been answered.
    for (const other of others) expect(isAway(other) || other).toBeTruthy()
  })
})

test('The same question asked by several at once is computed once', async () => {
  const answers = await Promise.all(
    [1, 2, 3].map(() => ask({ insight: slow, text: 'yesterday', scope: everything })),
  )
  expect(new Set(answers).size).toBe(1)
})

describe('The names of members', () => {
  test('are read once for the same data and scope, and products only where a question filters on them', async () => {
    const sample = await sampleDatabase()
    const read: string[] = []
    Object.assign(sample.reader.options, {
      debug: (_connection: number, query: string) => {
        const [, table] = /^select "id", "(?:name|key)".* from "(\w+)"/.exec(query) ?? []
        if (table) read.push(table)
      },
    })
    const { answer } = analyst({ reader: sample.reader, company, now: clock })
    const returns = insights.find(({ name }) => name === 'returns')
    if (!returns) throw new Error('there is no such insight; rule: this test asks about returns')
    const [product] = await sample.owner`select key, name from products order by id limit 1`
    const [region] = await sample.owner`select id::int, name from regions order by id limit 1`

    await answer({ insight: returns, text: 'last week', scope: everything })
    expect(read.splice(0).toSorted()).toEqual(['categories', 'channels', 'regions'])
    const text = `product:${product?.name} region:${region?.name}`
    for (const period of ['last week', 'last month']) {
      const { asked } = await answer({ insight: returns, text: `${text} ${period}`, scope: everything })
      expect(asked.product).toMatchObject([{ key: product?.key }])
    }
    expect(read.splice(0)).toEqual(['products'])

    // Who sees another part of the data is offered no name outside of it.
    const elsewhere = { regions: [region?.id + 1], channels: '*' } as const
    await expect(answer({ insight: returns, text, scope: elsewhere })).rejects.toThrow(/There is no region/)
    await sample.owner`update coverage set version = version + 1`
    await answer({ insight: returns, text: 'last week', scope: everything })
    expect(read.splice(0).toSorted()).toEqual([
      'categories',
      'categories',
      'channels',
      'channels',
      'products',
      'regions',
      'regions',
    ])
  })
})
