import { sql } from 'drizzle-orm'
import { check, date, integer, numeric, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { byWhole } from './scope.ts'

/** What was planned: the value that a measure is to reach in a period, for the whole company or one member. */
export const targets = pgTable(
  'targets',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    measure: text().notNull(),
    dimension: text(),
    memberId: integer(),
    /** The first day, and the day after the last. */
    from: date().notNull(),
    to: date().notNull(),
    value: numeric({ precision: 24, scale: 6 }).notNull(),
  },
  row => [
    unique('target_once').on(row.measure, row.dimension, row.memberId, row.from, row.to).nullsNotDistinct(),
    check('whole_or_member', sql`(${row.dimension} is null) = (${row.memberId} is null)`),
    check('days', sql`${row.from} < ${row.to}`),
    byWhole('dimension', 'member_id'),
  ],
)
