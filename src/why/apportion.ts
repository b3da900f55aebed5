import { compare, floor, nearest, sum } from './exact.ts'

/**
 * Rounds parts to whole units so that they add up to their rounded sum, by largest remainder (Hare–Niemeyer): each is
 * rounded down, and what is then missing goes, a unit each, to those that lost most.
 *
 * No part moves by a whole unit, and one that is whole stays. Of equal remainders the larger part is raised first; of
 * equal parts the one that stands first moves away from zero. So turning every sign turns every sign of the result.
 * A total may be given where the sum is known better; one that cannot be reached so is an error.
 */
export function apportion(
  parts: readonly bigint[],
  unit: bigint,
  total = nearest(sum(parts), unit),
): bigint[] {
  const floors = parts.map(part => floor(part, unit))
  const cut = parts
    .map((part, index) => ({ part, index, rest: part - floor(part, unit) * unit }))
    .filter(({ rest }) => rest > 0n)
    .toSorted(
      (a, b) =>
        compare(b.rest, a.rest) ||
        compare(b.part, a.part) ||
        (a.part < 0n ? b.index - a.index : a.index - b.index),
    )
  const missing = Number(total - sum(floors))
  if (missing < 0 || missing > cut.length)
    throw new Error(`a total of rounded parts; reached by raising some of them by a unit: ${total}`)
  const raised = new Set(cut.slice(0, missing).map(({ index }) => index))
  return floors.map((units, index) => (raised.has(index) ? units + 1n : units))
}
