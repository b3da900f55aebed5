import { expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import { avgspend } from '../src/insights/avgspend.ts'
import { handMade } from './helpers/hand-made.ts'

test('What customers spend is told of whoever spends more than whole numbers of a database hold', async () => {
  const gross = '999999999999'
  const many = Array.from({ length: 1000 }, () => ({
    day: '2026-05-12',
    region: 'Rich',
    customer: 'Croesus',
    gross,
  }))
  const few = ['Ann', 'Bob', 'Cid'].map(customer => ({ day: '2026-05-12', region: 'Rich', customer }))
  const { ask } = await handMade([...many, ...few])
  const { rows } = await ask({ insight: avgspend, text: '2026-05 region:rich', scope: everything })
  expect(rows[0]).toMatchObject({ group: 'All', customers: 4, orders: 1003, medianSpend: 20 })
  expect(rows[0]?.netSales).toBe(1000 * Number(gross) + 60)
  expect(rows.slice(1).reduce((sum, { customers }) => sum + Number(customers), 0)).toBe(4)
  expect(rows.at(-1)).toMatchObject({ customers: 1, medianSpend: 1000 * Number(gross) })
})
