import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'

/** The day on which the day, week or month that a day lies in begins. */
export const startOf = (unit: 'day' | 'week' | 'month', day: SQLWrapper): SQL<string> =>
  unit === 'day' ? sql`${day}` : sql`date_trunc(${sql.raw(`'${unit}'`)}, ${day}::timestamp)::date`
