import type { Sql } from 'postgres'
import type { Row } from '../../src/insight.ts'
import { avgspend } from './counts/avgspend.ts'
import { categories } from './counts/categories.ts'
import { customer } from './counts/customer.ts'
import { demographics } from './counts/demographics.ts'
import { kpis } from './counts/kpis.ts'
import { movers } from './counts/movers.ts'
import { newvsreturning } from './counts/newvsreturning.ts'
import { channels, regions } from './counts/origins.ts'
import { products } from './counts/products.ts'
import { retention } from './counts/retention.ts'
import { returns } from './counts/returns.ts'
import { seasonality } from './counts/seasonality.ts'
import { topcustomers } from './counts/topcustomers.ts'
import { weeklysales } from './counts/weeklysales.ts'
import { type AskedUnder, type Line, linesOf } from './ledger.ts'

/* The numbers of each insight counted a second time, another way: from the raw lines. */

const counts: Record<string, (all: Line[], asked: AskedUnder) => Row[] | object[]> = {
  weeklysales,
  topcustomers,
  returns,
  movers,
  kpis,
  avgspend,
  newvsreturning,
  demographics,
  products,
  categories,
  channels,
  regions,
  retention,
  seasonality,
  customer,
}

/** The rows that an insight should have, as far as a second count knows them; nothing where there is none. */
export async function reference(
  owner: Sql,
  insight: string,
  asked: AskedUnder,
): Promise<object[] | undefined> {
  return counts[insight]?.(await linesOf(owner), asked)
}
