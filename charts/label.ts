import { textWidth } from './font.ts'
import { colours, sizes, type Weight } from './theme.ts'

/** A text on the picture, in its points: `y` is the middle of the line. */
export interface Label {
  text: string
  x: number
  y: number
  align: 'left' | 'center' | 'right'
  size: number
  weight: Weight
  color: string
  halo: boolean
}

export interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

type Point = readonly [x: number, y: number]

/** A label in the theme's usual style, changed as told. */
export function label(text: string, x: number, y: number, style: Partial<Label> = {}): Label {
  return {
    text,
    x,
    y,
    align: 'left',
    size: sizes.label,
    weight: 400,
    color: colours.muted,
    halo: false,
    ...style,
  }
}

/** The rectangle that a label covers, with a little air around it. */
export function box({ text, x, y, align, size, weight }: Label): Box {
  const width = textWidth(text, size, weight)
  const left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2
  return { left: left - 2, right: left + width + 2, top: y - 0.6 * size, bottom: y + 0.6 * size }
}

/** The rectangle with so much room at its sides that two words beside each other do not read as one. */
export const aired = (here: Box): Box => ({ ...here, left: here.left - 8, right: here.right + 8 })

/** Whether two rectangles share any point. */
export function meets(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/** Whether a line, drawn from left to right through the points, runs through the rectangle. */
export function crosses(line: readonly Point[], { left, right, top, bottom }: Box): boolean {
  return line.some(([x2, y2], index) => {
    const [x1, y1] = line[index - 1] ?? [x2, y2]
    if (x2 < left || x1 > right) return false
    const at = (x: number) => (x2 === x1 ? y2 : y1 + ((y2 - y1) * (x - x1)) / (x2 - x1))
    const [from, to] = [at(Math.max(left, x1)), at(Math.min(right, x2))]
    return Math.max(from, to) > top && Math.min(from, to) < bottom
  })
}

/** The label moved sideways as far as it takes to lie between two edges. */
export function between(moved: Label, left: number, right: number): Label {
  const here = box(moved)
  const shift = here.left < left ? left - here.left : Math.min(0, right - here.right)
  return { ...moved, x: moved.x + shift }
}
