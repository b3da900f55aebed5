import { describe, expect, test } from 'vitest'
import type { Comparison } from '../src/compare.ts'
import { leading, listed, movedMost, onlyFew, type Part, than } from '../src/figures/parts.ts'
import { say } from '../src/words.ts'

const voice = say({ locale: 'en-GB', currency: 'GBP' })
const compared: Comparison = {
  period: { from: '2025-01-01', to: '2025-02-01', label: 'the period before', complete: true, unit: 'month' },
  called: 'the period before',
}

const part = (name: string, net: number, previous: number, share: number | null = null): Part => ({
  ...{ name, net, previous, share, change: net - previous },
  ...{ allNet: net, allPrevious: previous },
})

describe('The words for parts of net sales', () => {
  test('name the largest part, its share and how far it moved', () => {
    const parts = [part('South', 1200, 1000, 0.6), part('North', 800, 1000, 0.4)]
    expect(leading(parts, parts[0] as Part, compared, voice)).toBe(
      'South brings £1.2k, 60.0% of net sales, and is 20% above the period before',
    )
    expect(movedMost(parts, voice)).toBe('Up most: South (+£200). Down most: North (−£200).')
  })

  test('leave out what one part cannot tell, and the change where nothing can be compared', () => {
    const alone = part('South', 1200, 1000, 1)
    expect(leading([alone], alone, compared, voice)).toBe('South brings £1.2k, 20% above the period before')
    expect(leading([alone], alone, undefined, voice)).toBe('South brings £1.2k')
  })

  test('divide by nothing where there was nothing, or less', () => {
    expect(than(100, 0, compared, voice)).toBe('up from nothing the period before')
    expect(than(0, 0, compared, voice)).toBeUndefined()
    expect(than(100, -5, compared, voice)).toBeUndefined()
  })

  test('say when everything came back', () => {
    const gone = part('South', 0, 100)
    expect(leading([gone], gone, compared, voice)).toBe('Nothing is left of sales: £0 net')
    expect(movedMost([part('South', 5, 5)], voice)).toBe('')
  })

  test('say that few orders are few, and nothing of many or of none', () => {
    expect(onlyFew(1, 30, 'order', voice)).toMatch(/^Only 1 order in all/)
    expect(onlyFew(0, 30, 'order', voice)).toBeUndefined()
    expect(onlyFew(30, 30, 'order', voice)).toBeUndefined()
  })
})

test('A part that only brought something before is listed where there is something to compare', () => {
  const parts = [{ isNow: true }, { isNow: false }]
  expect(listed(parts, compared)).toHaveLength(2)
  expect(listed(parts, undefined)).toEqual([{ isNow: true }])
})
