import type { Asked } from '../../../src/insight.ts'
import { firstBefore, type Line, within } from '../ledger.ts'

const back = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)

const yearEarlier = (day: string) => `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`

/** The lines that a question is compared with; nothing where the ledger does not cover both periods whole. */
export function before(all: Line[], asked: Asked): Line[] | undefined {
  const days = all.map(({ day }) => day).sort()
  const [first = '', last = ''] = [days[0], days.at(-1)]
  const { from, to } = asked.period
  const length = (Date.parse(to) - Date.parse(from)) / 86_400_000
  const isWeeks = length % 7 === 0 && new Date(from).getUTCDay() === 1
  const earlier = (day: string) => (isWeeks ? back(day, 364) : yearEarlier(day))
  const other =
    asked.vs === 'last year'
      ? { from: earlier(from), to: earlier(to) }
      : { from: firstBefore(asked.period), to: from }
  if (other.from < first || back(to, 1) > last) return undefined
  return within(all, { ...asked, period: { ...asked.period, ...other } })
}

/** A share of two amounts, to six decimals, rounded half away from zero. */
export const quotient = (part: bigint, whole: bigint) => {
  const [size, sign] = part < 0n ? [-part, -1] : [part, 1]
  return (sign * Number((2_000_000n * size + whole) / (2n * whole))) / 1_000_000
}
