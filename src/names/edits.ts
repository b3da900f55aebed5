/**
 * The least number of slips between two texts, a slip being a letter too many, missing, mistaken for another, or
 * swapped with its neighbour; undefined where they are more than `most`.
 *
 * This is the optimal string alignment distance (Boytsov, "Indexing methods for approximate dictionary searching",
 * 2011, section 2.2): edits('untied', 'united', 1) is 1.
 */
export function edits(one: string, other: string, most: number): number | undefined {
  const from = [...one]
  const to = [...other]
  if (Math.abs(from.length - to.length) > most) return undefined
  // Row i holds the distances between the first i letters of one and all beginnings of the other.
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (const [i, letter] of from.entries()) {
    const row = [i + 1]
    for (const [j, opposite] of to.entries()) {
      const same = letter === opposite ? 0 : 1
      const swapped =
        i > 0 && j > 0 && letter === to[j - 1] && from[i - 1] === opposite
          ? (beforeLast[j - 1] ?? most) + 1
          : most + 1
      row.push(Math.min((last[j + 1] ?? most) + 1, (row[j] ?? most) + 1, (last[j] ?? most) + same, swapped))
    }
    if (Math.min(...row) > most) return undefined
    beforeLast = last
    last = row
  }
  const distance = last.at(-1) ?? 0
  return distance > most ? undefined : distance
}
