import { getTableName, isTable } from 'drizzle-orm'
import type { TransactionSql } from 'postgres'
import * as schema from '../../drizzle/schema/sales.ts'
import type { Database } from '../db.ts'
import { UserError } from '../errors.ts'
import { type LoadOptions, type LoadResult, load } from '../intake/load.ts'
import { sampleCompany } from './company.ts'

const sampleName = 'sample'

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
  const isLoaded = await owner.begin(async tx => {
    // The lock of every load: what an import under way brings is seen here, not overwritten.
    await tx`select pg_advisory_xact_lock(hashtext('tilly import'))`
    const known = await tx<{ source: string; files: string[] }[]>`select source, files from imports`
    if (known.some(one => one.source !== source.name))
      throw new UserError('The database holds other sales, and the sample company would mix with them.', {
        hint: 'Set DATA_DIR to another folder, or DATABASE_URL to another database.',
      })
    if (known.some(({ files }) => files[0] === source.files[0])) return true
    if (known.length > 0) await empty(tx)
    return false
  })
  if (isLoaded) return 'unchanged'
  return load(owner, source, {
    through: company.end,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  })
}

/** Takes the sample company out of a database that holds nothing else. */
export async function removeSample({ owner }: Pick<Database, 'owner'>): Promise<void> {
  await owner.begin(async tx => {
    await tx`select pg_advisory_xact_lock(hashtext('tilly import'))`
    const others = await tx`select from imports where source <> ${sampleName} limit 1`
    if (others.length > 0)
      throw new UserError('The database holds other sales than the sample company.', {
        hint: 'Nothing was removed.',
      })
    await empty(tx)
  })
}

/** Says whether a database holds the sample company, which other sales would mix with. */
export async function refuseBesideSample({ owner }: Pick<Database, 'owner'>): Promise<void> {
  const samples = await owner`select from imports where source = ${sampleName} limit 1`
  if (samples.length > 0)
    throw new UserError('The database holds the sample company, and other sales would mix with it.', {
      hint: 'Take it out with `npm run sample -- --remove`, or set DATA_DIR to another folder.',
    })
}

/** Takes all sales out; the version of the data only ever grows, because answers are kept by it. */
async function empty(tx: TransactionSql) {
  const tables = Object.values(schema)
    .filter(table => isTable(table))
    .map(table => getTableName(table))
    .filter(name => name !== getTableName(schema.coverage))
  await tx`truncate ${tx.unsafe(tables.join(', '))} restart identity`
  await tx`update coverage set version = version + 1, first_day = null, data_through = null, as_of = null`
}
