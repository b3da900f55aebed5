import { beforeAll, expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import { type Analyst, analyst } from '../src/analyst.ts'
import type { Asked } from '../src/insight.ts'
import { kpis } from '../src/insights/kpis.ts'
import { whyInWords } from '../src/why/in-words.ts'
import { type PeriodSales, why } from '../src/why.ts'
import { say } from '../src/words.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { sampleDatabase } from './helpers/database.ts'
import {
  charged,
  kind,
  type Line,
  linesOf,
  money,
  net,
  ordersIn,
  otherPeriod,
  total,
  within,
} from './helpers/ledger.ts'

/*
 * Why net sales changed, on the sample company: what the reasons are made of is counted a second time from the raw lines.
 */

let ask: Analyst['answer']
let all: Line[]

beforeAll(async () => {
  const sample = await sampleDatabase()
  ask = analyst({ reader: sample.reader, company, now: clock }).answer
  all = await linesOf(sample.owner)
})

const forfeitedIn = (lines: readonly Line[]) =>
  money(total([...lines].filter(kind('return', 'cancellation')), charged))

function counted(asked: Asked): PeriodSales {
  const lines = within(all, asked)
  const known = lines.filter(({ customer }) => customer)
  const guests = lines.filter(({ customer }) => !customer)
  const sold = known.filter(kind('sale'))
  return {
    customers: new Set(sold.map(({ customer }) => customer)).size,
    orders: ordersIn(known),
    gross: money(total(sold, ({ gross }) => gross)),
    charged: money(total(sold, charged)),
    net: money(net(lines)),
    guestNet: money(net(guests)),
    forfeited: forfeitedIn(known),
    guestGross: money(total(guests.filter(kind('sale')), ({ gross }) => gross)),
    guestCharged: money(total(guests.filter(kind('sale')), charged)),
    guestForfeited: forfeitedIn(guests),
  }
}

test.each(['week 48 2025', 'week 49 2025', 'november 2025', 'last month', 'last quarter region:north'])(
  'The reasons of “%s” are those of the raw lines',
  async text => {
    const { asked, headline, detail } = await ask({ insight: kpis, text, scope: everything })
    const other = otherPeriod(all, asked.period, 'previous')
    if (!other) throw new Error(`a period to compare with; period: ${asked.period.label}`)
    const before = counted({ ...asked, period: { ...asked.period, ...other } })
    const reasons = whyInWords(why(before, counted(asked)), say(company))
    if (!reasons) throw new Error(`a reason; change: ${asked.period.label}`)
    expect(`${headline} ${detail}`.toLowerCase()).toContain(reasons.text.toLowerCase())
  },
)

test('In the week of Black Friday discounts are the main reason, more than the size of orders', async () => {
  const { detail } = await ask({ insight: kpis, text: 'week 48 2025', scope: everything })
  expect(detail).toMatch(/^Larger discounts \(−£11,\d00\)/)
})

test('In the week after it they are again, while the list value of an order stands still', async () => {
  const { asked, headline, detail } = await ask({ insight: kpis, text: 'week 49 2025', scope: everything })
  const other = otherPeriod(all, asked.period, 'previous')
  if (!other) throw new Error(`a period to compare with; period: ${asked.period.label}`)
  const before = counted({ ...asked, period: { ...asked.period, ...other } })
  const now = counted(asked)
  const perOrder = ({ gross, orders }: PeriodSales) => Number(gross) / orders
  expect(Math.abs(perOrder(now) / perOrder(before) - 1)).toBeLessThan(0.05)
  expect(headline).toContain(': smaller discounts (+£15,')
  expect(detail).toMatch(/^Smaller discounts \(\+£15,\d00\), more from guests \(\+£3,000\)/)
})
