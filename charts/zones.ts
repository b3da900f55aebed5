import { fitted } from './fit.ts'
import { textWidth } from './font.ts'
import { type Label, label } from './label.ts'
import type { Pareto } from './pareto.ts'
import type { Span } from './ranking.ts'
import { colours, sizes } from './theme.ts'

/** A class with its stretch of the picture, in points. */
export interface Zone extends Span {
  from: number
  to: number
}

/** The stretch of a class, where every row has the same step. */
export const zone = (span: Span, left: number, step: number): Zone => ({
  ...span,
  from: left + step * span.first,
  to: left + step * (span.last + 1),
})

/** What each class holds, above its stretch: as long as they all have room, shortened where they have not. */
export function heads<Row>(classes: readonly Zone[], { count, share }: Pareto<Row>, y: number): Label[] {
  const [left, edge] = [sizes.margin, sizes.width - sizes.margin]
  const style = { weight: 600, color: colours.ink } as const
  const forms = classes.map(({ letter, first, last, share: part }) => {
    const rows = fitted(count(last - first + 1), 160, 600)
    return [`${letter}: ${rows}, ${fitted(share(part), 60, 600)}`, `${letter}: ${rows}`, letter as string]
  })
  const used = forms.map(() => 0)
  const width = (index: number) => textWidth(forms[index]?.[used[index] ?? 0] ?? '', sizes.label, 600)
  for (;;) {
    const starts = classes.map(({ from }) => from)
    // First to the right of the one before, then back to the left of the edge and of the one behind.
    for (let at = 1; at < starts.length; at++)
      starts[at] = Math.max(starts[at] ?? 0, (starts[at - 1] ?? 0) + width(at - 1) + 14)
    let limit: number = edge
    for (let at = starts.length - 1; at >= 0; at--) {
      starts[at] = Math.min(starts[at] ?? 0, limit - width(at))
      limit = (starts[at] ?? 0) - 14
    }
    // Each must begin before its stretch ends and reach well into it, or it would name the one beside.
    const right = classes.findIndex(({ from, to }, at) => (starts[at] ?? 0) > Math.max(to - 8, from + 24))
    const before = classes.findIndex(({ from, to }, at) => {
      const start = starts[at] ?? 0
      return start < left - 0.01 || (start < from && start + width(at) < from + Math.min(30, to - from))
    })
    const strays = right >= 0 || before >= 0
    const longest = classes
      .map((_, at) => at)
      .filter(at => (used[at] ?? 0) < 2 && (right >= 0 ? at <= right : at >= before))
      .sort((a, b) => width(b) - width(a))[0]
    if (!strays || longest === undefined)
      return classes.map((_, at) => label(forms[at]?.[used[at] ?? 0] ?? '', starts[at] ?? 0, y, style))
    used[longest] = (used[longest] ?? 0) + 1
  }
}
