import type { SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { allMeasures, type MeasureName } from '../measures.ts'
import { type Adding, adding, partsOf, viewName } from './names.ts'
import { type ReportingView, reportingViews } from './views.ts'

const dialect = new PgDialect({ casing: 'snake_case' })

/** A statement as it is written out. */
function written(statement: SQL): string {
  const { sql: text, params } = dialect.sqlToQuery(statement)
  if (params.length > 0) throw new Error(`a view has no parameters; parameters: ${params.length}`)
  return text
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`

/** The statements that make a view with its comments in a schema, or replace it there. */
function viewScript({ name, about, columns, select }: ReportingView, schema: string): string {
  const view = `${schema}.${name}`
  return [
    `CREATE OR REPLACE VIEW ${view} WITH (security_invoker = true) AS\n${written(select)};`,
    `COMMENT ON VIEW ${view} IS ${literal(about)};`,
    ...columns.map(column => `COMMENT ON COLUMN ${view}.${column.name} IS ${literal(column.about)};`),
  ].join('\n')
}

/** The script of a migration that brings every view of the schema up to date. */
export const reportingScript = (schema = 'reporting'): string =>
  `${reportingViews.map(view => viewScript(view, schema)).join('\n\n')}\n`

const together: Record<Adding, string> = {
  sum: 'add it up',
  ratio: 'sum of `numerator` ÷ sum of `denominator`',
  distinct: '`…_weekly`, `…_monthly`, or `each_order`',
}

/** The views as a table of the docs: a row a measure. */
export function reportingTable(): string {
  const rows = (Object.keys(allMeasures) as MeasureName[]).map(name => {
    const views = partsOf(name).map(part => `\`${viewName(name, part)}\``)
    return `| ${allMeasures[name].about} | ${views.join(' ')} | ${together[adding(name)]} |`
  })
  return ['| meaning | views | over more days than one |', '|---|---|---|', ...rows].join('\n')
}
