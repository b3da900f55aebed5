import { returnWindow } from './measures.ts'
import { type Coverage, dayAfter, type Period } from './period.ts'

/*
 * Until what was ordered can no longer come back, the rates of returns may still rise.
 */

/** The last day on which what was ordered in a period can come back. */
export const lastReturn = ({ to }: Pick<Period, 'to'>) => dayAfter(to, returnWindow - 1)

/** Whether what was ordered in a period cannot come back any more. */
export const isSettled = (period: Pick<Period, 'to'>, asOf: string) => lastReturn(period) <= asOf

/** Until when returns of a period's orders come, whether that is still ahead, and whether nearly all is: then a rate says nothing. */
export const returnsUntil = (
  { period }: { period: Pick<Period, 'from' | 'to'> },
  { asOf }: Pick<Coverage, 'asOf'>,
) => ({
  last: lastReturn(period),
  isOpen: !isSettled(period, asOf),
  isEarly: period.from > dayAfter(asOf, -returnWindow),
})
