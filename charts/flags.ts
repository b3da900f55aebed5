import { aired, between, box, type Label, label, meets } from './label.ts'
import { finite } from './scale.ts'
import { sizes } from './theme.ts'

/** A named line, before it is known where its name stands. */
export interface Flag {
  name: string
  x: number
  label: Label
}

/** A line's name and value, as they stand beside it. */
export function flag(
  name: string,
  given: number | null,
  at: (value: number) => number,
  write: (value: number) => string,
  style: Partial<Label>,
): Flag | undefined {
  const value = finite(given)
  if (value === null) return undefined
  return { name, x: at(value), label: label(`${name} ${write(value)}`, 0, 0, { weight: 600, ...style }) }
}

/**
 * The flags beside the tops of their lines, on one row where they leave each other room, else on two: the lower one
 * then stands on the side that the other line does not pass.
 */
export function flagged(flags: readonly Flag[], top: number, [left, right]: [number, number]) {
  const set = ({ name, x, label: text }: Flag, side: 'left' | 'right', row: number) => {
    const y = top + sizes.labelLine * (row + 0.5)
    const aside = side === 'left' ? -6 : 6
    const align = side === 'left' ? 'right' : 'left'
    const placed = between({ ...text, x: x + aside, y, align }, left, right)
    const over = box(placed).left < x + 3 && box(placed).right > x - 3
    // A line passes no text: it begins beneath its own where it cannot stand beside it.
    const from = over ? y + sizes.labelLine / 2 : row === 0 ? y - sizes.labelLine / 2 : y - 4
    return { name, x, label: placed, row, over, from }
  }
  const [first, second] = [...flags].sort((a, b) => a.x - b.x)
  if (!first) return []
  if (!second) {
    const beside = set(first, 'right', 0)
    return [beside.over ? set(first, 'left', 0) : beside]
  }
  const tries = [
    [set(first, 'right', 0), set(second, 'right', 0)],
    [set(first, 'left', 0), set(second, 'right', 0)],
    [set(first, 'left', 0), set(second, 'left', 0)],
    [set(first, 'right', 0), set(second, 'right', 1)],
  ]
  const clear = tries.find(([a, b]) => {
    if (!a || !b || a.over || (b.over && b.row === 0)) return false
    const [one, other] = [box(a.label), box(b.label)]
    const struck = (each: typeof one, x: number) => x > each.left - 2 && x < each.right + 2
    return !meets(aired(one), other) && !struck(other, a.x) && (b.row === 1 || !struck(one, b.x))
  })
  return clear ?? [set(second, 'left', 0), set(first, 'left', 1)]
}
