import type { TopLevelSpec } from 'vega-lite'
import type { Chart, Native } from './chart.ts'
import { balance, clean, cut, isolated } from './fit.ts'
import { textWidth } from './font.ts'
import { type Label, label } from './label.ts'
import type { Scale } from './scale.ts'
import { families } from './scripts.ts'
import { colours, config, sizes } from './theme.ts'

type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number]

/** A straight line in points: grid, zero, ticks. */
export interface Rule {
  x: number
  y: number
  x2: number
  y2: number
  color: string
}

/** What a form has worked out, in points of the picture. */
export interface Drawing {
  height: number
  alt: string
  native: Native | null
  rules: Rule[]
  labels: Label[]
  params: Record<string, unknown>
  datasets: Record<string, object[]>
  marks: Layer[]
}

/** A place that is told in points of the picture. */
export const place = (field: string) => ({ field, type: 'quantitative' as const, scale: null, axis: null })

/** A colour that is told by its own code. */
export const paint = { field: 'color', type: 'nominal' as const, scale: null, legend: null }
const type = {
  align: { expr: 'datum.align' },
  font: { expr: 'fonts' },
  fontSize: { expr: 'datum.size' },
  fontWeight: { expr: 'datum.weight' },
  baseline: 'middle',
} as const
const words = { x: place('x'), y: place('y'), text: { field: 'text', type: 'nominal' as const } }

const beneath: Layer = {
  data: { name: 'rules' },
  mark: { type: 'rule', strokeWidth: 1 },
  encoding: { x: place('x'), y: place('y'), x2: { field: 'x2' }, y2: { field: 'y2' }, color: paint },
}

const above: Layer[] = [
  {
    data: { name: 'halos' },
    mark: {
      type: 'text',
      ...type,
      filled: false,
      stroke: colours.paper,
      strokeWidth: 4,
      strokeJoin: 'round',
    },
    encoding: words,
  },
  { data: { name: 'labels' }, mark: { type: 'text', ...type }, encoding: { ...words, color: paint } },
]

/** The scale of a position that is told by the parameter of that name, and drawn without an axis: labels are ours. */
export const channel = (name: string) => ({
  type: 'quantitative' as const,
  axis: null,
  scale: {
    domain: [{ expr: `${name}.domain[0]` }, { expr: `${name}.domain[1]` }],
    range: [{ expr: `${name}.range[0]` }, { expr: `${name}.range[1]` }],
    nice: false,
    zero: false,
    // Vega-Lite would make room for bars at both ends, and every mark would stand beside its label.
    padding: 0,
  },
})

/** A drawing as a Vega-Lite specification of fixed size: all text is placed by us, so nothing is left to chance. */
export function picture({ height, alt, native, rules, params, datasets, marks, ...given }: Drawing): Chart {
  const labels = given.labels.map(each => ({ ...each, text: isolated(each.text) }))
  return {
    width: sizes.width,
    height,
    padding: 0,
    autosize: { type: 'none' },
    config,
    description: clean(alt),
    usermeta: { native },
    params: Object.entries({ ...params, fonts: families(labels.map(({ text }) => text)) }).map(
      ([name, value]) => ({ name, value }),
    ),
    datasets: { rules, ...datasets, halos: labels.filter(each => each.halo), labels },
    layer: [beneath, ...marks, ...above],
  }
}

const inner = sizes.width - 2 * sizes.margin

/** Title and subtitle, wrapped at the picture's inner width on two lines if they can be, and where they end. */
export function head(title: string, subtitle: string, tail = ''): { labels: Label[]; bottom: number } {
  const titles = balance(clean(title), inner, sizes.title, 600, 2)
  const labels = titles.map((text, index) =>
    label(text, sizes.margin, sizes.margin + sizes.titleLine * (index + 0.5), {
      size: sizes.title,
      weight: 600,
      color: colours.ink,
    }),
  )
  const top = sizes.margin + sizes.titleLine * titles.length + 2
  const lines = subtitleLines(clean(subtitle), clean(tail))
  labels.push(...lines.map((text, index) => label(text, sizes.margin, top + sizes.labelLine * (index + 0.5))))
  return { labels, bottom: top + sizes.labelLine * lines.length }
}

/**
 * The subtitle on two lines, or on three before anything is cut; what we add to it ("top 12 of 50") stays whole, even where
 * the rest must be cut.
 */
function subtitleLines(subtitle: string, tail: string): string[] {
  const isCut = (lines: readonly string[]) => lines.at(-1)?.endsWith('…')
  const set = (text: string) => {
    const two = phrases(text) ?? balance(text, inner, sizes.label, 400, 2)
    return isCut(two) ? balance(text, inner, sizes.label, 400, 3) : two
  }
  const whole = set([subtitle, tail].filter(part => part !== '').join('; '))
  if (tail === '' || !isCut(whole)) return whole
  let shorter = subtitle
  while (shorter.includes(' ')) {
    shorter = shorter.slice(0, shorter.lastIndexOf(' '))
    const lines = set(`${shorter.replace(/[\s,;:.–-]+$/u, '')}…; ${tail}`)
    if (lines.join(' ').endsWith(tail)) return lines
  }
  return [cut(subtitle, inner, sizes.label, 400), tail]
}

/** The text on two lines that part at a semicolon, if it can be. */
function phrases(text: string): string[] | undefined {
  const short = (line: string) => textWidth(line, sizes.label, 400) <= inner
  if (short(text)) return [text]
  const parts = text.split('; ')
  for (let count = parts.length - 1; count > 0; count--) {
    const lines = [`${parts.slice(0, count).join('; ')};`, parts.slice(count).join('; ')]
    if (lines.every(short)) return lines
  }
}

const nothing = 'Nothing in this period.'

/** A scale for what is not drawn. */
export const nowhere: Scale = { domain: [0, 1], range: [0, 1] }

/** The picture of no rows: the same head and the same structure, and one quiet sentence where the marks would be. */
export function blank(
  title: string,
  subtitle: string,
  form: Pick<Drawing, 'params' | 'datasets' | 'marks'>,
): Chart {
  const { labels, bottom } = head(title, subtitle)
  const middle = label(nothing, sizes.width / 2, (bottom + sizes.shortest) / 2, { align: 'center' })
  return picture({
    ...form,
    height: sizes.shortest,
    alt: `${title}. ${subtitle}. ${nothing}`,
    native: null,
    rules: [],
    labels: [...labels, middle],
  })
}
