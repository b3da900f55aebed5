import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Chart } from '../charts/chart.ts'
import { type Heatmap, heatmap } from '../charts/heatmap.ts'
import { type Heatmaps, heatmaps } from '../charts/heatmaps.ts'
import { contrast, seen, visions } from './helpers/eyes.ts'
import {
  amount,
  boxes,
  canvas,
  crowding,
  describePictures,
  hostile,
  long,
  said,
  structures,
  texts,
  touch,
  warned,
  words,
} from './helpers/pictures.ts'

/* Heatmaps above one another: months by year, and hours by weekday. */

type Cell = { row: string; column: number; value: number | null }
type Panel = Heatmaps<Cell>['panels'][number]

const title = 'Sales peak in December, 38% ± 2% above average, on Saturdays and from 12:00 to 13:00'
const subtitle = 'Charged sales, % above or below average, all time, 31 December 2023 to 30 June 2026'
const signed = (value: number) => `${value > 1 ? '+' : ''}${Math.round((value - 1) * 100)}`.replace('-', '−')

const common = {
  row: 'row',
  column: 'column',
  value: 'value',
  around: 1,
  least: 0.25,
  unknown: 'not known or never sold',
  format: signed,
} as const

const year = [0.72, 0.7, 0.85, 0.78, 0.88, 0.86, 0.83, 0.85, 1.16, 1.31, 1.62, 1.44]
const months = (count: number): Panel => ({
  ...common,
  measure: 'Months, % above or below average',
  rows: Array.from({ length: count }, (_, nth) => String(2026 - count + nth)).flatMap((row, nth) =>
    year.map((value, at) => ({
      row,
      column: at + 1,
      value: (nth === 0 && at < 6) || (nth === count - 1 && at > 5 && count > 1) ? null : value + nth / 50,
    })),
  ),
})
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const hours = (from: number, to: number, closed: (day: number, hour: number) => boolean): Panel => ({
  ...common,
  measure: 'Hours, % above or below average',
  columnName: hour => hour.padStart(2, '0'),
  columnTitle: 'Hour of the day',
  rows: weekdays.flatMap((row, day) =>
    Array.from({ length: to - from + 1 }, (_, at) => from + at).map(column => ({
      row,
      column,
      value: closed(day, column) ? null : 2.4 * Math.exp(-(((column - 13) / 4) ** 2)) * (1 + day / 20) + 0.02,
    })),
  ),
})
const open = () => false

const drawn = (...panels: Panel[]) => heatmaps({ title, subtitle, panels })

const cases = {
  'heatmaps-three-years': drawn(months(3), hours(0, 23, open)),
  'heatmaps-one-year': drawn(months(1), hours(0, 23, open)),
  'heatmaps-closed': drawn(
    months(2),
    hours(6, 20, (day, hour) => day === 5 || (day === 6 && (hour < 9 || hour > 16))),
  ),
  'heatmaps-hours-alone': drawn(months(0), hours(8, 18, open)),
  'heatmaps-months-alone': drawn(months(5)),
  'heatmaps-strip': drawn({ ...hours(0, 23, open), rows: hours(0, 23, open).rows.slice(0, 24) }),
  'heatmaps-one-cell': drawn({ ...months(1), rows: [{ row: '2025', column: 1, value: 1 }] }),
  'heatmaps-ten-years': drawn(months(10), hours(0, 23, open)),
  'heatmaps-empty': drawn(months(0)),
  'heatmaps-long-words': heatmaps({
    title: long.repeat(2),
    subtitle: long.repeat(2),
    panels: [months(3), hours(0, 23, open)].map(panel => ({
      ...panel,
      unknown: long,
      columnTitle: long,
      rowName: () => long,
      columnName: () => long,
      format: () => long,
    })),
  }),
  'heatmaps-hostile-words': heatmaps({
    title: hostile.join(' '),
    subtitle: hostile.join(' '),
    panels: [months(2), hours(6, 20, open)].map(panel => ({
      ...panel,
      rowName: name => hostile[name.length] ?? '',
      columnName: name => hostile[Number(name) % hostile.length] ?? '',
    })),
  }),
}

/** Texts that touch each other, leave the picture or their cell, or are hard to read on it. */
async function faults(chart: Chart): Promise<string[]> {
  const found = await boxes(chart)
  const unclear = found
    .filter(({ mark }) => mark === 'rect')
    .flatMap(rect =>
      texts(found).flatMap(each => {
        if (!touch(rect, each)) return []
        const within = each.left >= rect.left && each.right <= rect.right && each.bottom - rect.bottom < 3
        if (!within) return [`${each.text} leaves its cell`]
        return contrast(each.fill, rect.fill) >= 4.5 ? [] : [`${each.text} is hard to read on ${rect.fill}`]
      }),
    )
  return [...crowding(chart, found), ...unclear]
}

const beginning = (name: string) =>
  name.endsWith('long-words') ? long : name.endsWith('hostile-words') ? (hostile[0] ?? '') : title

describePictures(cases, beginning, faults)

interface Square {
  x: number
  x2: number
  y: number
  y2: number
  fill: string
}
const squares = (chart: Chart) => chart.datasets.cells as Square[]

describe('Heatmaps above one another', () => {
  test('have the structure of a single one, which is compiled once', () => {
    const single: Heatmap<Cell> = { ...common, title, subtitle, measure: 'Months' }
    const all = { ...cases, heatmaps: heatmap([{ row: '2025', column: 1, value: 1 }], single) }
    expect(structures(all, 'heatmaps').size).toBe(1)
  })

  test('stand in the order given, none in another, all rows as high as each other', () => {
    const chart = cases['heatmaps-three-years']
    const { cells } = { cells: squares(chart).filter(({ y, y2 }) => Math.abs(y2 - y - 10) > 0.001) }
    const above = cells.slice(0, 36)
    const below = cells.slice(36, 36 + 168)
    expect(Math.max(...above.map(({ y2 }) => y2))).toBeLessThan(Math.min(...below.map(({ y }) => y)))
    const heights = new Set([...above, ...below].map(({ y, y2 }) => (y2 - y).toFixed(6)))
    expect(heights.size).toBe(1)
    expect(Math.min(...above.map(({ x }) => x))).toBeCloseTo(Math.min(...below.map(({ x }) => x)), 6)
  })

  test('write their numbers where all have room, and else have a key', () => {
    const written = said(cases['heatmaps-three-years'])
    expect(written.filter(text => text === '+62')).toHaveLength(1)
    expect(written).toContain('−98')
    expect(said(cases['heatmaps-hours-alone'])).toContain('Hour of the day')
  })

  test('say each what its own colours mean, as one key would be read for both', () => {
    const keys = squares(cases['heatmaps-three-years']).filter(({ y, y2 }) => Math.abs(y2 - y - 10) < 0.001)
    expect(new Set(keys.map(({ y }) => y)).size).toBe(2)
  })

  test('grey what is not known in a grey that no vision takes for a colour of the scale, and say so', () => {
    const chart = cases['heatmaps-closed']
    expect(said(chart).join(' ')).toContain('grey: not known or never sold')
    const closed = squares(chart).filter(({ fill }) => fill === '#d5dae2')
    // Twelve months of two years lack half, a day of fifteen hours is closed, and of another seven.
    expect(closed).toHaveLength(12 + 15 + 7)
    const scale = [...new Set(squares(chart).map(({ fill }) => fill))].filter(fill => fill !== '#d5dae2')
    for (const matrix of Object.values(visions)) {
      const grey = seen('#d5dae2', matrix)
      for (const fill of scale)
        expect(
          Math.hypot(...seen(fill, matrix).map((value, axis) => value - (grey[axis] ?? 0))),
        ).toBeGreaterThan(5)
    }
    expect(said(drawn(hours(0, 23, open))).join(' ')).not.toContain('grey')
  })

  test('do not make small differences look large', () => {
    const fills = (values: number[]) =>
      squares(
        drawn({ ...months(1), rows: values.map((value, column) => ({ row: '2025', column, value })) }),
      ).map(({ fill }) => fill)
    const [below, above] = fills([0.95, 1.05])
    const [low, high] = fills([0.5, 1.5])
    expect([below, above]).not.toContain(low)
    expect([below, above]).not.toContain(high)
  })

  test('say the highest and lowest of each in the alt text, and give the figures of the first', () => {
    const { description, usermeta } = cases['heatmaps-three-years']
    expect(description).toContain('Months, % above or below average in 24 cells, 2023 to 2025 by 1 to 12')
    expect(description).toMatch(
      /Hours, % above or below average in 168 cells, Mon to Sun by 00 to 23: highest/,
    )
    expect(usermeta.native?.series.map(({ name }) => name)).toEqual(['2023', '2024', '2025'])
    expect(cases['heatmaps-hours-alone'].description).not.toContain('Months')
    expect(cases['heatmaps-one-cell'].description).toContain('Months, % above or below average: 0 (2025, 1).')
  })
})

test.skipIf(!canvas)(
  'Whatever the cells, no text touches another, leaves its cell or is hard to read',
  async () => {
    const cell = fc.record({
      row: words,
      column: fc.integer({ min: 0, max: 30 }),
      value: fc.option(fc.oneof(fc.double({ min: 0, max: 5, noNaN: true }), amount)),
    })
    const panel = fc.record({
      rows: fc.array(cell, { maxLength: 70 }),
      columnTitle: words,
      unknown: words,
      format: fc.constantFrom(signed, (value: number) => `${value}`.slice(0, 3)),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(panel, { maxLength: 3 }), words, words, async (some, head, beneath) => {
        const chart = heatmaps({
          title: head,
          subtitle: beneath,
          panels: some.map(each => ({ ...common, measure: 'Index', ...each })),
        })
        expect(await faults(chart)).toEqual([])
        expect(chart.height).toBeLessThanOrEqual(390)
        expect(warned).toEqual([])
      }),
      { numRuns: 100, seed: 7 },
    )
  },
)
