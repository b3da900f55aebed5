import type { Chart, Field } from './chart.ts'
import { cut, fitted } from './fit.ts'
import { textWidth } from './font.ts'
import { box, type Label, label, meets } from './label.ts'
import { blank, head, paint, picture, place, type Rule } from './picture.ts'
import { alt, type Class, type Ranking, ranked, spans } from './ranking.ts'
import { position, type Scale, scale } from './scale.ts'
import { colours, sizes } from './theme.ts'
import { heads, type Zone, zone } from './zones.ts'

/** How rows become bars by size under the share that they make together: which fields, and how they are written. */
export interface Pareto<Row> {
  /** The finding. */
  title: string
  /** Measure, unit and period; how many of how many rows have a bar is added. */
  subtitle: string
  /** The name of the row. */
  x: Field<Row, string>
  /** The value by which rows are ranked; the order they come in does not matter. */
  y: Field<Row, number | null>
  /** What `y` is, for the alt text and the plain figures: "Net sales". */
  measure: string
  /** The share of all that this row makes with those above it, 1 for all. Unless given, worked out from these rows. */
  cumulative?: Field<Row, number | null>
  /** The shares up to which rows are of class A and of class B: a row is, where those above it make less. Unless given, 0.8 and 0.95. */
  limits?: readonly [a: number, b: number]
  /** How many of the highest are named. Unless given, three. */
  named?: number
  /** So many rows in words: "42 products". */
  count: (rows: number) => string
  /** How a share is written: "80%". */
  share: (share: number) => string
  /** How a value is written. */
  format: (value: number) => string
}

/** The colours of classes: the one that matters most speaks, the last is quiet. */
export const shades: Record<Class, string> = { A: colours.accent, B: '#6b84d3', C: colours.quiet }

const marks = [
  {
    data: { name: 'columns' },
    mark: { type: 'rect' as const, strokeWidth: 0 },
    encoding: { x: place('x'), x2: { field: 'x2' }, y: place('y'), y2: { field: 'y2' }, color: paint },
  },
  {
    data: { name: 'curve' },
    mark: {
      type: 'line' as const,
      color: colours.ink,
      strokeWidth: 2.5,
      strokeJoin: 'round' as const,
    },
    encoding: { x: place('x'), y: place('y'), order: { value: 0 } },
  },
  {
    data: { name: 'dots' },
    mark: { type: 'point' as const, filled: true, size: 49, opacity: 1, color: colours.ink },
    encoding: { x: place('x'), y: place('y') },
  },
]

/** The widest that a bar and its air may be: a few rows stand together at the left, with their names beside them. */
const widest = 64

/** Rows by size as bars, the share they make together as a curve above, and their classes, as a Vega-Lite specification. */
export function pareto<Row extends object>(rows: readonly Row[], encoding: Pareto<Row>): Chart {
  const { title, subtitle, measure } = encoding
  const ranking = ranked(rows, encoding)
  const { all, every, shared: known, tail } = ranking
  if (all.length === 0)
    return blank(title, subtitle, { params: {}, datasets: { columns: [], curve: [], dots: [] }, marks })

  const header = head(title, subtitle, tail)
  const [left, edge] = [sizes.margin, sizes.width - sizes.margin]
  const step = Math.min(widest, (edge - left) / all.length)
  const right = left + step * all.length
  const classes = spans(ranking).map(span => zone(span, left, step))
  const top = header.bottom + 10 + (known ? sizes.labelLine + 6 : 0)
  const height = sizes.tallest
  const bottom = height - sizes.margin
  // The curve has a panel of its own: two scales on one plot would be read as one.
  const floor = known ? top + Math.round(0.42 * (bottom - top)) : top
  const panel: [number, number] = [floor, top + 4]
  const shares = all.flatMap(({ together }) => (together === null ? [] : [together]))
  const upper: Scale = {
    domain: [Math.min(0, ...shares), Math.max(1, ...shares)],
    range: panel,
  }
  const flags = raise(ranking, encoding, { left, edge, step, top: known ? floor + 16 : top, bottom })
  const { up } = flags
  const ground = position(up, 0)
  const bars = all.filter((_, index) => index % every === 0)
  const gap = every * step >= 4 ? 0.15 * step : every * step >= 2 ? 0.4 : 0
  const columns = bars.map(({ rank, value, letter }) => ({
    x: left + step * rank + gap,
    x2: Math.min(right, left + step * (rank + every)) - gap,
    y: position(up, value),
    y2: ground,
    color: shades[letter],
  }))
  const ends = classes.filter(({ to }) => to < right - 0.01)
  const curve = known ? points(ranking, upper, left, step) : []
  const name = label(fitted(measure, 160, 400), edge, (known ? floor + 16 : top) + 9, {
    align: 'right',
    halo: true,
  })
  const said = known ? mark(classes, ranking, encoding, upper) : { labels: [], dots: [] }
  const rules: Rule[] = [
    ...(known
      ? [
          { x: left, x2: right, y: position(upper, 1), y2: position(upper, 1), color: colours.grid },
          { x: left, x2: right, y: position(upper, 0), y2: position(upper, 0), color: colours.zero },
        ]
      : []),
    { x: left, x2: right, y: ground, y2: ground, color: colours.zero },
    ...ends.map(({ to }) => ({ x: to, x2: to, y: top, y2: ground, color: colours.grid })),
    ...flags.rules,
  ]
  const free = (each: Label) =>
    flags.labels.every(other => !meets(box(other), box(each))) &&
    columns.every(({ x, x2, y, y2 }) => {
      return !meets({ left: x, right: x2, top: Math.min(y, y2), bottom: Math.max(y, y2) }, box(each))
    })
  return picture({
    height,
    alt: alt(ranking, encoding),
    native: {
      type: 'bar',
      categories: all.slice(0, 200).map(({ name }) => name),
      series: [{ name: measure, values: all.slice(0, 200).map(({ value }) => value) }],
    },
    rules,
    labels: [
      ...header.labels,
      ...heads(classes, encoding, header.bottom + 10 + sizes.labelLine / 2),
      ...said.labels,
      ...flags.labels,
      ...(all.every(({ value }) => value === 0)
        ? [
            label(
              fitted(`${measure}: ${encoding.format(0)}`, edge - left, 400),
              sizes.width / 2,
              (top + bottom) / 2,
              { align: 'center' },
            ),
          ]
        : free(name)
          ? [name]
          : []),
    ],
    params: {},
    datasets: {
      columns: [
        ...classes.map(({ from, to, letter }) => ({
          x: from + 0.5,
          x2: Math.max(from + 1, to - 0.5),
          y: top - 4,
          y2: top,
          color: shades[letter],
        })),
        ...columns,
      ],
      curve,
      dots: said.dots,
    },
    marks,
  })
}

/** The curve from nothing through the end of each bar, and of each class. */
function points({ all, every }: Ranking, upper: Scale, left: number, step: number) {
  const kept = all.filter(
    ({ rank, letter }) => rank % every === 0 || rank === all.length - 1 || letter !== all[rank + 1]?.letter,
  )
  return [
    { x: left, y: position(upper, 0) },
    ...kept.map(({ rank, together }) => ({
      x: left + step * (rank + 1),
      y: position(upper, together ?? 0),
    })),
  ]
}

/** The dots at which classes end, the share that is reached there, and what the curve is. */
function mark<Row>(classes: readonly Zone[], { all }: Ranking, { share }: Pareto<Row>, upper: Scale) {
  const edge = sizes.width - sizes.margin
  const name = label('Cumulative share', edge, upper.range[0] - 12, {
    align: 'right',
    halo: true,
  })
  const labels: Label[] = [name]
  const dots = classes.map(({ last, to }) => {
    const reached = all[last]?.together ?? 0
    const y = position(upper, reached)
    const text = fitted(share(reached), 80, 600)
    // A curve that only bends to the right leaves the room beneath it free.
    const beside = label(text, to + 7, y + 13, { weight: 600, color: colours.ink })
    const whole = Math.abs(reached - 1) < 1e-6
    const fits = box(beside).right <= edge + 2 && box(beside).bottom <= upper.range[0]
    if (!whole && fits && labels.every(other => !meets(box(other), box(beside)))) labels.push(beside)
    return { x: to, y }
  })
  return { labels, dots }
}

interface Panel {
  left: number
  edge: number
  step: number
  top: number
  bottom: number
}

/** The names of the highest above their bars, each on a line of its own, and the scale that leaves them room. */
function raise<Row>(
  { all, every }: Ranking,
  encoding: Pareto<Row>,
  { left, edge, step, top, bottom }: Panel,
) {
  const { named = 3, format } = encoding
  // Where several share a bar, only the highest is sure to have one beneath its name.
  const few = all.slice(0, every > 1 ? 1 : named).filter(({ value }) => value > 0)
  const values = all.map(({ value }) => value)
  const place = (free: number) => {
    const up = scale(values, [bottom, top], [4, free])
    const ys: number[] = []
    for (let at = few.length - 1; at >= 0; at--)
      ys[at] = Math.min(position(up, few[at]?.value ?? 0) - 11, (ys[at + 1] ?? Infinity) - 18)
    return { up, ys }
  }
  let free = 4
  let placed = place(free)
  while ((placed.ys[0] ?? top + 9) < top + 9) placed = place(++free)
  const { up, ys } = placed
  const flags = few.map(({ value, name, rank }, at) => {
    const x = left + step * rank + (step > 40 ? 0.15 * step : Math.min(step / 2, 2))
    const y = ys[at] ?? top
    const figure = fitted(format(value), 90, 600)
    const room = edge - x - 6 - textWidth(figure, sizes.label, 600) - 8
    const text = cut(name, Math.min(room, 260), sizes.label, 400)
    const start = x + (step > 40 ? 0 : 6)
    return {
      rule: { x, x2: x, y: y + 2, y2: position(up, value) - 1, color: colours.zero },
      labels: [
        label(text, start, y, { color: colours.ink, halo: true }),
        label(figure, start + textWidth(text, sizes.label, 400) + 8, y, {
          weight: 600,
          color: colours.ink,
          halo: true,
        }),
      ].filter(each => each.text !== ''),
    }
  })
  return {
    up,
    rules: step > 40 ? [] : flags.map(({ rule }) => rule),
    labels: flags.flatMap(each => each.labels),
  }
}
