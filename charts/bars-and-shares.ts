import { area, shades } from './bands.ts'
import { barMarks, barRows, hasCourse, noBars } from './bar-rows.ts'
import { type Bars, bars } from './bars.ts'
import type { Chart } from './chart.ts'
import { hasYears, number, stride } from './days.ts'
import { fitted } from './fit.ts'
import { textWidth } from './font.ts'
import { type Label, label } from './label.ts'
import { blank, picture, place, type Rule } from './picture.ts'
import { finite, position, type Scale } from './scale.ts'
import { band, known, type Moment, reach, stretches } from './stack.ts'
import { colours, sizes } from './theme.ts'

/** Bars, and beside them the shares of the largest over the months or weeks of the period. */
export interface Shares<Row> extends Bars<Row> {
  /** The row's shares of one in complete months or weeks, the earliest first; nothing where there is no whole. */
  series: (row: Row) => readonly (number | null)[]
  /** The first days of these months or weeks. */
  days: readonly string[]
  /** What the areas are, for the subtitle: "areas: share by month". */
  areas: string
  /** How a share is written. */
  percent: (share: number) => string
  /** A day's name under the areas, where they are weeks: "14 Nov". */
  day: (iso: string) => string
  /** A month's name under the areas, the year stands beneath it: "Nov". */
  month: (iso: string) => string
}

const marks = [...barMarks, area('shares', place('x'), place('y'))]

const width = 118
const gap = 18
const line = 17

/** Bars and the shares of the largest, all others together, as a Vega-Lite specification; plain bars without a course. */
export function barsAndShares<Row extends object>(rows: readonly Row[], encoding: Shares<Row>): Chart {
  const { title, subtitle, days, areas, percent } = encoding
  if (rows.length === 0)
    return blank(title, subtitle, {
      params: { ...noBars.params, seam: 1 },
      datasets: { ...noBars.datasets, shares: [] },
      marks,
    })
  const { parts, moments, count } = stacked(rows, encoding)
  if (!hasCourse(rows, days) || !moments.some(known)) return bars(rows, encoding)
  const last = moments.findLast(known)
  const ends = (last?.values ?? []).map(value => fitted(percent(value ?? 0), 56, 400))
  const beside = Math.max(...ends.map(text => textWidth(text, sizes.label, 400))) + 6
  const colour = (index: number) => shade(Math.min(index, count - 1))
  const placed = barRows(rows, encoding, { width: gap + width + beside, said: areas, colour })
  if (!placed.hasBeside) return bars(rows, encoding)

  const right = sizes.width - sizes.margin - beside
  const beneath = sizes.margin + (hasYears(days) ? 2 : 1) * sizes.labelLine + 6
  const bottom = placed.height - beneath
  const reached = moments.flatMap(reach)
  const up: Scale = {
    domain: [Math.min(0, ...reached), Math.max(1, ...reached)],
    range: [bottom, placed.top],
  }
  const [first = 0, end = 0] = [moments[0]?.at, moments.at(-1)?.at]
  const across: Scale = { domain: [first, end], range: [right - width, right] }
  const ticks = [
    { iso: days[0] ?? '', x: across.range[0] },
    { iso: days.at(-1) ?? '', x: right },
  ]
  const ground = position(up, 0)
  const rules: Rule[] = [
    { x: across.range[0], x2: right, y: ground, y2: ground, color: colours.zero },
    ...ticks.map(({ x }) => ({ x, x2: x, y: bottom, y2: bottom + 4, color: colours.zero })),
  ]
  const { height, native, params } = placed
  return picture({
    height,
    alt: [placed.alt, course(parts, moments, encoding)].join(' '),
    native,
    rules: [...placed.rules, ...rules],
    labels: [
      ...placed.labels,
      ...ticks.flatMap(tick => underneath(tick, bottom, encoding)),
      ...shareLabels(last, ends, up, right + 6),
    ],
    params: { ...params, seam: moments.length > 36 ? 0.3 : 1 },
    datasets: {
      bars: placed.bars,
      shares: stretches(moments, stride(moments.map(({ at }) => at))).flatMap((stretch, index) =>
        parts.flatMap((_, at) =>
          band(stretch, at, `${index}`).map(edge => ({
            ...edge,
            x: Math.max(across.range[0], Math.min(right, position(across, edge.x))),
            y: position(up, edge.y),
            y2: position(up, edge.y2),
            color: shade(count - 1 - at),
          })),
        ),
      ),
    },
    marks,
  })
}

const shade = (index: number) => shades[index] ?? shades[0]

/** The first and the last day under the areas: a month with its year beneath, or a day. */
function underneath<Row>(
  { iso, x }: { iso: string; x: number },
  bottom: number,
  { days, day, month }: Shares<Row>,
): Label[] {
  const align = iso === days[0] ? 'left' : 'right'
  const texts = hasYears(days) ? [month(iso), iso.slice(0, 4)] : [day(iso)]
  return texts.map((text, row) =>
    label(fitted(text, width / 2 - 4, 400), x, bottom + 6 + sizes.labelLine * (row + 0.5), { align }),
  )
}

/** The largest rows, and all others together, from the bottom upwards: the largest stands on top, as its bar does. */
function stacked<Row extends object>(
  rows: readonly Row[],
  { x, y, series, days }: Shares<Row>,
): { parts: string[]; moments: Moment[]; count: number } {
  const room = rows.length > shades.length ? shades.length - 1 : rows.length
  const named = rows.slice(0, room).filter(row => (finite(row[x]) ?? 0) > 0)
  const shares = named.map(row => series(row).map(finite))
  const hasRest = named.length < rows.length
  const moments = days.map((day, index): Moment => {
    const values = shares.map(each => each[index] ?? null)
    const isKnown = values.length > 0 && values.every(value => value !== null)
    const rest = 1 - values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
    const all = isKnown ? [...values, ...(hasRest ? [finite(rest)] : [])] : []
    return { day, at: number(day), values: all.toReversed(), complete: true }
  })
  const parts = [
    ...named.map(row => fitted(String(row[y]), 220, 400)),
    ...(hasRest ? ['all others'] : []),
  ].toReversed()
  return { parts, moments, count: parts.length }
}

/** The last share of each, beside its area as near as the others allow. */
function shareLabels(last: Moment | undefined, texts: readonly string[], up: Scale, x: number) {
  const values = last?.values ?? []
  const middles = values
    .map((value, at) => {
      const same = values.slice(0, at).filter(other => (other ?? 0) * (value ?? 0) > 0)
      const from = same.reduce<number>((sum, other) => sum + (other ?? 0), 0)
      return { at, y: position(up, from + (value ?? 0) / 2) }
    })
    .sort((a, b) => a.y - b.y || b.at - a.at)
  let ceiling = up.range[1]
  let floor = up.range[0] - line * middles.length
  return middles.map(({ at, y }) => {
    const top = Math.max(ceiling, Math.min(y - line / 2, floor))
    ceiling = top + line
    floor += line
    return label(texts[at] ?? '', x, top + line / 2, { color: colours.ink })
  })
}

/** How the shares went, in words. */
function course<Row>(
  parts: readonly string[],
  moments: readonly Moment[],
  { percent, day, month }: Shares<Row>,
): string {
  const points = moments.filter(known)
  const [first, last] = [points[0], points.at(-1)]
  const name = (iso = '') =>
    hasYears(moments.map(moment => moment.day)) ? `${month(iso)} ${iso.slice(0, 4)}` : day(iso)
  const each = parts.map(
    (part, at) => `${part} ${percent(first?.values[at] ?? 0)} to ${percent(last?.values[at] ?? 0)}`,
  )
  return `Shares from ${name(first?.day)} to ${name(last?.day)}: ${each.toReversed().join(', ')}.`
}
