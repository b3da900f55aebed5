import { CsvError, parse } from 'csv-parse/sync'
import { csv } from '../csv.ts'
import { UserError } from '../errors.ts'
import { allMeasures, measureInWords } from '../measures.ts'
import { shortened } from '../names/members.ts'
import { decimals, stretchTyped } from '../targets.ts'
import { type Company, counted, say } from '../words.ts'
import { keyOf, stored } from './keeping.ts'
import type { Listed } from './listing.ts'
import { type Cells, type Known, targetIn, type Wanted } from './written.ts'

const columns = ['measure', 'period', 'member', 'value'] as const
const inWords = new Intl.ListFormat('en-GB')

/** More mistakes than these are not listed, and larger files are no lists of targets. */
const most = { mistakes: 20, letters: 5_000_000 }

/** The targets of a CSV file; where a row cannot be read, all mistakes are told at once. */
export function targetsIn(text: string, known: Known, company: Company): Wanted[] {
  if (text.length > most.letters) throw new UserError('This file is too large to be a list of targets.')
  const rows = read(text)
  const seen = new Map<string, number>()
  const mistakes: string[] = []
  const found = rows.flatMap(({ read, line }) => {
    try {
      const wanted = targetIn(read(), known, company)
      const key = keyOf(stored(wanted))
      const first = seen.get(key)
      if (first !== undefined) throw new UserError(`This is the same target as in row ${first}.`)
      seen.set(key, line)
      return [wanted]
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      mistakes.push(`Row ${line}: ${[error.message, error.hint].filter(Boolean).join(' ')}`)
      return []
    }
  })
  if (mistakes.length === 0) return found
  const rest = mistakes.length - most.mistakes
  throw new UserError(
    [
      `Nothing was changed: ${counted(mistakes.length, 'row', say(company))} cannot be read.`,
      ...mistakes.slice(0, most.mistakes),
      ...(rest > 0 ? [`And ${rest} more.`] : []),
    ].join('\n'),
  )
}

/** The rows of a file with their line; a spreadsheet may have written it with semicolons or tabs. */
function read(text: string): { read: () => Cells; line: number }[] {
  const [header = ''] = text.split(/\r\n|\r|\n/, 1)
  const delimiter = [';', '\t'].find(one => header.includes(one)) ?? ','
  const [head, ...rows] = table(text, delimiter)
  const names = head?.record.map(name => name.trim().toLowerCase()) ?? []
  const missing = columns.filter(name => !names.includes(name) && name !== 'member')
  if (missing.length > 0)
    throw new UserError(`The column ${missing.map(name => `“${name}”`).join(' and ')} is missing.`, {
      hint: `The first row reads: ${columns.join(',')}`,
    })
  const other = names.find(name => !columns.some(column => column === name))
  if (other !== undefined)
    throw new UserError(`I know no column “${shortened(other)}”: there are ${inWords.format(columns)}.`)
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice !== undefined) throw new UserError(`The column “${twice}” is there twice.`)
  return rows.map(({ record, line }) => ({ line, read: () => cellsIn(record, names) }))
}

function cellsIn(record: readonly string[], names: readonly string[]): Cells {
  if (record.length > names.length)
    throw new UserError(`This row has ${record.length} cells, and the first has ${names.length}.`, {
      hint: 'An amount with a comma in it stands in quotation marks.',
    })
  const cell = (name: (typeof columns)[number]) => unmarked(record[names.indexOf(name)] ?? '').trim()
  return { measure: cell('measure'), period: cell('period'), member: cell('member'), value: cell('value') }
}

function table(text: string, delimiter: string): { record: string[]; line: number }[] {
  try {
    const records: unknown = parse(text, {
      ...{ delimiter, bom: true, info: true, relax_column_count: true },
      skip_records_with_empty_values: true,
      skip_empty_lines: true,
    })
    return (records as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      ...{ record: filled(record), line: info.lines },
    }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new UserError('This is no CSV file that I can read.', {
      hint: `${error.message}.`.replace(/\.\.$/, '.'),
      cause: error,
    })
  }
}

/** A row without the empty cells that spreadsheets write after its last one. */
const filled = (record: readonly string[]) => record.slice(0, record.findLastIndex(cell => cell.trim()) + 1)

/** A cell that was made harmless for spreadsheets is read as it was. */
const unmarked = (cell: string) => cell.replace(/^'(?=[=+\-@\t])/, '')

/** Targets as the cells of a file, each as it can be read again. */
export const cellsOf = ({ measure, from, to, of, value }: Listed) => ({
  measure: measureInWords(measure),
  period: stretchTyped({ from, to }),
  member: of
    ? `${of.dimension}:${of.dimension === 'product' ? (of.member.key ?? of.member.name) : of.member.name}`
    : '',
  value: allMeasures[measure].format === 'share' ? percentage(Number(value)) : Number(value),
})

/** Targets as a CSV file that can be read again. */
export const fileOf = (targets: readonly Listed[]): string => csv(targets.map(cellsOf), columns)

/** A share in full: three decimals might be read as a group of digits. */
function percentage(share: number): string {
  const [whole = '', fraction = ''] = (share * 100).toFixed(decimals.share - 2).split('.')
  const kept = fraction.replace(/0+$/, '')
  return `${whole}${kept ? `.${kept.length === 3 ? `${kept}0` : kept}` : ''}%`
}
