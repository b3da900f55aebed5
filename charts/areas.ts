import { area, shades, tints } from './bands.ts'
import type { Chart, Field } from './chart.ts'
import { axis, stride } from './days.ts'
import { clean, fitted } from './fit.ts'
import { textWidth } from './font.ts'
import { between, box, type Label, label, meets } from './label.ts'
import { levels } from './names.ts'
import { gridRules, overTime } from './over-time.ts'
import { blank, channel, nowhere, paint, picture, place } from './picture.ts'
import { position, type Scale, scale } from './scale.ts'
import { alt, band, known, type Moment, reach, read, stretches, total } from './stack.ts'
import { colours, sizes } from './theme.ts'

/** One of the areas: its field, and what it is called at its end. */
export interface AreaSeries<Row> {
  /** The values; one below zero is drawn beneath the zero line. */
  y: Field<Row, number | null>
  /** What the series is called: "Returning". */
  label: string
}

/** How rows, one a week or month, become stacked areas: which fields, what they are called, and how values are written. */
export interface Areas<Row> {
  /** The finding. */
  title: string
  /** Measure, unit and period. */
  subtitle: string
  /** The first day of the row's week or month, as YYYY-MM-DD. */
  x: Field<Row, string>
  /** Two to four series from the zero line upwards: the first one, at the bottom, is the one that the title speaks of. */
  series: readonly AreaSeries<Row>[]
  /** What the series are together, for the alt text: "Net sales". */
  measure: string
  /** Whether the row's week or month is complete. Unless given, all are. */
  complete?: Field<Row, boolean>
  /** What is said beside a last value that is not complete: "so far". */
  open: string
  /** How a value is written. */
  format: (value: number) => string
  /** A day's name under the axis of few rows, and in the alt text: "14 Nov". */
  day: (iso: string) => string
  /** A month's name under the axis of many rows, the year stands beneath it: "Nov". */
  month: (iso: string) => string
}

const edges = { x: { field: 'x', ...channel('across') }, y: { field: 'y', ...channel('up') } }

const marks = [
  area('areas', edges.x, edges.y),
  area('open', edges.x, edges.y),
  {
    data: { name: 'outline' },
    mark: { type: 'line' as const, color: colours.muted, strokeWidth: 1.5, strokeDash: [4, 3] },
    encoding: {
      x: edges.x,
      y: { ...edges.y, stack: null },
      detail: { field: 'part', type: 'nominal' as const },
      order: { value: 0 },
    },
  },
  {
    data: { name: 'keys' },
    mark: { type: 'rect' as const },
    encoding: {
      x: place('x'),
      y: place('y'),
      x2: { field: 'x2' },
      y2: { field: 'y2' },
      fill: paint,
    },
  },
]

/** Series over weeks or months as areas upon each other, each named at its end, as a Vega-Lite specification. */
export function areas<Row extends object>(rows: readonly Row[], encoding: Areas<Row>): Chart {
  const { title, subtitle, series, format, day, month } = encoding
  if (series.length < 1 || series.length > shades.length)
    throw new Error(`too many or no areas; a picture has one to ${shades.length}: ${series.length}`)
  const moments = read(
    rows,
    encoding.x,
    series.map(({ y }) => y),
    encoding.complete,
  )
  if (!moments.some(known))
    return blank(title, subtitle, {
      params: { across: nowhere, up: nowhere, seam: 1 },
      datasets: { areas: [], open: [], outline: [], keys: [] },
      marks,
    })

  const days = moments.map(moment => moment.day)
  const { header, height, bottom } = overTime(title, subtitle, days)
  const reached = moments.flatMap(reach)
  const negative = reached.some(value => value < 0)
  const up = scale(reached, [bottom, header.bottom + 12], [negative ? 26 : 8, 26])
  const grid = levels(
    up,
    format,
    reached.every(value => value === 0),
  )
  const left = sizes.margin + Math.max(...grid.map(({ text }) => textWidth(text, sizes.label, 400))) + 10
  const ends = ending(moments, encoding, up)
  const room = Math.max(...ends.labels.map(({ text, size, weight }) => textWidth(text, size, weight))) + 18
  const right = sizes.width - sizes.margin - room
  const step = stride(moments.map(({ at }) => at))
  const [first = 0, last = 0] = [moments[0]?.at, moments.at(-1)?.at]
  const across: Scale = { domain: [first - 0.3 * step, last + 0.3 * step], range: [left, right] }
  const time = axis(days, across, bottom + 6 + sizes.labelLine / 2, {
    day: iso => clean(day(iso)),
    month: iso => clean(month(iso)),
  })
  const ground = position(up, 0)
  const parts = stretches(moments, step)
  const bands = (complete: boolean) =>
    parts
      .filter(stretch => stretch.complete === complete)
      .flatMap((stretch, index) =>
        series.flatMap((_, at) =>
          band(stretch, at, `${index}`).map(edge => ({
            ...edge,
            color: (complete ? shades : tints)[at] ?? shades[0],
          })),
        ),
      )
  return picture({
    height,
    alt: alt(moments, encoding),
    native: {
      type: 'line',
      categories: moments.filter(known).map(moment => clean(day(moment.day))),
      series: series.map((each, at) => ({
        name: clean(each.label),
        values: moments.filter(known).map(({ values }) => values[at] ?? null),
      })),
    },
    rules: gridRules(grid, time.ticks, { left, right, bottom, ground }),
    labels: [
      ...header.labels,
      ...grid.map(({ text, y }) => label(text, left - 8, y, { align: 'right' })),
      ...time.labels,
      ...ends.labels.map(end => ({ ...end, x: right + 18 })),
      ...remarks(moments, encoding, across, up),
    ],
    // White seams between many thin areas would be most of what is seen.
    params: { across, up, seam: moments.length > 60 ? 0.3 : 1 },
    datasets: {
      areas: bands(true),
      open: bands(false),
      outline: parts
        .filter(({ complete }) => !complete)
        .flatMap(({ stops }, part) =>
          stops.map(({ at, values }) => ({
            x: at,
            y: values.reduce((sum, value) => sum + Math.max(0, value), 0),
            part,
          })),
        ),
      keys: [
        ...ends.keys.map(key => ({ ...key, x: right + 8, x2: right + 12 })),
        // The areas cover the zero line; where some lie beneath it, it is drawn again.
        ...(negative ? [{ x: left, x2: right, y: ground - 0.5, y2: ground + 0.5, color: colours.zero }] : []),
      ],
    },
    marks,
  })
}

/** What stands to the right of the areas: name and last value of each, as near to its end as the others allow. */
function ending<Row>(moments: readonly Moment[], { series, format, open }: Areas<Row>, up: Scale) {
  const last = moments.findLast(known)
  const blocks = series
    .map(({ label: name }, at) => {
      const value = last?.values[at] ?? null
      const same = (last?.values ?? []).slice(0, at).filter(other => (other ?? 0) * (value ?? 0) > 0)
      const from = same.reduce<number>((sum, other) => sum + (other ?? 0), 0)
      const texts = [
        { text: fitted(name, 130, 600), weight: 600, color: colours.ink } as const,
        {
          text: value === null ? '–' : fitted(format(value), 130, 400),
          weight: 400,
          color: colours.ink,
        } as const,
      ]
      return { at, middle: position(up, from + (value ?? 0) / 2), from, texts }
    })
    .sort((a, b) => a.middle - b.middle || b.at - a.at)
  const soFar = last && !last.complete ? 1 : 0
  const [line, air] = [17, 6]
  const tall = (texts: number) => line * texts + air
  let ceiling = up.range[1] + soFar * line
  let floor = up.range[0] - tall(2) * blocks.length + air
  const labels: Label[] = []
  const keys: { y: number; y2: number; color: string }[] = []
  for (const { at, middle, texts } of blocks) {
    const start = Math.max(ceiling, Math.min(middle - line, floor))
    if (labels.length === 0 && soFar) labels.push(label(fitted(open, 130, 400), 0, start - line / 2 - 3))
    ceiling = start + tall(2)
    floor += tall(2)
    keys.push({ y: start + 1, y2: start + 2 * line - 1, color: shades[at] ?? shades[0] })
    labels.push(...texts.map(({ text, ...style }, row) => label(text, 0, start + line * (row + 0.5), style)))
  }
  return { labels, keys }
}

/** The highest of all together above its place, and the lowest beneath, where there are such. */
function remarks<Row>(
  moments: readonly Moment[],
  { series, format, day }: Areas<Row>,
  across: Scale,
  up: Scale,
): Label[] {
  const style = { align: 'center', weight: 600, color: colours.ink, halo: true } as const
  const at = (text: string, moment: Moment, y: number) =>
    between(label(fitted(text, 240, 600), position(across, moment.at), y, style), ...across.range)
  const final = moments.filter(moment => known(moment) && moment.complete)
  const [first, ...others] = final
  if (!first) return []
  const highest = others.reduce((a, b) => (reach(b)[1] > reach(a)[1] ? b : a), first)
  const flattest = others.reduce((a, b) => (reach(b)[1] < reach(a)[1] ? b : a), first)
  const deepest = moments.reduce((a, b) => (reach(b)[0] < reach(a)[0] ? b : a))
  const lowest = Math.min(0, ...deepest.values.map(value => value ?? 0))
  const name = series[deepest.values.indexOf(lowest)]?.label ?? ''
  // Where all together are the same everywhere, as shares are, no place is worth a name.
  const named = reach(highest)[1] > 1.02 * reach(flattest)[1]
  const peak = at(
    `${format(total(highest))}, ${day(highest.day)}`,
    highest,
    position(up, reach(highest)[1]) - 12,
  )
  const trough = at(
    `${name} ${format(lowest)}, ${day(deepest.day)}`,
    deepest,
    position(up, reach(deepest)[0]) + 13,
  )
  return [
    ...(named ? [peak] : []),
    ...(lowest < 0 && !(named && meets(box(peak), box(trough))) ? [trough] : []),
  ]
}
