import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'

/** What a question is given to build its queries with: a transaction, or a database nobody has opened. */
export type Tx = Pick<PostgresJsDatabase, 'select' | 'with' | '$with'>
