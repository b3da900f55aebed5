import { parse } from 'csv-parse/sync'
import { type SQLWrapper, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import { beforeAll, describe, expect, test } from 'vitest'
import { svg } from '../charts/svg.ts'
import { everything, type Scope } from '../src/access.ts'
import { type Analyst, analyst } from '../src/analyst.ts'
import { csv } from '../src/csv.ts'
import { UserError } from '../src/errors.ts'
import { type Answer, filterNames, type Insight } from '../src/insight.ts'
import { insights } from '../src/insights/index.ts'
import { usage } from '../src/parameters.ts'
import { help } from '../src/slack/help.ts'
import { message } from '../src/slack/message.ts'
import { snapshot } from '../src/tx.ts'
import { say } from '../src/words.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { emptyDatabase, sampleDatabase } from './helpers/database.ts'
import { limits } from './helpers/limits.ts'
import { reference } from './helpers/reference.ts'

/*
 * Every insight × every example, so that a new insight is tested by being listed.
 */

const voice = say(company)
const cases = insights.flatMap(insight =>
  insight.examples.map(example => ({ insight, example, command: `/${`${insight.name} ${example}`.trim()}` })),
)
const golden = (insight: Insight, example: string, kind: string) =>
  `output/insights/${[insight.name, ...example.split(/[^a-z0-9]+/i)].filter(Boolean).join('-')}.${kind}`

type TestDatabase = Awaited<ReturnType<typeof emptyDatabase>>
let sample: TestDatabase
let empty: TestDatabase
let ask: Analyst['answer']

beforeAll(async () => {
  sample = await sampleDatabase()
  empty = await emptyDatabase()
  ask = analyst({ reader: sample.reader, company, now: clock }).answer
})

const words = ({ headline, detail, context }: Answer) => [headline, detail, context].join('\n')
const nonsense = /NaN|undefined|Infinity|\[object|null/

const expectGood = async (answer: Answer, insight: Insight) => {
  expect(words(answer)).not.toMatch(nonsense)
  expect(answer.headline.length).toBeGreaterThan(0)
  expect(limits(message(answer, insight, voice))).toEqual([])
  if (answer.chart) expect(await svg(answer.chart)).toContain('<svg')
}

/** No summary tells apart what a product was bought with, or a customer's products. */
const mayReadLines = /(product|customer|attr):/
/** The customers of the few products listed, and a customer's products, are read from their own lines, which an index finds. */
const throughIndex = new Set(['products', 'customer'])
/** Why goods came back no summary knows: of the lines the credits alone are read, through an index that holds no others. */
const creditsAlone = new Set(['returns'])
const ofCredits = /"lines"\."kind" in \('return', 'cancellation'\)/

/** Who asks such a question names whom it is about. */
const isAboutOne = ({ word }: Insight) => filterNames.some(filter => filter === word)

describe.each(cases)('$command', ({ insight, example }) => {
  test('is read, and stands in the help', async () => {
    const { asked } = await ask({ insight, text: example, scope: everything })
    expect(asked.period.from < asked.period.to).toBe(true)
    expect(JSON.stringify(help(insights))).toContain(insight.about)
    const page = JSON.stringify(help([insight]))
    expect(page).toContain(`/${usage(insight)}`)
    expect(page).toContain(`/${insight.name} ${example}`.trim())
  })

  test('asks the database as recorded, never reads the lines, and PostgreSQL can plan it', async () => {
    const { asked } = await ask({ insight, text: example, scope: everything })
    const recorded: string[] = []
    for (const [name, query] of Object.entries(
      insight.queries(drizzle.mock({ casing: 'snake_case' }), asked),
    )) {
      const { sql } = query.toSQL()
      recorded.push(`-- ${name}\n${sql}\n`)
      if (mayReadLines.test(example) || throughIndex.has(insight.name)) continue
      if (creditsAlone.has(insight.name) && ofCredits.test(sql)) continue
      expect(sql).not.toMatch(/"lines"/)
    }
    await expect(recorded.join('\n')).toMatchFileSnapshot(golden(insight, example, 'sql'))
    await snapshot(sample.reader, everything, async tx => {
      for (const query of Object.values(insight.queries(tx, asked))) {
        const isOfCredits = creditsAlone.has(insight.name) && ofCredits.test(query.toSQL().sql)
        // A year with a handful of lines is sooner read whole.
        if (isOfCredits) await tx.execute(sql`set local enable_seqscan = off`)
        const plan = await tx.execute<{ 'QUERY PLAN': string }>(
          sql`explain ${query as unknown as SQLWrapper}`,
        )
        const text = plan.map(row => row['QUERY PLAN']).join('\n')
        if (mayReadLines.test(example)) continue
        if (isOfCredits && /on lines/.test(text)) expect(text).toMatch(/lines_\d+_day_idx/)
        expect(text).not.toMatch(
          isOfCredits || throughIndex.has(insight.name) ? /Seq Scan on lines/ : /on lines/,
        )
      }
    })
  })

  test('agrees with a second count over the raw lines, where there is one', async context => {
    const { asked, rows } = await ask({ insight, text: example, scope: everything })
    const expected = await reference(sample.owner, insight.name, asked)
    if (!expected) return context.skip(`nobody has counted ${insight.name} a second time`)
    expect(expected.length).toBeGreaterThan(0)
    const close = (row: object) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [
          key,
          typeof value === 'number' && !Number.isInteger(value) ? expect.closeTo(value, 5) : value,
        ]),
      )
    expect(rows).toMatchObject(expected.map(close))
  })

  test('says it in the words recorded', async () => {
    const answer = await ask({ insight, text: example, scope: everything })
    await expectGood(answer, insight)
    expect(answer.headline.length).toBeLessThanOrEqual(150)
    await expect(`${words(answer)}\n\n${answer.chart?.description}\n`).toMatchFileSnapshot(
      golden(insight, example, 'txt'),
    )
  })

  test('draws it as recorded', async () => {
    const { chart } = await ask({ insight, text: example, scope: everything })
    if (!chart) throw new Error(`no chart; rule: ${insight.name} on the sample company draws one`)
    await expect(await svg(chart)).toMatchFileSnapshot(golden(insight, example, 'svg'))
  })

  test('has words for an empty database', async () => {
    const nothing = analyst({ reader: empty.reader, company, now: clock })
    const filterless = example.replace(/\S+:\S+/g, '')
    if (isAboutOne(insight)) {
      const refused = nothing.answer({ insight, text: filterless, scope: everything })
      return expect(refused).rejects.toMatchObject({
        message: 'No sales are loaded yet.',
        hint: /npm run import/,
      })
    }
    const answer = await nothing.answer({ insight, text: filterless, scope: everything })
    await expectGood(answer, insight)
    expect(answer).toMatchObject({ chart: null, asOf: null })
    expect(answer.headline).toBe('No sales are loaded yet')
    expect(answer.context).toContain('npm run import')
  })

  test('shows a narrow scope no more than its own', async () => {
    const { asked } = await ask({ insight, text: example, scope: everything })
    const [region] = await sample.owner`
      select id::int, name from regions
      where id in (select region_id from order_facts where ${isAboutOne(insight) ? sample.owner`customer_id = ${asked.customer?.[0]?.id ?? 0}` : sample.owner`true`})
      order by id limit 1`
    const narrow: Scope = { regions: [region?.id], channels: '*' }
    const filterless = example.replace(/\S+:\S+/g, '').trim()
    const inside = await ask({ insight, text: filterless, scope: narrow })
    if ('region' in insight.params.shape) {
      const text = `${filterless} region:"${region?.name}"`
      expect(inside.rows).toEqual((await ask({ insight, text, scope: everything })).rows)
    }
    await expectGood(inside, insight)
    const nowhere = ask({ insight, text: filterless, scope: { regions: [], channels: [] } })
    if (isAboutOne(insight)) await expect(nowhere).rejects.toBeInstanceOf(UserError)
    else await expectGood(await nowhere, insight)
  })

  test('has words for a period without sales', async () => {
    const whom = isAboutOne(insight) ? insight.examples[0] : ''
    for (const period of ['1995', '2011-01-01..2011-01-01', '2027']) {
      const answer = await ask({ insight, text: `${whom} ${period}`.trim(), scope: everything })
      await expectGood(answer, insight)
      expect(answer.detail).toMatch(/“all” has sales from \d.* to 30 Jun(e)? 2026\.$/)
    }
  })

  test('has a row in a spreadsheet for each of its rows', async () => {
    const answer = await ask({ insight, text: example, scope: everything })
    const [header, ...rows] = parse(csv(answer.rows, Object.keys(insight.columns)))
    expect(header).toEqual(Object.keys(insight.columns))
    expect(rows).toHaveLength(answer.rows.length)
  })
})

test.each([
  '; drop table lines',
  "region:'; --",
  'region:"%_"',
  'product:*',
  '<!channel>',
  '\u202e',
  '\0',
  'customer:a\0b',
  'product:"\x07"',
  'region:\ud800',
  "' or 1=1",
])('A hostile text is refused in words and changes nothing: %j', async text => {
  const state = () => sample.owner`select (select count(*) from lines), (select version from coverage)`
  const before = await state()
  for (const insight of insights)
    await expect(ask({ insight, text, scope: everything })).rejects.toBeInstanceOf(UserError)
  expect(await state()).toEqual(before)
})

test('Identical questions on identical data are computed once', async () => {
  const [insight] = insights
  const once = await ask({ insight, text: 'last quarter', scope: everything })
  expect(await ask({ insight, text: '  Last  Quarter ', scope: everything })).toBe(once)
  expect(await ask({ insight, text: 'last quarter', scope: { regions: [1], channels: '*' } })).not.toBe(once)
})
