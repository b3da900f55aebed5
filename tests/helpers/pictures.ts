import fc from 'fast-check'
import sharp from 'sharp'
import * as vega from 'vega'
import { compile } from 'vega-lite'
import { describe, expect, test } from 'vitest'
import type { Chart } from '../../charts/chart.ts'
import { svg } from '../../charts/svg.ts'
import { view } from '../../charts/view.ts'

/*
 * What every picture is held to, and the words, figures and rectangles that the tests of all forms share.
 */

/** What measures and draws text here as a PNG does; nothing where the machine cannot draw. */
export const canvas = await import('canvas').catch(() => undefined)

// Registers the fonts, so that Vega measures text in this process as it will be drawn.
const drawing = canvas && (await import('../../charts/draw.ts'))

const compact = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumSignificantDigits: 3 })

/** An amount as people write it: £379k, −£1.2m. */
export const pounds = (value: number) => {
  const text = compact.format(Math.abs(value)).toLowerCase()
  return `${value < 0 && /[1-9]/.test(text) ? '−' : ''}£${text}`
}

/** Writes days in such a form. */
export const days = (options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' })
  return (iso: string) => format.format(new Date(`${iso}T00:00:00Z`))
}

/** The short name of a day's month. */
export const month = days({ month: 'short' })

/** Names that a shop's data may hold, and that must break no picture. */
export const hostile = [
  'مؤسسة التجارة الدولية المحدودة (الفرع)',
  'חברה בע״מ',
  '👩‍👩‍👧‍👦 Family 🎉 Party 🇬🇧 Supplies',
  '<!channel> & <script>alert(1)</script>',
  '東京株式会社ギフトショップ',
  'line\nbreak\tand \u202eturned\u202c',
  'Ẑ̈́á͛̃l̐ǵ͖o',
  '',
]

/** A name that has room nowhere. */
export const long = 'WHITE HANGING HEART T-LIGHT HOLDER WITH A VERY LONG NAME INDEED'

/** Amounts of any size and sign, among them some that are none. */
export const amount = fc.oneof(
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  fc.double({ min: -1e13, max: 1e13, noNaN: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.constantFrom(0, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, 1e15),
)

/** What no text of a picture may hold. */
export const nonsense = /NaN|undefined|Infinity|\[object|\bnull\b/

/** Words of any length in any script. */
export const words = fc.oneof(
  fc.lorem({ maxCount: 30 }),
  // A name may read like a slip of a program, but then nobody could tell one from the other.
  fc.string({ maxLength: 60 }).filter(text => !nonsense.test(text)),
  fc.constantFrom(...hostile, '__proto__', long),
)

/** What was warned of while pictures were drawn: it must stay empty. */
export const warned: string[] = []
export const warn = (message: string) => warned.push(message)

export interface Box {
  mark: string
  text: string
  fill: string
  left: number
  right: number
  top: number
  bottom: number
}

type Item = vega.SceneItem & {
  items?: Item[]
  marktype?: string
  text?: string
  fill?: string
  bounds: vega.Bounds
}

/** The texts and marks of a drawn picture, with the rectangles that Vega measured. */
export async function boxes(chart: Chart): Promise<Box[]> {
  const drawn = await view(chart, warn).runAsync()
  const walk = (mark: Item, x: number, y: number): Box[] =>
    (mark.items ?? []).flatMap(item => {
      const { text = '', fill = '', bounds } = item
      if (mark.marktype === 'group')
        return (item.items ?? []).flatMap(inner => walk(inner, x + (item.x ?? 0), y + (item.y ?? 0)))
      const [left, right, top, bottom] = [x + bounds.x1, x + bounds.x2, y + bounds.y1, y + bounds.y2]
      return [{ mark: mark.marktype ?? '', text, fill, left, right, top, bottom }]
    })
  const found = walk((drawn.scenegraph() as unknown as { root: Item }).root, 0, 0)
  drawn.finalize()
  return found
}

/** The texts; a halo has no fill and belongs to the text it surrounds. */
export const texts = (all: Box[]) =>
  all.filter(({ mark, text, fill }) => mark === 'text' && text !== '' && fill)

/** Whether two rectangles share any point. */
export const touch = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

/** Pairs of texts that touch, and texts that leave the picture. */
export function crowding(chart: Chart, drawn: Box[]): string[] {
  const all = texts(drawn)
  const touching = all.flatMap((a, index) =>
    all
      .slice(index + 1)
      .filter(b => touch(a, b))
      .map(b => `${a.text} touches ${b.text}`),
  )
  const outside = all.filter(
    ({ left, right, top, bottom }) => left < 0 || top < 0 || right > chart.width || bottom > chart.height,
  )
  return [...touching, ...outside.map(({ text }) => `${text} leaves the picture`)]
}

/** The texts that a mark touches. */
export const struck = (drawn: Box[], marks: Box[]) =>
  marks.flatMap(mark =>
    texts(drawn)
      .filter(each => touch(mark, each))
      .map(({ text }) => `${text} touches a ${mark.mark} at ${mark.left}`),
  )

/** Where a small line, whose points are given in points of the picture, runs through a text. */
export const crossed = (chart: Chart, drawn: Box[]) => {
  const points = ('main' in chart.datasets ? chart.datasets.main : []) as { x: number; y: number }[]
  return points
    .filter(({ x, y }) =>
      texts(drawn).some(({ left, right, top, bottom }) => x > left && x < right && y > top && y < bottom),
    )
    .map(({ x, y }) => `a sparkline crosses a text at ${x}, ${y}`)
}

/** All that is written on the picture. */
export const said = (chart: Chart) => (chart.datasets.labels as { text: string }[]).map(({ text }) => text)

/** What every case must pass, whatever its form: its title is told by its name, what is wrong in it by its form. */
export const describePictures = (
  cases: Record<string, Chart>,
  titleOf: (name: string) => string,
  faults: (chart: Chart) => Promise<string[]>,
) =>
  describe.each(Object.entries(cases))('The picture %s', (name, chart) => {
    test('compiles and draws without a warning, as it was recorded', async () => {
      await expect(`${await svg(chart, warn)}\n`).toMatchFileSnapshot(`output/charts/${name}.svg`)
      const logger = { level: () => logger, warn, error: warn, info: () => logger, debug: () => logger }
      compile(structuredClone(chart), { logger: logger as never })
      expect(warned).toEqual([])
    })

    test.skipIf(!canvas)(
      'holds no text that touches another or a mark, leaves the picture or is hard to read',
      async () => {
        const written = said(chart).filter(text => text !== '')
        expect(texts(await boxes(chart)).length).toBe(written.length)
        expect(await faults(chart)).toEqual([])
      },
    )

    test('has an aspect between 4:3 and 16:9, no text under 13 points and at most five grid lines', () => {
      expect(chart.width).toBe(520)
      expect(chart.width / chart.height).toBeGreaterThanOrEqual(4 / 3 - 1e-9)
      expect(chart.width / chart.height).toBeLessThanOrEqual(16 / 9)
      const { labels = [], rules = [] } = chart.datasets as {
        labels: { size: number }[]
        rules: { y: number; y2: number }[]
      }
      expect(Math.min(...labels.map(({ size }) => size))).toBeGreaterThanOrEqual(13)
      expect(rules.filter(({ y, y2 }) => y === y2).length).toBeLessThanOrEqual(5)
    })

    test('says in its alt text what the title says, in under 1,900 characters without strange values', () => {
      expect(chart.description.length).toBeLessThan(1900)
      expect(chart.description).not.toMatch(nonsense)
      expect(chart.description.slice(0, 12)).toBe(titleOf(name).slice(0, 12))
    })

    test('says the same in plain figures, or nothing where nothing is drawn', () => {
      const { native } = chart.usermeta
      if (!native) return expect(name).toMatch(/empty/)
      expect(native.categories.length).toBeGreaterThan(0)
      for (const { values } of native.series) {
        expect(values.length).toBe(native.categories.length)
        expect(values.every(value => value === null || Number.isFinite(value))).toBe(true)
      }
    })
  })

/** The structures that the cases of a form have: it is compiled once for each of them. */
export const structures = (cases: Record<string, Chart>, form: string): Set<string> =>
  new Set(
    Object.entries(cases)
      .filter(([name]) => name.startsWith(form))
      .map(([, { height: _height, description: _d, usermeta: _u, params, datasets, ...rest }]) =>
        JSON.stringify({
          ...rest,
          params: params.map(({ name }) => name),
          datasets: Object.keys(datasets),
        }),
      ),
  )

/**
 * Draws every case as a PNG: at double resolution, opaque and without a warning. In this process, one after another, so
 * that no patience is asked for where the machine is slow; that other processes draw the same is tested once.
 */
export async function expectPngs(cases: Record<string, Chart>) {
  if (!drawing) throw new Error('no canvas; a picture is drawn where canvas is')
  for (const chart of Object.values(cases)) {
    const { png, warnings } = await drawing.draw(chart)
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
    expect({ ...info, warnings }).toMatchObject({
      ...{ width: 1040, height: 2 * chart.height, channels: 3, warnings: [] },
    })
    expect([...data.subarray(0, 3)]).toEqual([255, 255, 255])
  }
}

/** Draws a chart our way and as Vega's documentation does: the pixels are the same. */
export async function expectDocumentedPixels(chart: Chart | undefined) {
  if (!chart || !drawing) throw new Error('no such case; a picture is drawn where canvas is')
  const documented = await new vega.View(vega.parse(compile(structuredClone(chart)).spec)).toCanvas(2)
  const theirs = (documented as unknown as { toBuffer(): Buffer }).toBuffer()
  const pixels = (png: Uint8Array) => sharp(png).ensureAlpha().raw().toBuffer()
  const { png } = await drawing.draw(chart)
  expect((await pixels(png)).equals(await pixels(theirs))).toBe(true)
}
