import { barMarks, barRows, mostBars, noBars } from './bar-rows.ts'
import type { Bars } from './bars.ts'
import type { Chart, Field } from './chart.ts'
import { axis, hasYears, number, stride } from './days.ts'
import { clean, fitted } from './fit.ts'
import { textWidth } from './font.ts'
import { type Label, label } from './label.ts'
import { namePeaks } from './names.ts'
import { blank, head, picture, type Rule } from './picture.ts'
import { finite, position, type Scale, scale, ticks } from './scale.ts'
import { open, type Point, run } from './series.ts'
import { colours, sizes } from './theme.ts'

/** How rows become bars, and weeks a rate beneath them. */
export interface BarsAndRate<Row, Week> extends Bars<Row> {
  rate: {
    weeks: readonly Week[]
    /** The first day of the week, as YYYY-MM-DD. */
    x: Field<Week, string>
    y: Field<Week, number | null>
    /** Whether the rate of the week is settled; what can still rise is grey and dashed. */
    settled: Field<Week, boolean>
    /** What the rate is: it stands above the line. */
    heading: string
    /** What is said beside a rate that is not settled: "may rise". */
    open: string
    format: (value: number) => string
    day: (iso: string) => string
    /** A month's name under the axis of many weeks: "Nov". */
    month: (iso: string) => string
  }
}

/** With fewer weeks there is no course to be seen: the bars stand alone. */
const fewest = 3

/** How near to each other bars may stand, and how low the rate may be. */
const shortest = { row: 19, plot: 66 }

/** The room between the bars and the heading, of the heading itself, and beneath it. */
const gaps = { above: 12, heading: sizes.labelLine, beneath: 4 }

// In points of the picture: the scale of the bars is theirs alone.
const place = (field: string) => ({ field, type: 'quantitative' as const, scale: null, axis: null })
const at = { x: place('x'), y: place('y') }
const line = (name: string, color: string, strokeDash: number[] = []) => ({
  data: { name },
  mark: { type: 'line' as const, color, strokeWidth: 2.25, strokeDash, strokeJoin: 'round' as const },
  encoding: { ...at, detail: { field: 'run', type: 'nominal' as const }, order: { value: 0 } },
})

const marks = [
  ...barMarks,
  line('settled', colours.forfeit),
  line('open', colours.zero, [4, 3]),
  {
    data: { name: 'dots' },
    mark: { type: 'point' as const, filled: true, size: 36, opacity: 1, strokeWidth: 0 },
    encoding: { ...at, fill: { field: 'fill', type: 'nominal' as const, scale: null } },
  },
]

const noRate = { settled: [], open: [], dots: [] }

/** Bars and, beneath them, a rate week by week, as a Vega-Lite specification; without enough weeks only the bars. */
export function barsAndRate<Row extends object, Week extends object>(
  rows: readonly Row[],
  encoding: BarsAndRate<Row, Week>,
): Chart {
  const points = read(encoding.rate)
  if (rows.length === 0)
    return blank(encoding.title, encoding.subtitle, {
      params: noBars.params,
      datasets: { ...noBars.datasets, ...noRate },
      marks,
    })
  const known = points.filter(({ main }) => main !== null)
  if (known.length < fewest) {
    const { height, alt, native, rules, labels, params, bars } = barRows(rows, encoding)
    return picture({
      ...{ height, alt, native, rules, labels, marks },
      params,
      datasets: { bars, ...noRate },
    })
  }
  const beneath = sizes.margin + (hasYears(points.map(({ day }) => day)) ? 2 : 1) * sizes.labelLine + 6
  const least = gaps.above + gaps.heading + gaps.beneath + shortest.plot + beneath
  const height = sizes.tallest
  const { form, header, top: start, row } = fittedRows(rows, encoding, least)
  // What stands in the rows moves nearer to each other, and beneath our own head.
  const moved = <T extends { y: number }>(each: T): T => ({
    ...each,
    y: start + ((each.y - form.start) * row) / form.row,
  })
  const low = start + row * form.count
  const top = low + gaps.above + gaps.heading + gaps.beneath
  const course = drawn(points, encoding.rate, [height - beneath, top])
  const heading = fitted(encoding.rate.heading, sizes.width - 2 * sizes.margin, 600)
  return picture({
    height,
    alt: `${form.alt} ${alt(points, encoding.rate)}`,
    native: form.native,
    rules: [...form.rules.map(rule => ({ ...moved(rule), y2: low })), ...course.rules],
    labels: [
      ...header.labels,
      ...form.labels.filter(({ y }) => y > form.start).map(moved),
      label(heading, sizes.margin, low + gaps.above + gaps.heading / 2, { weight: 600, color: colours.ink }),
      ...course.labels,
    ],
    params: { ...form.params, barHeight: Math.round(Math.min(24, row * 0.7)) },
    datasets: { bars: form.bars.map(moved), ...course.datasets },
    marks,
  })
}

/** As many bars as leave the rate its room, the head above them, and how far apart they stand. */
function fittedRows<Row extends object>(rows: readonly Row[], encoding: Bars<Row>, least: number) {
  const { title, subtitle } = encoding
  // What is said of the bars left out may take a line, and with it the room of another bar.
  const tailOf = (count: number) => (count < rows.length ? `top ${count} of the ${rows.length} listed` : '')
  const under = (count: number) => {
    const header = head(title, subtitle, tailOf(count))
    return { header, room: sizes.tallest - least - header.bottom - 12 }
  }
  let count = Math.min(rows.length, mostBars)
  while (count > 1 && under(count).room < count * shortest.row) count--
  const { header, room } = under(count)
  const said = [subtitle, tailOf(count)].filter(part => part !== '').join('; ')
  const form = barRows(rows.slice(0, count), { ...encoding, subtitle: said }, undefined, 1)
  return { form, header, top: header.bottom + 12, row: Math.min(26, room / count) }
}

/** The weeks in the order of time. */
const read = <Week extends object>({ weeks, x, y, settled }: BarsAndRate<object, Week>['rate']): Point[] =>
  weeks
    .map(week => ({
      day: String(week[x]),
      at: number(String(week[x])),
      main: finite(week[y]),
      quiet: null,
      forfeit: 0,
      complete: week[settled] !== false,
    }))
    .sort((a, b) => a.at - b.at)

/** The rate as a line over its weeks, between the heights given. */
function drawn<Week extends object>(
  points: readonly Point[],
  { open: unsettled, format, day, month }: BarsAndRate<object, Week>['rate'],
  [bottom, top]: [bottom: number, top: number],
) {
  const settled = points.map(({ main, complete }) => (complete ? main : null))
  const values = points.flatMap(({ main }) => (main === null ? [] : [main]))
  const vertical = scale(values, [bottom, top], [4, 24])
  const grid = levels(
    vertical,
    format,
    values.every(value => value === 0),
  )
  const left = sizes.margin + Math.max(...grid.map(({ text }) => textWidth(text, sizes.label, 400))) + 10
  const last = points.findLast(({ main }) => main !== null)
  const beside = last && !last.complete ? fitted(unsettled, 90, 400) : ''
  const right = sizes.width - sizes.margin - (beside ? textWidth(beside, sizes.label, 400) + 10 : 0)
  const step = stride(points.map(({ at }) => at))
  const [from = 0, to = 0] = [points[0]?.at, points.at(-1)?.at]
  const horizontal: Scale = { domain: [from - 0.5 * step, to + 0.5 * step], range: [left, right] }
  const time = axis(
    points.map(point => point.day),
    horizontal,
    bottom + 6 + sizes.labelLine / 2,
    { day: iso => clean(day(iso)), month: iso => clean(month(iso)) },
  )
  const highest = settled.reduce<number>(
    (best, value, index) => (value !== null && value > (settled[best] ?? -1) ? index : best),
    0,
  )
  const frame = { across: horizontal, up: vertical, barWidth: 0, format, day }
  const peaks = namePeaks(points, !settled[highest] ? [] : [highest], frame)
  const rules: Rule[] = [
    ...grid.map(({ y, value }) => ({
      ...{ x: left, x2: right, y, y2: y },
      color: value === 0 ? colours.zero : colours.grid,
    })),
    ...time.ticks.map(x => ({ x, x2: x, y: bottom, y2: bottom + 4, color: colours.zero })),
  ]
  const labels: Label[] = [
    ...grid.map(({ text, y }) => label(text, left - 8, y, { align: 'right' })),
    ...time.labels,
    ...[...peaks.values()].map(each => ({ ...each, color: colours.forfeit })),
    ...(beside ? [label(beside, right + 8, position(vertical, last?.main ?? 0))] : []),
  ]
  const inPlace = <T extends { x: number; y: number }>(point: T) => ({
    ...point,
    x: position(horizontal, point.x),
    y: position(vertical, point.y),
  })
  const dots = points.flatMap(({ at, main, complete }, index) =>
    main !== null && (peaks.has(index) || isAlone(points, index, step))
      ? [{ x: at, y: main, fill: complete ? colours.forfeit : colours.zero }]
      : [],
  )
  return {
    rules,
    labels,
    datasets: {
      settled: parted(run(points, step, ({ main, complete }) => (complete ? main : null))).map(inPlace),
      open: parted(open(points, step)).map(inPlace),
      dots: dots.map(inPlace),
    },
  }
}

/** The stretches of a line: what is unknown parts them, and is not drawn. */
const parted = (points: readonly { x: number; y: number | null }[]) =>
  points.flatMap(({ x, y }, index) =>
    y === null ? [] : [{ x, y, run: points.slice(0, index).findLastIndex(before => before.y === null) }],
  )

/** Whether no line leads to a week: what stands alone would not be seen without a dot. */
const isAlone = (points: readonly Point[], index: number, step: number) =>
  [index - 1, index + 1].every(beside => {
    const [here, other] = [points[index], points[beside]]
    return !here || !other || other.main === null || Math.abs(other.at - here.at) > 1.5 * step
  })

/** At most three lines of the grid: fewer where two would be written alike. */
function levels(vertical: Scale, format: (value: number) => string, isFlat: boolean) {
  for (let most = isFlat ? 1 : 3; most > 1; most--) {
    const found = ticks(vertical.domain, most).map(value => ({
      ...{ value, y: position(vertical, value) },
      text: fitted(format(value), 90, 400),
    }))
    if (new Set(found.map(({ text }) => text)).size === found.length) return found
  }
  return [{ value: 0, y: position(vertical, 0), text: fitted(format(0), 90, 400) }]
}

/** The course of the rate in words. */
function alt<Week>(
  points: readonly Point[],
  { heading, format, day }: BarsAndRate<object, Week>['rate'],
): string {
  const known = points.flatMap(({ main, day: iso, complete }) =>
    main === null ? [] : [{ main, complete, said: `${format(main)} (${day(iso)})` }],
  )
  const settled = known.filter(({ complete }) => complete)
  const [first, last] = [known[0], settled.at(-1)]
  const open = known.length - settled.length
  const rising = open > 0 ? ` The last ${open} may still rise.` : ''
  if (!first || !last) return `${heading}: ${known.length} weeks, all of which may still rise.`
  const highest = settled.reduce((a, b) => (b.main > a.main ? b : a))
  const lowest = settled.reduce((a, b) => (b.main < a.main ? b : a))
  return `${heading}, ${known.length} weeks: highest ${highest.said}, lowest ${lowest.said}, last settled ${last.said}.${rising}`
}
