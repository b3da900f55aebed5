import fc from 'fast-check'
import { expect, test } from 'vitest'
import { productDays, productMonths } from '../drizzle/schema/summaries.ts'
import { dayOf } from '../src/calendar.ts'
import { productParts } from '../src/facts/asked.ts'
import { dayAfter } from '../src/period.ts'

const day = fc.integer({ min: 0, max: 1500 }).map(days => dayAfter('2023-12-20', days))

/** The first days of months, the last ones, and any others. */
const edge = fc.oneof(
  day,
  day.map(any => dayOf(any).with({ day: 1 }).toString()),
  day.map(any => dayOf(any).with({ day: 31 }).toString()),
)

test('the days of a period are read once each, in months only where these are whole', () => {
  fc.assert(
    fc.property(edge, edge, (one, other) => {
      const [from, to] = one < other ? [one, other] : [other, dayAfter(one)]
      const parts = productParts({ from, to }).toSorted((a, b) => a.from.localeCompare(b.from))
      expect(parts[0]?.from).toBe(from)
      expect(parts.at(-1)?.to).toBe(to)
      for (const [nth, part] of parts.entries()) {
        expect(part.from < part.to).toBe(true)
        if (nth > 0) expect(part.from).toBe(parts[nth - 1]?.to)
        if (part.facts === productMonths) expect(`${part.from} ${part.to}`).toMatch(/-01 .*-01$/)
        // Days are those of a month that is not whole, or of two.
        else expect(dayOf(part.from).until(dayOf(part.to)).days).toBeLessThan(61)
      }
    }),
    { numRuns: 500 },
  )
})

test('of whole months no day is asked for, and of a part of a month no month', () => {
  expect(productParts({ from: '2025-07-01', to: '2026-07-01' })).toEqual([
    { facts: productMonths, from: '2025-07-01', to: '2026-07-01' },
  ])
  expect(productParts({ from: '2026-06-02', to: '2026-07-01' })).toEqual([
    { facts: productDays, from: '2026-06-02', to: '2026-07-01' },
  ])
})
