import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csv, sheet } from '../src/csv.ts'

test.each(['=1+1', '+44', '-2', '@sum', '\tx'])(
  'A text that a spreadsheet would run is made harmless: %j',
  text => {
    expect(parse(csv([{ name: text }], ['name']))).toEqual([['name'], [`'${text}`]])
  },
)

test('Figures stay figures, below zero too, and nothing is an empty cell', () => {
  expect(csv([{ net: -12.5, name: null, complete: true }], ['net', 'name', 'complete'])).toBe(
    'net,name,complete\r\n-12.5,,true\r\n',
  )
})

test('For a spreadsheet the headings are the table’s, money says its currency, and what is detail stands last', () => {
  const row = { name: '=Ann', code: 'C1', net: 12.5, change: -3, share: 0.25 }
  const written = sheet(
    [row],
    {
      name: { title: 'Customer', as: 'text' },
      code: { title: 'Id', as: 'text', detail: true },
      net: { title: 'Net sales', as: 'money' },
      change: { title: 'Change', as: 'change' },
      share: { title: 'Rate', as: 'share' },
    },
    'EUR',
  )
  expect(parse(written)).toEqual([
    ['Customer', 'Net sales (EUR)', 'Change (EUR)', 'Rate', 'Id'],
    ["'=Ann", '12.5', '-3', '0.25', 'C1'],
  ])
})

test('What a terminal would obey is left out, also where it hides a formula', () => {
  const texts = ['\u001b[31mred\u0007', 'two\r\nlines\tand a tab', '\r=1+1', '\u0000\u009b@sum']
  const columns = ['a', 'b', 'c', 'd'] as const
  const row = Object.fromEntries(columns.map((column, index) => [column, texts[index] ?? '']))
  expect(parse(csv([row], columns), { record_delimiter: '\r\n' })[1]).toEqual([
    '[31mred',
    'two\nlines\tand a tab',
    "'=1+1",
    "'@sum",
  ])
})

test('Every text comes back as it was, or with one mark before it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, other) => {
      const [, row] = parse(csv([{ one, other }], ['one', 'other']))
      expect(
        row?.map((cell, column) => cell === [one, other][column] || cell === `'${[one, other][column]}`),
      ).toEqual([true, true])
    }),
  )
})
