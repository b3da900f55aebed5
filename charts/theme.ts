import type { Config } from 'vega-lite'

/** The colours of every picture: one that speaks, greys for the rest, and the same red for what was forfeited. */
export const colours = {
  paper: '#ffffff',
  ink: '#1b2330',
  muted: '#59616f',
  grid: '#e4e7ec',
  zero: '#8d95a3',
  accent: '#123596',
  quiet: '#a3abb8',
  forfeit: '#d04829',
} as const

/** The sizes in points that all forms share, so that pictures beside each other are one family. */
export const sizes = {
  width: 520,
  shortest: 293,
  tallest: 390,
  margin: 16,
  title: 18,
  titleLine: 24,
  label: 14,
  labelLine: 18,
} as const

/** The weights of Inter that the theme draws with, and the font file of each inside its package. */
export const fonts = {
  400: '400Regular/Inter_400Regular.ttf',
  500: '500Medium/Inter_500Medium.ttf',
  600: '600SemiBold/Inter_600SemiBold.ttf',
  700: '700Bold/Inter_700Bold.ttf',
} as const

export type Weight = keyof typeof fonts

/** The one Vega configuration: an opaque background that is legible in light and dark mode, Inter, and no borders. */
export const config: Config = {
  background: colours.paper,
  font: 'Inter',
  view: { stroke: null },
  // The alt text is ours, on the image; Vega's text for every mark would only slow the drawing down.
  aria: false,
}
