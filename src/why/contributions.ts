import { apportion } from './apportion.ts'
import { type Amount, compare, magnitude, ruler, sum } from './exact.ts'

/** A member's amount in two periods; null where it had none in one of them. */
export type Compared = { before: Amount | null; now: Amount | null }

/** What every member brought, and together what those past the ones asked for brought. */
export type Contributions<T> = {
  change: number
  members: (T & { change: number })[]
  others: { members: number; change: number } | undefined
}

/**
 * What each member (a region, a product, a customer) brought to a change, largest first, up or down.
 *
 * Amounts add up by themselves, so a member brought what it has now less what it had before; one that is in one period
 * only brought all of it. Members are rounded to whole units (cents unless given) by largest remainder, and the tail
 * gathered after that: a figure does not depend on how many are shown, and all add up to the rounded change.
 * Equal members keep their order.
 */
export function contributions<T extends Compared>(
  members: readonly T[],
  { top = members.length, unit = 0.01 }: { top?: number; unit?: Amount } = {},
): Contributions<T> {
  const { one, read, write } = ruler(
    unit,
    members.flatMap(({ before, now }) => [before ?? 0, now ?? 0]),
  )
  const exact = members.map(({ before, now }) => read(now ?? 0) - read(before ?? 0))
  const units = apportion(exact, one)
  const sorted = members
    .map((member, at) => ({ member, units: units[at] ?? 0n, size: magnitude(exact[at] ?? 0n) }))
    .toSorted((a, b) => compare(b.size, a.size))
  const tail = sorted.slice(top)
  return {
    change: write(sum(units)),
    members: sorted.slice(0, top).map(({ member, units }) => ({ ...member, change: write(units) })),
    others: tail.length
      ? { members: tail.length, change: write(sum(tail.map(({ units }) => units))) }
      : undefined,
  }
}
