import { type AskedUnder, type Line, otherPeriod, within } from '../ledger.ts'

/** The lines that a question is compared with; nothing where the ledger does not cover both periods whole. */
export function before(all: Line[], asked: AskedUnder, vs: unknown = asked.vs): Line[] | undefined {
  const other = otherPeriod(all, asked.period, vs)
  return other && within(all, { ...asked, period: { ...asked.period, ...other } })
}

/** A share of two amounts, to six decimals, rounded half away from zero. */
export const quotient = (part: bigint, whole: bigint) => {
  const [size, sign] = part < 0n ? [-part, -1] : [part, 1]
  return (sign * Number((2_000_000n * size + whole) / (2n * whole))) / 1_000_000
}
