import type { Chart, Field, Native } from './chart.ts'
import { axis } from './days.ts'
import { calendar, type Point, read, span } from './events.ts'
import { clean, fitted } from './fit.ts'
import { textWidth } from './font.ts'
import { aired, between, box, type Label, label, meets } from './label.ts'
import { levels } from './names.ts'
import { gridRules, overTime } from './over-time.ts'
import { blank, channel, nowhere, picture, type Rule } from './picture.ts'
import { position, type Scale, scale } from './scale.ts'
import { colours, sizes } from './theme.ts'

/** How rows, one an order or return, become marks over time: which fields, and how values are written. */
export interface Timeline<Row> {
  /** The finding. */
  title: string
  /** Whose orders, measure, unit and period. */
  subtitle: string
  /** The day of the order or return, as YYYY-MM-DD. */
  x: Field<Row, string>
  /** The order's amount; `null` where the row is a return alone. Below zero it is drawn as a return. */
  y: Field<Row, number | null>
  /** What `y` is, for the alt text and the plain figures: "Charged". */
  measure: string
  /** What came back on that day, in red below zero: the sum of these fields, which may hold positive amounts. */
  forfeits?: { y: readonly Field<Row, number | null>[]; label: string }
  /** The first day of the time that is drawn. Unless given, the first of the first order's month. */
  from?: string
  /** The last day of the time that is drawn: silence after the last order is seen. Unless given, the end of its month. */
  through?: string
  format: (value: number) => string
  /** A day with its year, beside the first and the last order: "4 Jan 2010". */
  day: (iso: string) => string
  /** A month's name under the axis, the year stands beneath it: "Nov". */
  month: (iso: string) => string
}

const across = { field: 'x', ...channel('across') }
const up = { field: 'y', ...channel('up') }
const color = { field: 'color', type: 'nominal' as const, scale: null, legend: null }

const marks = [
  {
    data: { name: 'sticks' },
    mark: { type: 'rule' as const, strokeWidth: { expr: 'stickWidth' } },
    encoding: { x: across, y: up, y2: { datum: 0 }, color },
  },
  {
    data: { name: 'dots' },
    mark: {
      type: 'point' as const,
      filled: true,
      opacity: 1,
      size: { expr: 'dotSize' },
      stroke: colours.paper,
      strokeWidth: 0.75,
    },
    encoding: { x: across, y: up, fill: { ...color } },
  },
]

/** One customer's orders as sticks and dots at their days, as a Vega-Lite specification. */
export function timeline<Row extends object>(rows: readonly Row[], encoding: Timeline<Row>): Chart {
  const { title, subtitle, format, day, month } = encoding
  const points = read(rows, encoding)
  const orders = points.flatMap(({ at, day, amount }) =>
    amount === null ? [] : [{ at, day, value: amount }],
  )
  const forfeits = points.flatMap(({ at, day, forfeit }) =>
    forfeit < 0 ? [{ at, day, value: forfeit }] : [],
  )
  const all = [...orders, ...forfeits]
  if (all.length === 0)
    return blank(title, subtitle, {
      params: { across: nowhere, up: nowhere, stickWidth: 1, dotSize: 1 },
      datasets: { sticks: [], dots: [] },
      marks,
    })

  const [begin, end] = span(points, encoding)
  const named = calendar(begin, end)
  const { header, height, bottom } = overTime(title, subtitle, named)
  const values = all.map(({ value }) => value)
  const flat = values.every(value => value === 0)
  const topOf = (lines: number) => header.bottom + 14 + sizes.labelLine * lines
  const upOf = (lines: number) => scale(values, [bottom, topOf(lines)], [26, 24])
  // Whether first and last take one line or two is known only beside the grid: it leaves room for either.
  const widths = [0, 1, 2]
    .flatMap(lines => levels(upOf(lines), format, flat))
    .map(({ text }) => textWidth(text, sizes.label, 400))
  const right = sizes.width - sizes.margin
  const left = sizes.margin + Math.max(...widths) + 10
  const air = (end - begin) * 0.012 + 0.5
  const across: Scale = { domain: [begin - air, end + air], range: [left, right] }
  const ends = endings(orders, across, header.bottom + 10, encoding)
  const up = upOf(Math.max(0, ...ends.map(({ row }) => row + 1)))
  const grid = levels(up, format, flat)
  const time = axis(named, across, bottom + 6 + sizes.labelLine / 2, {
    day: iso => clean(day(iso)),
    month: iso => clean(month(iso)),
  })

  const ground = position(up, 0)
  const dots = all.map(({ at, value }) => ({
    x: at,
    y: value,
    color: value < 0 ? colours.forfeit : colours.accent,
  }))
  const crowd = all.length
  const dotSize = crowd <= 30 ? 64 : crowd <= 80 ? 36 : crowd <= 250 ? 20 : 9
  return picture({
    height,
    alt: alt(orders, forfeits, encoding),
    native: native(points, encoding),
    rules: [
      ...gridRules(grid, time.ticks, { left, right, bottom, ground }),
      ...ends.map(({ x, label: { y }, value }): Rule => {
        return { x, x2: x, y: y + sizes.labelLine / 2, y2: position(up, value), color: colours.zero }
      }),
    ],
    labels: [
      ...header.labels,
      ...grid.map(({ text, y }) => label(text, left - 8, y, { align: 'right' })),
      ...time.labels,
      ...ends.map(each => each.label),
      ...highest(orders, { across, up, ends, dots, format }),
      ...worst(forfeits, across, up, encoding),
    ],
    params: { across, up, stickWidth: crowd <= 30 ? 2.5 : crowd <= 80 ? 1.75 : 1, dotSize },
    datasets: { sticks: dots, dots },
    marks,
  })
}

interface Order {
  at: number
  day: string
  value: number
}

/** The first and the last order by day and amount, above them: on one line where they leave each other room, else on two. */
function endings<Row>(
  orders: readonly Order[],
  across: Scale,
  top: number,
  { format, day }: Timeline<Row>,
): { x: number; value: number; row: number; label: Label }[] {
  const [left, right] = across.range
  const set = (order: Order, word: string, align: Label['align'], row: number, aside = 0) => {
    const x = position(across, order.at)
    // Neither takes more than half: so there always is a place for both.
    const text = fitted(`${word} ${day(order.day)}, ${format(order.value)}`, (right - left) / 2 - 16, 600)
    const style = { align, weight: 600, color: colours.accent } as const
    const placed = label(text, x + aside, top + sizes.labelLine * (row + 0.5), style)
    return { x, value: order.value, row, label: between(placed, left, right) }
  }
  const [first, last] = [orders[0], orders.at(-1)]
  if (!first || !last) return []
  if (orders.length === 1) return [set(first, 'Only order', 'center', 0)]
  const oneLine = [
    [set(first, 'First', 'left', 0), set(last, 'Last', 'right', 0)],
    [set(first, 'First', 'right', 0), set(last, 'Last', 'left', 0)],
  ].find(([a, b]) => a && b && !meets(aired(box(a.label)), box(b.label)))
  if (oneLine) return oneLine
  // The lower one stands on the side that the other's line down does not pass.
  const after = set(last, 'Last', 'left', 1, 4)
  if (after.label.x > after.x) return [set(first, 'First', 'left', 0), after]
  return [set(first, 'First', 'right', 1, -4), set(last, 'Last', 'right', 0)]
}

/** The amount of the largest order above it, unless first and last say it or something is in the way. */
function highest(
  orders: readonly Order[],
  place: {
    across: Scale
    up: Scale
    ends: readonly { x: number }[]
    dots: readonly { x: number; y: number }[]
    format: (value: number) => string
  },
): Label[] {
  const { across, up, ends, dots, format } = place
  const index = orders.reduce((best, { value }, at) => (value > (orders[best]?.value ?? 0) ? at : best), 0)
  const order = orders[index]
  if (!order || index === 0 || index === orders.length - 1) return []
  const [x, y] = [position(across, order.at), position(up, order.value) - 14]
  const text = fitted(format(order.value), 150, 600)
  const style = { weight: 600, color: colours.accent, halo: true } as const
  const found = [
    label(text, x, y, { ...style, align: 'center' }),
    label(text, x - 6, y, { ...style, align: 'left' }),
    label(text, x + 6, y, { ...style, align: 'right' }),
  ].find(each => {
    const here = box(each)
    const clear = (at: number) => at < here.left - 2 || at > here.right + 2
    return (
      here.left >= across.range[0] &&
      here.right <= across.range[1] &&
      ends.every(end => clear(end.x)) &&
      dots.every(dot => clear(position(across, dot.x)) || position(up, dot.y) > here.bottom)
    )
  })
  return found ? [found] : []
}

/** What the red marks are, and the largest of them, beneath it: nothing hangs lower. */
function worst<Row>(
  forfeits: readonly Order[],
  across: Scale,
  up: Scale,
  { forfeits: told, format, measure }: Timeline<Row>,
): Label[] {
  const [first] = forfeits
  if (!first) return []
  const deepest = forfeits.reduce((a, b) => (b.value < a.value ? b : a))
  const name = told?.label ?? `${measure} below zero`
  const value = format(deepest.value)
  const text = fitted(forfeits.length > 1 ? `${name}, largest ${value}` : `${name} ${value}`, 300, 600)
  const [x, y] = [position(across, deepest.at), position(up, deepest.value) + 15]
  const style = { align: 'center', weight: 600, color: colours.forfeit, halo: true } as const
  return [between(label(text, x, y, style), ...across.range)]
}

/** The finding, how many orders in which time, and the extremes. */
function alt<Row>(orders: readonly Order[], forfeits: readonly Order[], encoding: Timeline<Row>): string {
  const { title, subtitle, measure, format, day, forfeits: told } = encoding
  const said = ({ value, day: iso }: Order) => `${format(value)} (${day(iso)})`
  const [first, last] = [orders[0], orders.at(-1)]
  const largest = orders.reduce<Order | undefined>((a, b) => (a && a.value >= b.value ? a : b), undefined)
  const smallest = orders.reduce<Order | undefined>((a, b) => (a && a.value <= b.value ? a : b), undefined)
  const deepest = forfeits.reduce<Order | undefined>((a, b) => (a && a.value <= b.value ? a : b), undefined)
  return [
    `${title}. ${subtitle}.`,
    first && last && largest && smallest
      ? orders.length === 1
        ? `${measure}, one order: ${said(first)}.`
        : `${measure}, ${orders.length} orders: first ${said(first)}, last ${said(last)}, largest ${said(largest)}, smallest ${said(smallest)}.`
      : '',
    deepest ? `${told?.label ?? 'Below zero'}: ${forfeits.length}, largest ${said(deepest)}.` : '',
  ]
    .filter(part => part !== '')
    .join(' ')
}

/** The orders and what came back, in plain figures. */
function native<Row>(points: readonly Point[], { measure, forfeits, day }: Timeline<Row>): Native {
  return {
    type: 'line',
    categories: points.map(point => day(point.day)),
    series: [
      { name: measure, values: points.map(({ amount }) => amount) },
      ...(forfeits ? [{ name: forfeits.label, values: points.map(({ forfeit }) => forfeit) }] : []),
    ],
  }
}
