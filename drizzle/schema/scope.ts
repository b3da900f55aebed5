import { type SQL, sql } from 'drizzle-orm'
import { pgPolicy } from 'drizzle-orm/pg-core'

/*
 * Who may see what is set for one transaction with `set_config('tilly.regions' | 'tilly.channels', …, true)`:
 * ids separated by commas, or '*' for all. Unset or empty, nothing is visible.
 * The settings are read in sub-selects so that PostgreSQL evaluates them once a query, not once a row.
 */
const dimensions = { regions: 'region_id', channels: 'channel_id' } as const
type Dimension = keyof typeof dimensions

const setting = (dimension: Dimension) => `current_setting('tilly.${dimension}', true)`
const all = (dimension: Dimension) => `(select ${setting(dimension)}) = '*'`
const ids = (dimension: Dimension) =>
  `array(select unnest(string_to_array(nullif(${setting(dimension)}, '*'), ','))::smallint)`

const policy = (using: string) => pgPolicy('scope', { for: 'select', to: 'public', using: sql.raw(using) })

/** A row of one region and one channel is seen by whom both are open to. */
export const byRegionAndChannel = () =>
  policy(
    (Object.keys(dimensions) as Dimension[])
      .map(dimension => `(${all(dimension)} or ${dimensions[dimension]} = any(${ids(dimension)}))`)
      .join(' and '),
  )

/** A customer is seen by whom at least one of the customer's regions and channels is open to. */
export const byOverlap = () =>
  policy(
    (Object.keys(dimensions) as Dimension[])
      .map(dimension => `(${all(dimension)} or ${dimension} && ${ids(dimension)})`)
      .join(' and '),
  )

/** What belongs to orders is seen by whom any of them is open to. */
export const byOrders = (...columns: string[]) =>
  policy(columns.map(column => `exists (select from orders where orders.id = ${column})`).join(' or '))

/** A member of a dimension is seen by whom it is open to. */
export const byMember = (dimension: Dimension) => policy(`${all(dimension)} or id = any(${ids(dimension)})`)

/**
 * What is said of the whole of a member, or of everything, is seen by whom that whole is open to: beside a part of it,
 * a plan for the whole would mislead.
 */
export const byWhole = (dimension: string, member: string) =>
  policy(
    (['regions', 'channels'] as const)
      .map(one => `(${all(one)} or ${dimension} = '${one.slice(0, -1)}' and ${member} = any(${ids(one)}))`)
      .join(' and '),
  )

/** What belongs to no region is seen by everyone who may see anything. */
export const byAnyScope = () => policy(`(select ${setting('regions')}) <> ''`)

/** The statement that opens a scope for the rest of a transaction. */
export const openScope = (scope: {
  regions: readonly number[] | '*'
  channels: readonly number[] | '*'
}): SQL => {
  const text = (open: readonly number[] | '*') => (open === '*' ? '*' : open.join(','))
  return sql`select set_config('tilly.regions', ${text(scope.regions)}, true), set_config('tilly.channels', ${text(scope.channels)}, true)`
}
