import { expect, test } from 'vitest'
import { cell } from '../src/cell.ts'
import { say } from '../src/words.ts'

const gbp = say({ locale: 'en-GB', currency: 'GBP' })

test.each([
  ['2010-12', 'Dec 2010'],
  ['2010-12-06', '6 Dec 2010'],
])('A month in a table is called as in its picture, and a week by its Monday: %s', (value, written) => {
  expect(cell({ unit: value }, 'unit', { title: 'Period', as: 'month' }, gbp)).toBe(written)
})
