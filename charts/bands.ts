import { paint } from './picture.ts'
import { colours } from './theme.ts'

/** The colours from the bottom upwards, told apart by lightness. */
export const shades = [colours.accent, '#6580cf', colours.quiet, '#d0d7e6'] as const

/** The same where a week or month is not complete. */
export const tints = ['#a9b4d4', '#ccd5ef', '#dadee4', '#eceff5'] as const

/** Areas upon each other, each from `y2` to `y`: along which scales is the form's to say. */
export const area = <X extends object, Y extends object>(name: string, x: X, y: Y) => ({
  data: { name },
  mark: {
    type: 'area' as const,
    opacity: 1,
    stroke: colours.paper,
    strokeWidth: { expr: 'seam' },
    strokeJoin: 'round' as const,
  },
  encoding: {
    x,
    y: { ...y, stack: null },
    y2: { field: 'y2' },
    fill: paint,
    detail: { field: 'part', type: 'nominal' as const },
    order: { value: 0 },
  },
})
