import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { against, counted, say } from '../src/words.ts'

const english = say({ locale: 'en-GB', currency: 'GBP' })
const german = say({ locale: 'de-DE', currency: 'EUR' })

describe('Amounts', () => {
  test.each([
    [379_123, '£379k'],
    [-100_000, '−£100k'],
    [0, '£0'],
    [-0.001, '£0'],
    [1_234_567, '£1.23m'],
    [999.6, '£1,000'],
    [12.4, '£12'],
    [3.5, '£3.50'],
    [4, '£4'],
  ])('%d is written short as %s', (amount, text) => expect(english.short(amount)).toBe(text))

  test('are written as the locale writes them', () => {
    expect(german.short(1_234_567)).toBe('1,23\u00a0Mio.\u00a0€')
    expect(german.exact(-1234.5)).toBe('−1.234,50\u00a0€')
    expect(english.exact(387_064.65)).toBe('£387,064.65')
    expect(english.money(387_064.65)).toBe('£387,065')
  })

  test('never show a hyphen for a minus, minus zero, or more than three digits when short', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), amount => {
        for (const text of [english.short(amount), english.money(amount), english.exact(amount)]) {
          expect(text).not.toMatch(/-|NaN/)
          expect(text).not.toMatch(/^−\D*0*(\.0*)?\D*$/)
        }
        const digits = english.short(amount).replace(/\D/g, '').replace(/^0+/, '')
        expect(digits.replace(/0+$/, '').length).toBeLessThanOrEqual(3)
      }),
    )
  })
})

describe('Comparisons', () => {
  test('say above, below or level', () => {
    expect(against(120, 100, 'the plan', english)).toBe('20% above the plan')
    expect(against(96, 100, 'it', english)).toBe('4% below it')
    expect(against(100.2, 100, 'the plan', english)).toBe('level with the plan')
  })

  test('have no words for a base of zero or less', () => {
    expect(against(5, 0, 'the plan', english)).toBeUndefined()
    expect(against(5, -3, 'the plan', english)).toBeUndefined()
  })
})

test('One thing is singular, several are plural', () => {
  expect(counted(1, 'order', english)).toBe('1 order')
  expect(counted(2400, 'order', english)).toBe('2,400 orders')
})
