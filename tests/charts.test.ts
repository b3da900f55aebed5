import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { type Bars, bars } from '../charts/bars.ts'
import type { Chart } from '../charts/chart.ts'
import { balance, cut, wrap } from '../charts/fit.ts'
import { textWidth } from '../charts/font.ts'
import { type Lines, lines } from '../charts/lines.ts'
import { pictures } from '../charts/png.ts'
import { scale, ticks } from '../charts/scale.ts'
import { svg } from '../charts/svg.ts'
import { colours, sizes, type Weight } from '../charts/theme.ts'
import { contrast, seen, visions } from './helpers/eyes.ts'
import {
  amount,
  boxes,
  canvas,
  crowding,
  days,
  describePictures,
  expectDocumentedPixels,
  expectPngs,
  hostile,
  long,
  month,
  pounds,
  struck,
  structures,
  warn,
  warned,
  words,
} from './helpers/pictures.ts'

interface Week {
  week: string
  net: number | null
  before: number | null
  returns: number
  cancellations: number
  complete: boolean
}

interface Customer {
  name: string
  net: number | null
  orders: number
}

const day = days({ day: 'numeric', month: 'short' })
const monday = (step: number) => new Date(Date.UTC(2010, 0, 4 + 7 * step)).toISOString().slice(0, 10)
const wave = (step: number) => 200_000 + 80_000 * Math.sin(step / 6) + ((step * 7_919) % 50_000)

const week = (step: number, changed: Partial<Week> = {}): Week => ({
  week: monday(step),
  net: wave(step),
  before: wave(step + 3) * 0.9,
  returns: 1_000 + ((step * 31) % 9) * 800,
  cancellations: step % 17 === 5 ? 60_000 : 500,
  complete: true,
  ...changed,
})
const weeks = (count: number, of: (step: number) => Partial<Week> = () => ({})) =>
  Array.from({ length: count }, (_, step) => week(step, of(step)))

const weekly: Lines<Week> = {
  title: 'Net sales peaked at £319k in the week of 14 November, half above the average of the year',
  subtitle: 'Net sales a week, £, complete weeks from 4 January 2010; grey: the year before',
  x: 'week',
  y: 'net',
  measure: 'Net sales',
  forfeits: { y: ['returns', 'cancellations'], label: 'Returns and cancellations' },
  complete: 'complete',
  format: pounds,
  day,
  month,
  open: 'so far',
}
const compared: Lines<Week> = { ...weekly, label: '2011', quiet: { y: 'before', label: '2010' } }

const customer = (rank: number, changed: Partial<Customer> = {}): Customer => ({
  name: `Customer ${18_102 - rank * 37}`,
  net: 570_000 / (rank + 1),
  orders: 145 - (rank % 100),
  ...changed,
})
const customers = (count: number, of: (rank: number) => Partial<Customer> = () => ({})) =>
  Array.from({ length: count }, (_, rank) => customer(rank, of(rank)))

const top: Bars<Customer> = {
  title: 'Ten customers bring £2.4m, 13% of net sales',
  subtitle: 'Net sales by customer, £, 1 December 2009 to 9 December 2011; right: number of orders',
  x: 'net',
  y: 'name',
  measure: 'Net sales',
  note: ({ orders }) => `${orders} orders`,
  format: pounds,
}

const cases: Record<string, Chart> = {
  'lines-12-weeks': lines(weeks(12), weekly),
  'lines-104-weeks-with-last-year': lines(weeks(104), compared),
  'lines-empty': lines([], weekly),
  'lines-one-row': lines(weeks(1), weekly),
  'lines-one-row-with-last-year': lines(weeks(1), compared),
  'lines-200-rows': lines(weeks(200), compared),
  'lines-negative': lines(
    weeks(30, step => ({ net: -wave(step) })),
    compared,
  ),
  'lines-both-signs': lines(
    weeks(30, step => ({ net: wave(step) - 220_000 })),
    weekly,
  ),
  'lines-huge': lines(
    weeks(20, step => ({ net: wave(step) * 1e9, before: 1e12 })),
    compared,
  ),
  'lines-tiny': lines(
    weeks(20, step => ({ net: wave(step) / 1e9, before: 0, returns: 0, cancellations: 0 })),
    compared,
  ),
  'lines-all-zero': lines(
    weeks(12, () => ({ net: 0, before: 0, returns: 0, cancellations: 0 })),
    compared,
  ),
  'lines-incomplete': lines(
    weeks(13, step => ({ complete: step < 12, ...(step === 12 && { net: 40_000 }) })),
    compared,
  ),
  'lines-gaps': lines(
    weeks(52, step => ({ net: step % 20 === 7 ? null : wave(step) })).filter((_, step) => step % 20 !== 3),
    weekly,
  ),
  'lines-ends-together': lines(
    weeks(52, step => ({ before: wave(step) + 100 })),
    compared,
  ),
  'lines-months': lines(
    weeks(18, step => ({
      week: `${2010 + Math.floor(step / 12)}-${String((step % 12) + 1).padStart(2, '0')}-01`,
    })),
    compared,
  ),
  'lines-a-stray-row-of-1900': lines([...weeks(30), { ...week(0), week: '1900-01-01' }], weekly),
  'lines-long-words': lines(weeks(12), {
    ...compared,
    title: long.repeat(5),
    subtitle: long.repeat(5),
    label: long,
    quiet: { y: 'before', label: long },
    forfeits: { y: ['returns'], label: long },
  }),
  'lines-hostile-words': lines(weeks(12), { ...compared, title: hostile.join(' '), label: hostile[3] ?? '' }),
  'bars-10-rows': bars(customers(10), top),
  'bars-12-rows': bars(customers(12), top),
  'bars-empty': bars([], top),
  'bars-one-row': bars(customers(1), top),
  'bars-200-rows': bars(customers(200), top),
  'bars-negative': bars(
    customers(6, rank => ({ net: (rank - 2) * 4_000 })),
    top,
  ),
  'bars-all-negative': bars(
    customers(6, rank => ({ net: -rank * 4_000 - 1 })),
    top,
  ),
  'bars-all-zero': bars(
    customers(3, () => ({ net: 0 })),
    top,
  ),
  'bars-unknown': bars(
    customers(3, rank => ({ net: rank === 1 ? null : 5 })),
    top,
  ),
  'bars-long-names': bars(
    customers(12, rank => ({ name: `${rank} ${long}`, orders: 1e9 })),
    { ...top, title: long.repeat(9) },
  ),
  'bars-long-word': bars(
    customers(3, () => ({ name: 'Donaudampfschifffahrtsgesellschaftskapitänspatent' })),
    top,
  ),
  'bars-huge-and-tiny': bars(
    customers(6, rank => ({ net: 10 ** (14 - 4 * rank) })),
    top,
  ),
  'bars-forfeits': bars(customers(8), { ...top, colour: 'forfeit' }),
  'bars-hostile-names': bars(
    customers(hostile.length, rank => ({ name: hostile[rank] ?? '' })),
    top,
  ),
}

/** Texts that touch each other or a bar, and texts that leave the picture. */
async function faults(chart: Chart): Promise<string[]> {
  const drawn = await boxes(chart)
  const bars = 'bars' in chart.datasets ? drawn.filter(({ mark }) => mark === 'rect') : []
  return [...crowding(chart, drawn), ...struck(drawn, bars)]
}

/** The beginning of the title of a case. */
function alt(name: string): string {
  if (name.endsWith('long-words') || name === 'bars-long-names') return long
  if (name === 'lines-hostile-words') return hostile[0] ?? ''
  return name.startsWith('lines') ? weekly.title : top.title
}

describePictures(cases, alt, faults)

describe('A form', () => {
  test.each(['lines', 'bars'])('of %s has one structure for all its answers, which is compiled once', form =>
    expect(structures(cases, form).size).toBe(1),
  )

  test('does not change the rows or the chart it is given', async () => {
    const rows = weeks(12)
    const chart = lines(rows, compared)
    expect(rows).toEqual(weeks(12))
    const before = structuredClone(chart)
    const first = await svg(chart, warn)
    expect(await svg(chart, warn)).toBe(first)
    expect(chart).toEqual(before)
    expect(Object.values(chart.datasets).flat().flatMap(Object.getOwnPropertySymbols)).toEqual([])
  })

  test('says how many of how many rows it draws, even under a subtitle that is too long', () => {
    const said = (chart: Chart) =>
      (chart.datasets.labels as { text: string }[]).map(({ text }) => text).join(' ')
    expect(said(bars(customers(50), top))).toContain('top 12 of 50')
    expect(said(bars(customers(50), { ...top, subtitle: long.repeat(9) }))).toContain('top 12 of 50')
    expect(said(bars(customers(12), top))).not.toContain(' of 12')
  })

  test('names what is not complete with its amount, whatever is in the way', () => {
    for (const at of [2, 5, 8, 11])
      for (const net of [0, 15_000, 150_000, 330_000]) {
        const rows = weeks(12, step => ({
          ...(step === at - 1 && { net: 330_000 }),
          ...(step === at && { net, complete: false }),
        }))
        const { labels } = lines(rows, { ...compared, open: 'in 5 days' }).datasets as {
          labels: { text: string }[]
        }
        const said = labels.map(({ text }) => text)
        expect(said.filter(text => text.startsWith(pounds(net))).length).toBeGreaterThan(0)
      }
  })

  test('shows the first name whole, on two lines where one has no room', () => {
    const first = 'WHITE HANGING HEART T-LIGHT HOLDER WITH BELLS'
    const said = (chart: Chart) => (chart.datasets.labels as { text: string }[]).map(({ text }) => text)
    const rows = [{ name: first, net: 9_000, orders: 7 }, ...customers(9)]
    expect(said(bars(rows, top)).join(' ')).toContain(first)
    expect(said(bars(rows.slice(0, 4), top)).join(' ')).toContain(first)
  })

  test('says of a name without anything to be seen that there is none', () => {
    for (const name of ['', ' ', '\u200b\u200b', '\u2060\ufeff', '\u3164', '\u2800'])
      expect(JSON.stringify(bars([{ name, net: 5, orders: 1 }], top).datasets.labels)).toContain('(no name)')
  })

  test('cuts no subtitle that has room on three lines', () => {
    const subtitle =
      'Net sales by product, Q3 2011; A: the few that bring 80%, B: the next 15%, C: the rest; one bar, the highest, for every 16 of 3,104 products'
    const { labels } = bars(customers(50), { ...top, subtitle }).datasets as { labels: { text: string }[] }
    expect(
      labels
        .slice(1, 4)
        .map(({ text }) => text)
        .join(' '),
    ).toContain(`${subtitle}; top 12 of 50`)
  })

  test('leaves a gap where a week or its value is missing, and has no part of a week in its line', () => {
    const { main = [], dots = [] } = lines(
      weeks(8, step => ({ complete: step < 7, ...(step === 5 && { net: null }) })).filter(
        (_, step) => step !== 2,
      ),
      weekly,
    ).datasets as Record<string, { y: number | null; fill?: string }[]>
    expect(main.map(({ y }) => (y === null ? '.' : '-')).join('')).toBe('--.--.-.')
    expect(dots.filter(({ fill }) => fill === colours.paper).map(({ y }) => y)).toEqual([week(7).net])
  })

  test('says how much a part of a week is of, and ends its line with the last full week', () => {
    const chart = lines(
      weeks(6, step => ({ net: step === 5 ? 15_000 : 30_000, before: 60_000, complete: step < 5 })),
      { ...compared, open: ({ week }) => `in 2 days of ${day(week)}` },
    )
    const labels = chart.datasets.labels as { text: string; y: number }[]
    expect(labels.map(({ text }) => text)).toContain(`£15k in 2 days of ${day(monday(5))}`)
    const [name, value] = ['2011', '£30k'].map(text => labels.findLast(each => each.text === text)?.y ?? 0)
    const dots = chart.datasets.dots as { fill: string; y: number }[]
    expect(dots.map(({ fill }) => fill).slice(-2)).toEqual([colours.accent, colours.paper])
    expect(name).toBeLessThan(value ?? 0)
  })

  test('draws what was forfeited below zero, whichever sign the rows give it', () => {
    const drawn = (sign: number) =>
      lines(
        weeks(3, () => ({ returns: 5 * sign, cancellations: 2 * sign })),
        weekly,
      ).datasets.forfeits
    expect(drawn(1)).toEqual(drawn(-1))
    expect((drawn(1) as { y: number }[]).map(({ y }) => y)).toEqual([-7, -7, -7])
  })

  test('never calls an incomplete week the lowest or the highest, unless none is complete', () => {
    const said = (complete: boolean[]) =>
      lines(
        weeks(3, step => ({ net: [10_000, 20_000, 1_000][step] ?? null, complete: complete[step] ?? true })),
        weekly,
      ).description
    expect(said([true, true, false])).toContain(
      'highest £20k (11 Jan), lowest £10k (4 Jan), last £1k (18 Jan), incomplete.',
    )
    expect(said([true, false, true])).toContain('highest £10k (4 Jan), lowest £1k (18 Jan)')
    expect(said([false, false, false])).toContain('highest £20k (11 Jan), lowest £1k (18 Jan)')
  })

  test('names months as it is told to', () => {
    const { labels = [] } = lines(weeks(30), { ...weekly, month: iso => `M${iso.slice(5, 7)}` }).datasets
    expect(labels).toContainEqual(expect.objectContaining({ text: 'M02' }))
  })

  test('names the value and the day of the highest week', () => {
    const { labels = [] } = lines(
      weeks(12, step => ({ net: step === 4 ? 999_000 : 1_000 })),
      weekly,
    ).datasets
    expect(labels).toContainEqual(
      expect.objectContaining({ text: `£999k, ${day(monday(4))}`, color: colours.accent }),
    )
  })

  test('draws what its rows say: every bar begins at zero and ends at its value', () => {
    const { bars: drawn } = cases['bars-negative']?.datasets ?? {}
    expect((drawn as { x: number }[]).map(({ x }) => x)).toEqual([-8_000, -4_000, 0, 4_000, 8_000, 12_000])
  })
})

describe.skipIf(!canvas)('With rows of any kind', () => {
  const row = fc.record({
    net: fc.option(amount),
    before: fc.option(amount),
    returns: amount,
    cancellations: fc.constant(0),
    complete: fc.boolean(),
    missing: fc.boolean(),
  })

  test('no text of lines touches another or leaves the picture', async () => {
    const given = [fc.array(row, { maxLength: 120 }), words, words, words, fc.boolean()] as const
    const property = fc.asyncProperty(...given, async (rows, title, subtitle, name, quiet) => {
      const drawn = rows
        .map((each, step) => ({ ...each, week: monday(step) }))
        .filter(({ missing }) => !missing)
      const encoding = { ...(quiet ? compared : weekly), title, subtitle, label: name }
      expect(await faults(lines(drawn, encoding))).toEqual([])
      expect(warned).toEqual([])
    })
    await fc.assert(property, { numRuns: 150 })
  })

  test('no text of bars touches another or leaves the picture', async () => {
    const each = fc.record({ name: words, net: fc.option(amount), orders: fc.nat() })
    const property = fc.asyncProperty(
      fc.array(each, { maxLength: 40 }),
      words,
      words,
      async (rows, title, subtitle) => {
        expect(await faults(bars(rows, { ...top, title, subtitle }))).toEqual([])
        expect(warned).toEqual([])
      },
    )
    await fc.assert(property, { numRuns: 150 })
  })
})

describe('Text', () => {
  test.skipIf(!canvas)('is measured by us at least as wide as it is drawn', () => {
    const context = canvas?.createCanvas(10, 10).getContext('2d')
    const latin = fc.string({
      unit: fc.constantFrom(...' ABCXYZabcdefgijlmqrtwyz0123456789.,;:%£€–−…’ÄÖÜäöüßéèñçø'),
      minLength: 1,
    })
    fc.assert(
      fc.property(latin, fc.constantFrom<Weight>(400, 500, 600, 700), (text, weight) => {
        if (!context) return
        context.font = `${weight} 14px Inter`
        expect(context.measureText(text).width).toBeLessThanOrEqual(textWidth(text, 14, weight) * 1.02 + 1)
      }),
    )
  })

  test('is cut at a word, and fits', () => {
    expect(cut('White hanging heart', 200, 14, 400)).toBe('White hanging heart')
    expect(cut('White hanging heart light holder', 150, 14, 400)).toBe('White hanging heart…')
    expect(cut('Donaudampfschifffahrtsgesellschaft', 100, 14, 400)).toMatch(/^Donaudam\w*…$/)
    fc.assert(
      fc.property(words, fc.integer({ min: 20, max: 300 }), (text, width) => {
        expect(textWidth(cut(text, width, 14, 400), 14, 400)).toBeLessThanOrEqual(
          Math.max(width, textWidth('…', 14, 400)),
        )
      }),
    )
  })

  test('is wrapped within its width on two lines at most, and loses nothing without an ellipsis', () => {
    fc.assert(
      fc.property(
        fc.lorem({ maxCount: 40 }),
        fc.integer({ min: 100, max: 500 }),
        fc.boolean(),
        (text, width, even) => {
          const set = (even ? balance : wrap)(text, width, 18, 600, 2)
          expect(set.length).toBeLessThanOrEqual(2)
          for (const line of set) expect(textWidth(line, 18, 600)).toBeLessThanOrEqual(width)
          if (!set.join('').includes('…')) expect(set.join(' ')).toBe(text)
        },
      ),
    )
  })
})

describe('A scale', () => {
  test('holds zero and every value, with at most five round ticks inside', () => {
    const value = fc
      .double({ min: -1e14, max: 1e14, noNaN: true })
      .map(number => (Math.abs(number) < 1e-9 ? 0 : number))
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), values => {
        const { domain } = scale(values, [300, 80], [26, 30])
        expect(domain[0]).toBeLessThanOrEqual(Math.min(0, ...values))
        expect(domain[1]).toBeGreaterThan(Math.max(0, ...values) - 1e-12)
        const found = ticks(domain, 5)
        expect(found.length).toBeLessThanOrEqual(5)
        expect(found).toContain(0)
        expect(found.every(tick => tick >= domain[0] * 1.0001 && tick <= domain[1] * 1.0001)).toBe(true)
      }),
    )
  })
})

describe('Colours', () => {
  const marks = [colours.accent, colours.quiet, colours.forfeit, colours.paper]

  test.each(Object.entries(visions))(
    'of marks are told apart with %s vision, by lightness too',
    (_, matrix) => {
      const all = marks.map(hex => seen(hex, matrix))
      for (const [index, a] of all.entries())
        for (const b of all.slice(index + 1)) {
          expect(Math.hypot(...a.map((each, axis) => each - (b[axis] ?? 0)))).toBeGreaterThan(20)
          expect(Math.abs((a[0] ?? 0) - (b[0] ?? 0))).toBeGreaterThan(10)
        }
    },
  )

  test('of text stand out from the background at 4.5 to 1 at least', () => {
    for (const text of [colours.ink, colours.muted, colours.accent, colours.forfeit])
      expect(contrast(text, colours.paper), text).toBeGreaterThanOrEqual(4.5)
  })

  test('of labels are colours for text, everywhere', () => {
    const allowed = [colours.ink, colours.muted, colours.accent, colours.forfeit]
    const used = Object.values(cases).flatMap(chart =>
      (chart.datasets.labels as { color: string }[]).map(({ color }) => color),
    )
    expect([...new Set(used)].filter(color => !allowed.includes(color as never))).toEqual([])
  })
})

/** The processes that this one has started. */
function children(): number[] {
  const listed = existsSync('/proc/self/task')
    ? readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
    : execFileSync('pgrep', ['-P', String(process.pid)], { encoding: 'utf8' })
  return listed.split(/\s/).filter(Boolean).map(Number)
}

describe.skipIf(!canvas)('A PNG', () => {
  const pool = pictures(2, warn)
  afterAll(() => pool.close())

  test('is drawn of every case at double resolution, opaque', () => expectPngs(cases))

  test('is the same where another process draws it, and of several at once each is its own', async () => {
    const { draw } = await import('../charts/draw.ts')
    const some = ['lines-incomplete', 'bars-10-rows', 'bars-negative', 'bars-200-rows'].map(
      name => cases[name] as Chart,
    )
    const drawn = await Promise.all(some.map(chart => pool.png(chart)))
    for (const [at, chart] of some.entries())
      expect(Buffer.from((await draw(chart)).png).equals(drawn[at] ?? Buffer.alloc(0))).toBe(true)
  })

  test('is not drawn once its pool is closed: neither what is being drawn nor what waits', async () => {
    const patient = pictures(1, warn)
    const late = [patient.png(slow), patient.png(cases['bars-10-rows'] as Chart)].map(each =>
      expect(each).rejects.toThrow(/the picture/),
    )
    await patient.close()
    await Promise.all(late)
  })

  test.each(['lines-104-weeks-with-last-year', 'lines-incomplete', 'bars-200-rows', 'bars-negative'])(
    'of %s has the pixels of the documented way',
    name => expectDocumentedPixels(cases[name]),
  )

  test('that cannot be drawn rejects with an Error, and the next one is drawn', async () => {
    const broken = {
      ...cases['bars-10-rows'],
      datasets: {},
      layer: [{ mark: 'nonsense' }],
    } as unknown as Chart
    await expect(pool.png(broken)).rejects.toThrow('the picture could not be drawn; a chart becomes a PNG')
    expect((await pool.png(cases['bars-10-rows'] as Chart)).length).toBeGreaterThan(1000)
  })

  test('whose process is killed rejects with an Error, and the next one is drawn by a new process', async () => {
    const said: string[] = []
    const others = children()
    const mortal = pictures(1, message => said.push(message))
    await mortal.png(cases['bars-10-rows'] as Chart)
    const mine = children().filter(pid => !others.includes(pid))
    expect(mine).toHaveLength(1)
    const stuck = mortal.png(slow)
    const failed = expect(stuck).rejects.toThrow('Worker exited unexpectedly')
    for (const pid of mine) process.kill(pid, 'SIGKILL')
    await failed
    expect((await mortal.png(cases['bars-10-rows'] as Chart)).length).toBeGreaterThan(1000)
    await mortal.close()
    expect(children().filter(pid => mine.includes(pid))).toEqual([])
  })

  test('that takes too long rejects with an Error, and its process is gone', async () => {
    const others = children()
    const hasty = pictures(1, warn, 2)
    await expect(hasty.png(slow)).rejects.toThrow('it took longer than 2 seconds')
    await hasty.close()
    await expect.poll(() => children().filter(pid => !others.includes(pid))).toEqual([])
  })

  /** A picture that takes for ever: a regular expression that tries every way to part a word. */
  const slow = {
    ...cases['bars-10-rows'],
    datasets: {},
    layer: [
      {
        data: { values: [{}] },
        mark: { type: 'text', text: { expr: `test(/^(a+)+$/, '${'a'.repeat(60)}b') ? 'a' : 'b'` } },
      },
    ],
  } as unknown as Chart

  test('closes and opens again', async () => {
    const twice = pictures(1, warn)
    await twice.close()
    await twice.png(cases['bars-one-row'] as Chart)
    await twice.close()
    expect((await twice.png(cases['bars-one-row'] as Chart)).length).toBeGreaterThan(1000)
    await twice.close()
  })
})

describe('Drawing', () => {
  test('fetches nothing, neither data nor images, and says so', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end('[]')
    }).listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret.json`
    const said: string[] = []
    const stray = (layer: object) =>
      ({ ...cases['bars-one-row'], datasets: {}, layer: [layer] }) as unknown as Chart
    await svg(stray({ data: { url }, mark: 'point', encoding: { x: { field: 'x' } } }), message =>
      said.push(message),
    )
    await svg(
      stray({ data: { url: new URL(import.meta.url).pathname, format: { type: 'csv' } }, mark: 'point' }),
      message => said.push(message),
    )
    const image = await svg(
      stray({ data: { values: [{}] }, mark: { type: 'image', url, width: 9, height: 9 } }),
      message => said.push(message),
    )
    server.close()
    expect(asked).toEqual([])
    expect(image).not.toContain(url)
    expect(said.filter(message => message.includes('a picture loads nothing'))).toHaveLength(2)
  })

  test('hands every warning of Vega on', async () => {
    const said: string[] = []
    const odd = {
      ...cases['bars-one-row'],
      datasets: {},
      layer: [
        { data: { values: [{}] }, mark: 'point', encoding: { shape: { field: 'a', type: 'quantitative' } } },
      ],
    }
    await svg(odd as unknown as Chart, message => said.push(message))
    expect(said.length).toBeGreaterThan(0)
  })
})

test('Pictures beside each other share margins, type and width', () => {
  const drawn = Object.values(cases).map(
    chart => chart.datasets.labels?.[0] as { x: number; size: number; weight: number },
  )
  for (const { x, size, weight } of drawn)
    expect({ x, size, weight }).toEqual({ x: sizes.margin, size: 18, weight: 600 })
})
