import { barMarks, barRows, hasCourse, mostBars, noBars } from './bar-rows.ts'
import { type Bars, bars } from './bars.ts'
import type { Chart } from './chart.ts'
import { cut, fitted, named } from './fit.ts'
import { blank, picture } from './picture.ts'
import { finite } from './scale.ts'
import { sparkline, sparkMarks } from './sparkline.ts'
import { sizes } from './theme.ts'

/** Bars with a small line beside each: how its value went over the months or weeks of the period. */
export interface Trends<Row> extends Bars<Row> {
  /** The row's values in complete months or weeks, the same for all rows, the earliest first. */
  series: (row: Row) => readonly (number | null)[]
  /** The first days of these months or weeks. */
  days: readonly string[]
  /** What the lines are, for the subtitle: "lines: by month". */
  lines: string
  /** How a value of the lines is written in the alt text. Unless given, as those of the bars. */
  lineFormat?: (value: number) => string
  /** The name of a month or week, for the alt text: "Nov 2011". */
  day: (iso: string) => string
}

const marks = [...barMarks, ...sparkMarks]

/** Of so many rows the alt text tells how they went. */
const told = 6

const width = 84
const gap = 16
/** The space around a line, so that its last dot lies inside. */
const inset = 4

/** Bars, each with its own small line, as a Vega-Lite specification; plain bars where there is no course to show. */
export function barsAndTrends<Row extends object>(rows: readonly Row[], encoding: Trends<Row>): Chart {
  const { title, subtitle, series, days, lines } = encoding
  if (rows.length === 0)
    return blank(title, subtitle, {
      params: noBars.params,
      datasets: { ...noBars.datasets, main: [], open: [], dots: [] },
      marks,
    })
  const drawn = rows.slice(0, mostBars).map(row => series(row).slice(-days.length).map(finite))
  const isKnown = drawn.some(values => values.some(value => value !== null))
  if (!hasCourse(rows, days) || !isKnown) return bars(rows, encoding)
  const placed = barRows(rows, encoding, { width: width + gap, said: `${lines}, own scales` })
  if (!placed.hasBeside) return bars(rows, encoding)
  const edge = sizes.width - sizes.margin
  const high = Math.min(40, placed.row - 2)
  const sparks = drawn.map((values, index) => {
    const middle = placed.start + placed.row * (index + 0.5)
    return sparkline(values, index, days.length, true, {
      across: { domain: [0, days.length - 1], range: [edge - width + inset, edge - inset] },
      top: middle - high / 2 + inset,
      bottom: middle + high / 2 - inset,
      dot: 22,
    })
  })
  const { height, native, rules, labels, params } = placed
  return picture({
    height,
    alt: [placed.alt, course(rows, drawn, encoding)].join(' '),
    native,
    rules,
    labels,
    params,
    datasets: {
      bars: placed.bars,
      main: sparks.flatMap(({ main }) => main),
      open: [],
      dots: sparks.flatMap(({ dots }) => dots),
    },
    marks,
  })
}

/** How the first rows went, in words. */
function course<Row extends object>(
  rows: readonly Row[],
  drawn: readonly (number | null)[][],
  { y, days, day, format, lineFormat = format }: Trends<Row>,
): string {
  const each = drawn.slice(0, told).flatMap((values, index) => {
    const known = values.flatMap((value, at) => (value === null ? [] : [{ value, at }]))
    const [first, last] = [known[0], known.at(-1)]
    const row = rows[index]
    if (!first || !last || !row) return []
    const name = cut(named(String(row[y])), 220, sizes.label, 400)
    const said = (value: number) => fitted(lineFormat(value), 90, 600)
    const highest = known.reduce((a, b) => (b.value > a.value ? b : a))
    return [
      `${name} ${said(first.value)} to ${said(last.value)}, highest ${said(highest.value)} (${day(days[highest.at] ?? '')})`,
    ]
  })
  return `From ${day(days[0] ?? '')} to ${day(days.at(-1) ?? '')}: ${each.join('; ')}.`
}
