import { beforeAll, describe, expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import { type Analyst, analyst } from '../src/analyst.ts'
import { UserError } from '../src/errors.ts'
import type { Row } from '../src/insight.ts'
import { customer } from '../src/insights/customer.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { sampleDatabase } from './helpers/database.ts'

let sample: Awaited<ReturnType<typeof sampleDatabase>>
let answer: Analyst['answer']

beforeAll(async () => {
  sample = await sampleDatabase()
  // Two of one name, one who only gave back, and one of whom nothing but a number is known.
  await sample.owner`update customers set name = 'Sam Twin' where key in ('C00001', 'C00002')`
  await sample.owner`update customers set name = key where key = 'C00008'`
  await sample.owner`update customers set name = 'May Long' where key = 'C00011'`
  answer = analyst({ reader: sample.reader, company, now: clock }).answer
})

const ask = (text: string) => answer({ insight: customer, text, scope: everything })
const mistake = (text: string) =>
  ask(text).then(
    () => 'understood',
    error => {
      if (!(error instanceof UserError)) throw error
      return `${error.message} ${error.hint}`
    },
  )

describe('A customer', () => {
  test.each([
    'C00007',
    'c00007',
    'Callum Hussain',
    'callum hussain',
    'customer:"callum hussain"',
    'customer:c00007',
    'Calum Husain',
    'callum huss',
  ])('is found by what people type: %s', async text =>
    expect((await ask(text)).rows).toMatchObject([{ customer: 'C00007' }]),
  )

  test('whose name begins like a month is told from a period', async () => {
    const { asked, rows } = await ask('May Long 2024')
    expect(rows).toMatchObject([{ customer: 'C00011' }])
    expect(asked.period.from).toBe('2024-01-01')
  })

  test('that several are called is asked back, with the ids that would work', async () => {
    const said = await mistake('Sam Twin')
    expect(said).toMatch(
      /^Which customer do you mean by “Sam Twin”: Sam Twin \(C0000[12]\) or Sam Twin \(C0000[12]\)\?/,
    )
    for (const key of said.match(/C\d+/g) ?? [])
      expect((await ask(key)).rows).toMatchObject([{ customer: key, name: 'Sam Twin' }])
  })

  test('that nobody is called is asked back, with whom it may mean', async () => {
    expect(await mistake('Xyzzy Plugh')).toMatch(/no customer .*Type the beginning of a name, or a code/)
    expect(await mistake('')).toMatch(/^Which customer\?/)
    expect(await mistake('last quarter')).toMatch(/^Which customer\?/)
  })

  test('is found by one of the names alone, and asked back where several have it', async () => {
    expect(await mistake('hussain')).toMatch(
      /^Which customer do you mean by “hussain”: .* or one of \d+ more\?/,
    )
    expect((await ask('customer:"may lon" 2024')).rows).toMatchObject([{ customer: 'C00011' }])
  })

  test('is not found by a code that is another’s', async () => {
    for (const code of ['C0000', 'C000077', '00007', 'C99999'])
      expect(await mistake(code)).toMatch(/^There is no customer .*a code in full\.$/)
  })

  test('without a name is called by the number', async () => {
    const { rows, headline, context } = await ask('C00008')
    expect(rows).toMatchObject([{ customer: 'C00008', name: 'Customer C00008' }])
    expect(headline).toMatch(/, Customer C00008$/)
    expect(context).toContain(' · customer C00008 · ')
  })

  test('who is silent for much longer than usual is overdue, and who is not is not', async () => {
    const { rows: late, headline } = await ask('Bilal Hussain')
    expect(Number(late[0]?.daysSince)).toBeGreaterThan(2 * Number(late[0]?.usualGap))
    expect(headline).toMatch(/^[^:]+: overdue, no order for 55 days, usually 6;/)
    const { rows: fine, headline: other } = await ask('C00007')
    expect(Number(fine[0]?.daysSince)).toBeLessThan(Number(fine[0]?.usualGap))
    expect(other).toMatch(/^[^:]+: not due yet/)
  })

  test('of whom a past period is asked is not called overdue', async () => {
    const { headline, rows } = await ask('Bilal Hussain 2024')
    expect(headline).not.toMatch(/due/)
    const [{ lastOrder }] = rows as [Row]
    expect(String(lastOrder)).toMatch(/^2024-/)
  })

  test('who ordered once has no habit, and words that say so', async () => {
    const [once] = await sample.owner`
      select customers.key from order_facts join customers on customers.id = customer_id
      group by customers.id having sum(least(sale_lines, 1)) = 1 order by customers.id limit 1`
    const { rows, headline } = await ask(String(once?.key))
    expect(rows).toMatchObject([{ orders: 1, usualGap: null }])
    expect(headline).toContain('what is usual shows after more orders')
  })

  test('beside another has a row each and no picture', async () => {
    const { rows, chart } = await ask('customer:C00007,C02075')
    expect(rows).toHaveLength(2)
    expect(chart).toBeNull()
  })
})
