import { apportion } from './apportion.ts'
import { type Amount, nearest, ruler, sum } from './exact.ts'

/** What a rate or an average divides. */
export type Ratio = { numerator: Amount; denominator: Amount }

/** A member's rate in two periods; null where it had none in one of them. */
export type Rated = { before: Ratio | null; now: Ratio | null }

/** How much of a rate's change is mix and how much is rate, of all and of every member. */
export type MixAndRate<T> = {
  change: number
  mix: number
  rate: number
  members: (T & { mix: number; rate: number })[]
}

// Members' effects are cut to this part of a unit: exact fractions of thousands of members grow without end.
const fineness = 10n ** 12n

/**
 * Splits the change of a rate or an average into mix (members whose rate is high gained weight) and rate (the members'
 * own rates changed). Undefined where the denominators of a period add up to zero.
 *
 * It is the symmetric form of E. M. Kitagawa, "Components of a Difference Between Two Rates" (1955). With w a member's
 * share of the denominator, r its rate, R the rate of all, and means over the two periods:
 * mix = Δw × (mean r − mean R), rate = mean w × Δr. Members must not overlap: numerators and denominators add up.
 * (Orders with several categories do not add up over categories.)
 *
 * A member without a denominator in one period is given the rate of the other: all it does is mix. A numerator over a
 * denominator of zero has no weight, so what it does is rate. The change is rounded to whole units (millionths unless
 * given); mix and rate add up to it exactly, and so do the members to mix and to rate, by largest remainder.
 */
export function mixAndRate<T extends Rated>(
  members: readonly T[],
  unit: Amount = 0.000001,
): MixAndRate<T> | undefined {
  const { one, scale, read, write } = ruler(
    unit,
    members.flatMap(({ before, now }) =>
      [before, now].flatMap(ratio => (ratio ? [ratio.numerator, ratio.denominator] : [])),
    ),
  )
  const fraction = (ratio: Ratio | null) => ({
    over: read(ratio?.numerator ?? 0),
    under: read(ratio?.denominator ?? 0),
  })
  const rows = members.map(({ before, now }) => ({ was: fraction(before), is: fraction(now) }))
  const all = { was: added(rows.map(({ was }) => was)), is: added(rows.map(({ is }) => is)) }
  const both = all.was.under * all.is.under
  if (both === 0n) return undefined

  const fine = (over: bigint, under: bigint) => nearest(over * scale * fineness, under * one)
  const mean = twiceMean(all.was, all.is)
  const effects = rows.map(({ was, is }) => {
    const shift = is.under * all.was.under - was.under * all.is.under
    const own = twiceMean(was, is)
    const moved = is.over * all.was.under - was.over * all.is.under
    return {
      mix: fine(shift * (own.over * mean.under - mean.over * own.under), 2n * both * own.under * mean.under),
      // What is not Δw × mean r.
      rate: fine(2n * moved * own.under - shift * own.over, 2n * both * own.under),
    }
  })
  const mixes = effects.map(({ mix }) => mix)
  const rates = effects.map(({ rate }) => rate)
  const change = nearest((all.is.over * all.was.under - all.was.over * all.is.under) * scale, both * one)
  const [mix = 0n, rate = 0n] = apportion([sum(mixes), sum(rates)], fineness, change)
  const mixUnits = apportion(mixes, fineness, mix)
  const rateUnits = apportion(rates, fineness, rate)
  return {
    change: write(change),
    mix: write(mix),
    rate: write(rate),
    members: members.map((member, at) => ({
      ...member,
      mix: write(mixUnits[at] ?? 0n),
      rate: write(rateUnits[at] ?? 0n),
    })),
  }
}

type Fraction = { over: bigint; under: bigint }

const added = (fractions: readonly Fraction[]): Fraction => ({
  over: sum(fractions.map(({ over }) => over)),
  under: sum(fractions.map(({ under }) => under)),
})

/** Twice the mean of two rates; a rate that does not exist is taken to be the other, and of two such is zero. */
const twiceMean = (was: Fraction, is: Fraction): Fraction => {
  if (was.under !== 0n && is.under !== 0n)
    return { over: was.over * is.under + is.over * was.under, under: was.under * is.under }
  if (is.under !== 0n) return { over: 2n * is.over, under: is.under }
  return was.under !== 0n ? { over: 2n * was.over, under: was.under } : { over: 0n, under: 1n }
}
