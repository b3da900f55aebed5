import { fitted } from './fit.ts'
import { textWidth } from './font.ts'
import { type Box, between, box, crosses, type Label, label, meets } from './label.ts'
import type { Lines } from './lines.ts'
import { position, type Scale, ticks } from './scale.ts'
import { type Point, whole } from './series.ts'
import { colours, sizes, type Weight } from './theme.ts'

/** At most five grid lines with what stands beside them: fewer where two would be written alike, or all is zero. */
export function levels(
  up: Scale,
  format: (value: number) => string,
  flat: boolean,
): { y: number; text: string }[] {
  for (let most = flat ? 1 : 5; most > 1; most--) {
    const found = ticks(up.domain, most).map(value => ({
      y: position(up, value),
      text: fitted(format(value), 120, 400),
    }))
    if (new Set(found.map(({ text }) => text)).size === found.length) return found
  }
  return [{ y: position(up, 0), text: fitted(format(0), 120, 400) }]
}

/**
 * What stands to the right of the lines' ends: names where there are two, the last value, and that of a last week which is
 * not complete where it has no room beside its dot. Never one on the other.
 */
export function ending<Row>(
  points: readonly Point[],
  encoding: Lines<Row>,
  up: Scale,
  named: readonly number[],
  isOpenNamed: boolean,
) {
  const { format, quiet, measure } = encoding
  // The line ends at the last complete week or month; without any, what is known of the last one is said.
  const full = points.findLastIndex(point => whole(point) !== null)
  const index = full >= 0 ? full : points.findLastIndex(({ main }) => main !== null)
  const last = points[index]
  const before = points.findLast(point => point.quiet !== null)
  const blocks: { y: number; texts: string[]; color: string; weight: Weight }[] = []
  if (last && last.main !== null) {
    const name = quiet && before ? [encoding.label ?? measure] : []
    const value = named[0] === index ? [] : [format(last.main)]
    const soFar = last.complete || !last.part ? [] : [last.part]
    const texts = [...name, ...value, ...soFar]
    blocks.push({ y: position(up, last.main), texts, color: colours.accent, weight: 600 })
  }
  if (quiet && before && before.quiet !== null) {
    const texts = [quiet.label, (quiet.format ?? format)(before.quiet)]
    blocks.push({ y: position(up, before.quiet), texts, color: colours.muted, weight: 400 })
  }
  const open = points.at(-1)
  if (isOpenNamed && open && open !== last && open.main !== null && open.part) {
    const texts = [format(open.main), open.part]
    blocks.push({ y: position(up, open.main), texts, color: colours.accent, weight: 400 })
  }
  const stacked = blocks.filter(({ texts }) => texts.length > 0).sort((a, b) => a.y - b.y)
  let [ceiling, floor] = [
    up.range[1],
    up.range[0] - sizes.labelLine * stacked.flatMap(({ texts }) => texts).length,
  ]
  return stacked.flatMap(({ y, texts, color, weight }) => {
    const height = sizes.labelLine * texts.length
    // As near to the line's end as the block above and the room for those below allow.
    const start = Math.max(ceiling, Math.min(y - height / 2, floor))
    ceiling = start + height
    floor += height
    return texts.map((text, row) =>
      label(fitted(text, 110, weight), 0, start + sizes.labelLine * (row + 0.5), {
        color,
        weight,
      }),
    )
  })
}

interface Place {
  across: Scale
  up: Scale
  barWidth: number
  format: (value: number) => string
  day: (iso: string) => string
}

/** A line of the picture, in its points. */
function path(points: readonly Point[], { across, up }: Place, of: (point: Point) => number | null) {
  return points.flatMap(point => {
    const value = of(point)
    return value === null ? [] : [[position(across, point.at), position(up, value)] as const]
  })
}

/** The red bars of the picture, in its points. */
function redBars(points: readonly Point[], { across, up, barWidth }: Place): Box[] {
  return points
    .filter(({ forfeit }) => forfeit < 0)
    .map(({ at, forfeit }) => ({
      left: position(across, at) - barWidth / 2,
      right: position(across, at) + barWidth / 2,
      top: position(up, 0),
      bottom: position(up, forfeit),
    }))
}

/** The value and day above each peak, if there is room; only the highest, which comes first, is named at any price. */
export function namePeaks(
  points: readonly Point[],
  named: readonly number[],
  place: Place,
): Map<number, Label> {
  const { across, up, format, day } = place
  const drawn = [path(points, place, whole), path(points, place, ({ quiet }) => quiet)]
  const taken = [...redBars(points, place), ...rings(points, place)]
  const found = new Map<number, Label>()
  for (const index of named) {
    const point = points[index]
    if (!point || point.main === null) continue
    const [x, y] = [position(across, point.at), position(up, point.main) - 15]
    const text = fitted(`${format(point.main)}, ${day(point.day)}`, 220, 600)
    const style = { weight: 600, color: colours.accent, halo: true } as const
    const tries = [
      label(text, x, y, { ...style, align: 'center' }),
      label(text, x - 6, y, { ...style, align: 'left' }),
      label(text, x + 6, y, { ...style, align: 'right' }),
    ].map(each => between(each, ...across.range))
    const clear = tries.find(
      each =>
        [...found.values()].every(other => !meets(box(other), box(each))) &&
        drawn.every(line => !crosses(line, box(each))) &&
        taken.every(mark => !meets(mark, box(each))),
    )
    const named = clear ?? (found.size === 0 ? tries[0] : undefined)
    if (named) found.set(index, named)
  }
  return found
}

/** The hollow dots of the picture, with a little air. */
function rings(points: readonly Point[], { across, up }: Place): Box[] {
  return points.flatMap(({ at, main, complete }) => {
    if (complete || main === null) return []
    const [x, y] = [position(across, at), position(up, main)]
    return [{ left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 }]
  })
}

/**
 * What is said beside the hollow dots: the value and how much it is of, where there is room, or the value alone. None goes
 * without: where neither has room, the place is taken that crosses least. `isClear` says whether the last one has room.
 */
export function nameParts(
  points: readonly Point[],
  place: Place,
  taken: readonly Label[],
  isLastAtEdge: boolean,
): { labels: Label[]; isClear: boolean } {
  const { across, up, format } = place
  // Where no week is complete, the last one is named at the picture's edge.
  const atEdge = points.some(point => whole(point) !== null)
    ? -1
    : points.findLastIndex(({ main }) => main !== null)
  const drawn = [path(points, place, whole), path(points, place, ({ quiet }) => quiet)]
  const marks = [...redBars(points, place), ...rings(points, place)]
  const found: Label[] = []
  let isClear = true
  for (const [index, { at, main, complete, part }] of points.entries()) {
    const isLast = index === points.length - 1
    if (complete || main === null || index === atEdge || !part || (isLast && isLastAtEdge)) continue
    const free = [`${format(main)} ${part}`, format(main)].flatMap(text =>
      around(fitted(text, 160, 400), position(across, at), position(up, main), across).filter(
        each =>
          box(each).top >= up.range[1] - 12 &&
          box(each).bottom <= up.range[0] &&
          [...taken, ...found].every(other => !meets(box(other), box(each))),
      ),
    )
    const crossed = (each: Label) =>
      drawn.filter(line => crosses(line, box(each))).length +
      2 * marks.filter(mark => meets(mark, box(each))).length
    const [best] = free.toSorted((one, other) => crossed(one) - crossed(other))
    if (best) found.push(best)
    if (isLast) isClear = best !== undefined && crossed(best) === 0
  }
  return { labels: found, isClear }
}

/** The places of a text around a point, the nearest first: beside it, beneath it, above it, and further off. */
function around(text: string, x: number, y: number, { range }: Scale): Label[] {
  const style = { color: colours.accent, halo: true } as const
  const beside = ([dx, dy, align]: readonly [number, number, Label['align']]) =>
    label(text, x + dx, y + dy, { ...style, align })
  const over = (dy: number) => between(label(text, x, y + dy, { ...style, align: 'center' }), ...range)
  return [
    beside([-10, 0, 'right']),
    beside([10, 0, 'left']),
    over(17),
    over(-17),
    beside([-8, 14, 'right']),
    beside([-8, -14, 'right']),
    over(30),
    over(-30),
  ].filter(each => box(each).left >= range[0] - 2 && box(each).right <= range[1] + 2)
}

/** The name of the red bars where they leave room for it, and the value of the longest if that has room too. */
export function nameForfeits(
  points: readonly Point[],
  name: string,
  place: Place,
  taken: readonly Label[],
): Label[] {
  const { across, up, format, day } = place
  const line = path(points, place, whole)
  const rung = rings(points, place)
  const free = (each: Label) => taken.every(other => !meets(box(other), box(each)))
  const clear = (each: Label) =>
    free(each) && !crosses(line, box(each)) && rung.every(ring => !meets(ring, box(each)))

  const spots = beneath(points, name, place)
  const worst = points.reduce((a, b) => (b.forfeit < a.forfeit ? b : a))
  const said = fitted(`${format(worst.forfeit)}, ${day(worst.day)}`, 220, 600)
  const at = [position(across, worst.at), position(up, worst.forfeit) + 12] as const
  const value = between(label(said, ...at, { ...red, weight: 600, align: 'center' }), ...across.range)
  const beside = clear(value)
    ? spots.find(spot => clear(spot) && !meets(box(spot), air(box(value))))
    : undefined
  if (beside) {
    // Two labels at almost the same height look like a slip: side by side they share a line.
    const level = { ...beside, y: value.y }
    return [Math.abs(beside.y - value.y) < 16 && clear(level) ? level : beside, value]
  }
  const alone = spots.find(clear) ?? spots.find(free)
  return alone ? [alone] : []
}

/** The rectangle with more air at its sides, so that two labels on a line do not read as one. */
const air = ({ left, right, top, bottom }: Box): Box => ({ left: left - 8, right: right + 8, top, bottom })

const red = { color: colours.forfeit, halo: true } as const

/** The places for a name beneath the red bars, the highest first: what hangs above each decides how low it is. */
function beneath(points: readonly Point[], name: string, place: Place): Label[] {
  const [left, right] = place.across.range
  const text = fitted(name, right - left - 4, 400)
  const width = textWidth(text, sizes.label, 400)
  const bars = redBars(points, place)
  const spots: Label[] = []
  for (let from = left + 2; from <= right - width; from += 8) {
    const near = bars.filter(bar => bar.right > from - 4 && bar.left < from + width + 4)
    spots.push(label(text, from, Math.max(position(place.up, 0), ...near.map(bar => bar.bottom)) + 12, red))
  }
  return spots.sort((a, b) => a.y - b.y || a.x - b.x)
}
