import { beforeAll, describe, expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import type { Insight } from '../src/insight.ts'
import { avgspend } from '../src/insights/avgspend.ts'
import { demographics } from '../src/insights/demographics.ts'
import { newvsreturning } from '../src/insights/newvsreturning.ts'
import { retention } from '../src/insights/retention.ts'
import { topcustomers } from '../src/insights/topcustomers.ts'
import { handMade, type Written } from './helpers/hand-made.ts'

/** What each customer of a region was charged in April and in May, in pounds. */
const charges: Record<string, Record<string, readonly [april: number, may: number]>> = {
  Leading: { Ann: [100, 90], Bea: [80, 200], Cy: [50, 60], Dan: [0, 30], Eve: [0, 20], Fay: [70, 0] },
  Following: { Gil: [200, 190], Hal: [50, 90] },
  Rising: { Ida: [50, 90], Jon: [40, 60] },
  Five: { N1: [0, 60], N2: [0, 50], N3: [0, 40], N4: [0, 30], N5: [0, 20] },
  Six: { M1: [0, 60], M2: [0, 50], M3: [0, 40], M4: [0, 30], M5: [0, 20], M6: [0, 10] },
}

let answer: Awaited<ReturnType<typeof handMade>>['ask']
const ask = (region: string, insight: Insight = topcustomers, period = '2026-05') =>
  answer({ insight, text: `${period} region:${region}`, scope: everything })

beforeAll(async () => {
  const sales = Object.entries(charges).flatMap(([region, customers]) =>
    Object.entries(customers).flatMap(([customer, amounts]) =>
      amounts.flatMap((amount, nth): Written[] =>
        amount === 0
          ? []
          : [{ region, customer, day: nth === 0 ? '2026-04-14' : '2026-05-12', gross: String(amount) }],
      ),
    ),
  )
  // A quarter of what was charged in May; what guests give back was charged all the same.
  const guests: Written[] = [
    { region: 'Guests', day: '2026-05-12', customer: 'Known', gross: '300' },
    { region: 'Guests', day: '2026-05-12', gross: '100' },
    { region: 'Guests', day: '2026-05-14', gross: '40', kind: 'return' },
  ]
  answer = (await handMade([...sales, ...guests], { attributes: { Known: { tier: 'gold' } } })).ask
})

describe('Of the best customers it is said', () => {
  test.each([
    [
      'Leading',
      // Fay ordered nothing any more and is in no list: she fell most all the same.
      'Customer Bea comes first with £200 in 1 order. Of these 5, Customer Dan and Customer Eve had bought nothing the period before. Of all who ordered in the period before, Customer Bea rose most (+£120) and Customer Fay fell most (−£70). 5 customers ordered.',
    ],
    [
      'Following',
      'Customer Gil comes first with £190 in 1 order. Of all who ordered in the period before, Customer Hal rose most (+£40) and Customer Gil fell most (−£10). 2 customers ordered.',
    ],
    [
      'Rising',
      'Customer Ida comes first with £90 in 1 order. Of all who ordered in the period before, Customer Ida rose most (+£40). 2 customers ordered.',
    ],
    [
      'Five',
      'Customer N1 comes first with £60 in 1 order. Of these 5, Customer N1, Customer N2, Customer N3, Customer N4 and Customer N5 had bought nothing the period before. 5 customers ordered.',
    ],
    [
      'Six',
      'Customer M1 comes first with £60 in 1 order. Of these 6, Customer M1, Customer M2, Customer M3, Customer M4 and 2 others had bought nothing the period before. 6 customers ordered.',
    ],
  ])('who leads, who rose and fell, and who is new: %s', async (region, detail) => {
    expect((await ask(region)).detail).toBe(detail)
  })

  test('who leads alone, where there is nothing to compare with', async () => {
    expect((await ask('Leading', topcustomers, '2026-05-01..2026-07-10')).detail).toBe(
      'Customer Bea comes first with £200 in 1 order. 5 customers ordered.',
    )
  })
})

test.each([topcustomers, avgspend, newvsreturning, demographics, retention])(
  'Which share of sales guests had is said by $name, and nothing of guests where there were none',
  async insight => {
    expect((await ask('Guests', insight)).context).toContain(
      '25.0% of sales were to guests, who are not counted as customers',
    )
    expect((await ask('Leading', insight)).context).not.toContain('guests')
  },
)
