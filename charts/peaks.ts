/** The rows worth naming: the highest, and up to two more that stand out from half the others and their surroundings. */
export function peaks(values: readonly (number | null)[]): number[] {
  const known = values.filter(value => value !== null).sort((a, b) => a - b)
  const [highest, middle] = [known.at(-1), known[Math.floor(known.length / 2)]]
  if (highest === undefined || middle === undefined) return []
  const around = Math.max(1, Math.round(values.length / 12))
  const enough = middle + 0.4 * (highest - middle)
  return values
    .map((value, index) => ({ value, index }))
    .filter(({ value, index }) => {
      if (value === null) return false
      const near = values.slice(Math.max(0, index - around), index + around + 1)
      const first = values.indexOf(value)
      if (value === highest) return index === first
      return value > enough && values.length >= 8 && near.every(other => other === null || other <= value)
    })
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
    .slice(0, 3)
    .map(({ index }) => index)
}
