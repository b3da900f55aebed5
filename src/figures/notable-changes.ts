import type { Part } from './parts.ts'

/*
 * Which changes of parts are more than what parts ordinarily differ by, so that they are worth a word.
 */

type Moved = Pick<Part, 'net' | 'previous' | 'change' | 'allNet' | 'allPrevious'>

/** Where it is not known what is ordinary, from this share of the whole on a change is worth a word. */
const leastShare = 0.01

/**
 * Whether a part moved by more than is ordinary for one of its size: as if what parts bring differed by chance and
 * independently, the variance of a part is its share of that of the whole.
 */
export function isNotable({ net, previous, change, allNet, allPrevious }: Moved, ordinary: number): boolean {
  if (ordinary <= 0) return Math.abs(change) >= leastShare * Math.max(allNet, allPrevious)
  const share = Math.max(part(net, allNet), part(previous, allPrevious))
  return Math.abs(change) > ordinary * Math.sqrt(share)
}

/** What a part makes of the whole, between nothing and all of it. */
const part = (net: number, all: number) => (all > 0 ? Math.min(1, Math.max(0, net / all)) : 0)

/**
 * The parts whose changes are worth a word. One that is ordinary stays where a smaller change the same way is not, for
 * else the smaller would be called the most.
 */
export const notable = <T extends Moved>(parts: readonly T[], ordinary: number): T[] => {
  const told = parts.filter(one => isNotable(one, ordinary))
  return parts.filter(({ change }) =>
    told.some(
      other => Math.sign(other.change) === Math.sign(change) && Math.abs(other.change) <= Math.abs(change),
    ),
  )
}
