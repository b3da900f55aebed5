import type { Native } from './chart.ts'
import { clean } from './fit.ts'

const longest = 20

/** A label for Slack's own chart: at most 20 characters. */
function short(text: string): string {
  const letters = [...clean(text)]
  let length = letters.length
  while (letters.slice(0, length).join('').length > longest - 1) length--
  return clean(text).length <= longest ? clean(text) : `${letters.slice(0, length).join('').trimEnd()}…`
}

/** Labels that are short, not empty and all different, as Slack's own chart wants them. */
function unique(texts: readonly string[]): string[] {
  const taken = new Set<string>()
  return texts.map(text => {
    let found = short(text) || '–'
    for (let count = 2; taken.has(found); count++) {
      const ending = ` ${count}`
      found = `${short(text).slice(0, longest - ending.length)}${ending}`
    }
    taken.add(found)
    return found
  })
}

/** The same finding for Slack's own chart, or nothing where there is nothing to draw. */
export function native(
  type: Native['type'],
  categories: readonly string[],
  series: readonly { name: string; values: readonly number[] }[],
): Native | null {
  if (categories.length === 0) return null
  const names = unique(series.map(({ name }) => name))
  return {
    type,
    categories: unique(categories),
    series: series.map(({ values }, index) => ({ name: names[index] ?? '', values: [...values] })),
  }
}
