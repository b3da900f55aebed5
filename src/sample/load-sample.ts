import { getTableName, isTable, type Table } from 'drizzle-orm'
import type { ISql, TransactionSql } from 'postgres'
import { rules } from '../../drizzle/schema/bot.ts'
import * as schema from '../../drizzle/schema/sales.ts'
import * as summaries from '../../drizzle/schema/summaries.ts'
import type { Database } from '../db.ts'
import { UserError } from '../errors.ts'
import { exclusively, type LoadOptions, type LoadResult, load } from '../intake/load.ts'
import { sampleCompany } from './company.ts'

const sampleName = 'sample'

type Held = { source: string; files: string[] }

/** The imports whose lines the ledger holds: one that brought none, from a mere header say, is in nobody's way. */
const held = (sql: ISql) =>
  sql<Held[]>`select source, to_jsonb(files) as files from imports where (result ->> 'loaded')::integer > 0`

const isSample = ({ source }: Held) => source === sampleName

/** Loads the sample company: into an empty database, or in place of another sample; the same one changes nothing. */
export async function loadSample(
  { owner }: Pick<Database, 'owner'>,
  {
    signal,
    onProgress,
    ...company
  }: Pick<LoadOptions, 'signal' | 'onProgress'> & Parameters<typeof sampleCompany>[0],
): Promise<LoadResult | 'unchanged'> {
  const source = sampleCompany(company)
  /** The samples in a database without other sales, and whether this one is among them. */
  const standing = async (sql: ISql) => {
    const known = await held(sql)
    if (!known.every(isSample))
      throw new UserError('The database holds other sales, and the sample company would mix with them.', {
        hint: 'Set DATA_DIR to another folder, or DATABASE_URL to another database.',
      })
    return { isLoaded: known.some(({ files }) => files[0] === source.files[0]), some: known.length > 0 }
  }
  if ((await standing(owner)).isLoaded) return 'unchanged'
  const result = await load(owner, source, {
    through: company.end,
    // In the load's own transaction: what it replaces is gone only when it is there itself.
    before: async tx => {
      const { isLoaded, some } = await standing(tx)
      if (some && !isLoaded) await empty(tx, dimensions)
    },
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
  // Another process may have loaded the same one while this one waited.
  return result.loaded > 0 ? result : 'unchanged'
}

/**
 * Takes the sample company out of a database that holds nothing else, with all targets, which plan for it, and tells
 * how many those were.
 */
export async function removeSample({ owner }: Pick<Database, 'owner'>): Promise<{ targets: number }> {
  return owner.begin(async tx => {
    await exclusively(tx)
    const known = await held(tx)
    if (!known.every(isSample))
      throw new UserError('The database holds other sales than the sample company.', {
        hint: 'Nothing was removed.',
      })
    await empty(tx)
    // Where there is no sample, what is planned is planned for sales to come.
    return { targets: known.length > 0 ? (await tx`delete from targets`).count : 0 }
  })
}

/** Says whether a database holds sales other than the sample company's. */
export const holdsOtherSales = async ({ owner }: Pick<Database, 'owner'>): Promise<boolean> =>
  !(await held(owner)).every(isSample)

/** Refuses to begin a load where the database holds the sample company, which other sales would mix with. */
export async function refuseBesideSample(tx: TransactionSql): Promise<void> {
  if ((await held(tx)).some(isSample))
    throw new UserError('The database holds the sample company, and other sales would mix with it.', {
      hint: 'Take it out with `npm run sample -- --remove`, or set DATA_DIR to another folder.',
    })
}

/** What sales are of; another sample has the same, and under the same ids, by which alerts know them. */
const dimensions = [schema.regions, schema.channels, schema.categories, schema.reasons, schema.products]

/** Takes all sales out; the version of the data only ever grows, because answers are kept by it. */
async function empty(tx: TransactionSql, kept: readonly Table[] = []) {
  const tables = Object.values({ ...schema, ...summaries })
    .filter(table => isTable(table))
    .filter(table => table !== schema.coverage && !kept.includes(table))
    .map(table => getTableName(table))
  await tx`truncate ${tx.unsafe(tables.join(', '))} restart identity`
  // Under the id of a region that is gone there may be another one soon.
  if (kept.length === 0) await tx`delete from ${tx(getTableName(rules))} where member_id is not null`
  await tx`update coverage set version = version + 1, first_day = null, data_through = null, as_of = null`
}
