import { avgspend } from './avgspend.ts'
import { categories } from './categories.ts'
import { channels } from './channels.ts'
import { customer } from './customer.ts'
import { demographics } from './demographics.ts'
import { kpis } from './kpis.ts'
import { movers } from './movers.ts'
import { newvsreturning } from './newvsreturning.ts'
import { products } from './products.ts'
import { regions } from './regions.ts'
import { retention } from './retention.ts'
import { returns } from './returns.ts'
import { seasonality } from './seasonality.ts'
import { topcustomers } from './topcustomers.ts'
import { weeklysales } from './weeklysales.ts'

/** Every question that can be asked, in the order of the help. */
export const insights = [
  weeklysales,
  topcustomers,
  customer,
  retention,
  returns,
  movers,
  kpis,
  products,
  categories,
  channels,
  regions,
  seasonality,
  avgspend,
  newvsreturning,
  demographics,
] as const
