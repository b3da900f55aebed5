import { movers } from './movers.ts'
import { returns } from './returns.ts'
import { topcustomers } from './topcustomers.ts'
import { weeklysales } from './weeklysales.ts'

/** Every question that can be asked, in the order of the help. */
export const insights = [weeklysales, topcustomers, returns, movers] as const
