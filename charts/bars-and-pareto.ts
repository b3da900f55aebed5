import { barMarks, barRows, noBars } from './bar-rows.ts'
import { type Bars, bars } from './bars.ts'
import type { Chart } from './chart.ts'
import { clean, fitted } from './fit.ts'
import { between, box, type Label, label, meets } from './label.ts'
import { type Pareto, shades } from './pareto.ts'
import { blank, paint, picture, place, type Rule } from './picture.ts'
import { inClasses, type Ranking, ranked, spans } from './ranking.ts'
import { position, type Scale } from './scale.ts'
import { colours, sizes } from './theme.ts'
import { type Zone, zone } from './zones.ts'

/** The few highest rows as bars, and beside them the share that all rows make together. */
export interface BarsAndPareto<Row, All> extends Bars<Row> {
  /** All rows by size, of which the bars show the first: which fields, and how they are written. */
  pareto: Omit<Pareto<All>, 'title' | 'subtitle' | 'named' | 'format'> & {
    rows: readonly All[]
    /** How many rows a class has, as a number: "1,234". */
    number: (rows: number) => string
  }
}

const marks = [
  ...barMarks,
  {
    data: { name: 'bands' },
    mark: { type: 'rect' as const, strokeWidth: 0 },
    encoding: { x: place('x'), x2: { field: 'x2' }, y: place('y'), y2: { field: 'y2' }, color: paint },
  },
  {
    data: { name: 'curve' },
    mark: { type: 'line' as const, color: colours.ink, strokeWidth: 2.5, strokeJoin: 'round' as const },
    encoding: { x: place('x'), y: place('y'), order: { value: 0 } },
  },
  {
    data: { name: 'dots' },
    mark: { type: 'point' as const, filled: true, size: 40, opacity: 1, color: colours.ink },
    encoding: { x: place('x'), y: place('y') },
  },
]

const width = 110
const gap = 16
const line = sizes.labelLine

/** Bars in the colours of their classes, and the cumulative share of all rows, as a Vega-Lite specification. */
export function barsAndPareto<Row extends object, All extends object>(
  rows: readonly Row[],
  encoding: BarsAndPareto<Row, All>,
): Chart {
  const { title, subtitle, format } = encoding
  if (rows.length === 0)
    return blank(title, subtitle, {
      params: noBars.params,
      datasets: { ...noBars.datasets, bands: [], curve: [], dots: [] },
      marks,
    })
  const fields: Pareto<All> = { ...encoding.pareto, title, subtitle, format }
  const ranking = ranked(encoding.pareto.rows, fields)
  // Of a few rows that all have a bar a curve says nothing more, and without shares there is none.
  if (!ranking.shared || ranking.all.length <= Math.max(3, rows.length)) return bars(rows, encoding)
  const classOf = (index: number) => shades[ranking.all[index]?.letter ?? 'C']
  const form = barRows(rows, encoding, { width: gap + width, said: '', colour: classOf })
  if (!form.hasBeside) return bars(rows, encoding)

  const right = sizes.width - sizes.margin
  const left = right - width
  const step = width / ranking.all.length
  const classes = spans(ranking).map(span => zone(span, left, step))
  const top = form.top + 2 * line + 10
  const bottom = form.height - sizes.margin - 2 * line - 4
  const shares = ranking.all.flatMap(({ together }) => (together === null ? [] : [together]))
  const up: Scale = {
    domain: [Math.min(0, ...shares), Math.max(1, ...shares)],
    range: [bottom, top],
  }
  const ground = position(up, 0)
  return picture({
    height: form.height,
    alt: [form.alt, inClasses(ranking, fields)].join(' '),
    native: form.native,
    rules: [
      ...form.rules,
      { x: left, x2: right, y: ground, y2: ground, color: colours.zero },
      ...classes
        .filter(({ to }) => to < right - 0.01)
        .map(({ to }): Rule => ({ x: to, x2: to, y: top, y2: ground, color: colours.grid })),
    ],
    labels: [
      ...form.labels,
      label('Share of all', left, form.top + line / 2, { weight: 600, color: colours.ink }),
      ...within(classes, form.top + line * 1.5, ({ letter }) => letter, 600),
      ...reached(classes, ranking, fields, up),
      ...within(
        classes,
        bottom + 4 + line / 2,
        ({ first, last }) => encoding.pareto.number(last - first + 1),
        400,
      ),
      label(fitted(fields.count(ranking.all.length), width, 400), right, bottom + 4 + line * 1.5, {
        align: 'right',
      }),
    ],
    params: form.params,
    datasets: {
      bars: form.bars,
      bands: classes.map(({ from, to, letter }) => ({
        x: from + 0.5,
        x2: Math.max(from + 1, to - 0.5),
        y: top - 8,
        y2: top - 4,
        color: shades[letter],
      })),
      curve: [
        { x: left, y: ground },
        ...ranking.all
          .filter(({ rank }) => rank % ranking.every === 0 || rank === ranking.all.length - 1)
          .map(({ rank, together }) => ({ x: left + step * (rank + 1), y: position(up, together ?? 0) })),
      ],
      dots: classes.map(({ last, to }) => ({ x: to, y: position(up, ranking.all[last]?.together ?? 0) })),
    },
    marks,
  })
}

/**
 * Something short about each class in the middle of its stretch: those that would touch make room for each other, as no
 * class may go without. Where even that has no room, nothing is said of any.
 */
function within(classes: readonly Zone[], y: number, text: (each: Zone) => string, weight: 400 | 600) {
  const [left, right] = [sizes.width - sizes.margin - width - 8, sizes.width - sizes.margin + 8]
  const placed = (size: number) =>
    classes.map(each =>
      between(
        label(clean(text(each)), (each.from + each.to) / 2, y, {
          align: 'center',
          weight,
          size,
          ...(weight === 600 && { color: colours.ink }),
        }),
        left,
        right,
      ),
    )
  return spread(placed(sizes.label), left, right) ?? spread(placed(13), left, right) ?? []
}

/** Labels in a row moved apart as little as it takes that none touches another; nothing where there is no room. */
function spread(labels: readonly Label[], left: number, right: number): Label[] | undefined {
  const wide = labels.map(each => box(each).right - box(each).left + 3)
  if (wide.reduce((sum, each) => sum + each, 0) > right - left) return undefined
  const starts = labels.map(each => box(each).left)
  for (let at = 1; at < starts.length; at++)
    starts[at] = Math.max(starts[at] ?? 0, (starts[at - 1] ?? 0) + (wide[at - 1] ?? 0))
  let limit = right
  for (let at = starts.length - 1; at >= 0; at--) {
    starts[at] = Math.min(starts[at] ?? 0, limit - (wide[at] ?? 0))
    limit = starts[at] ?? 0
  }
  return labels.map((each, at) => ({ ...each, x: each.x + (starts[at] ?? 0) - box(each).left }))
}

/** The shares at which classes end, beneath the curve where that leaves them room. */
function reached<All>(classes: readonly Zone[], { all }: Ranking, { share }: Pareto<All>, up: Scale) {
  const right = sizes.width - sizes.margin
  const labels: Label[] = []
  for (const { last, to } of classes) {
    const together = all[last]?.together ?? 0
    const text = fitted(share(together), 60, 600)
    const each = label(text, to + 6, position(up, together) + 14, { weight: 600, color: colours.ink })
    const fits = box(each).right <= right + 2 && box(each).bottom <= up.range[0]
    if (fits && labels.every(other => !meets(box(other), box(each)))) labels.push(each)
  }
  return labels
}
