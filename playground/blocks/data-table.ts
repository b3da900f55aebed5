import { z } from 'zod'
import { cell, characters, rawNumber, rawText } from './table.ts'
import { blockId } from './text.ts'

const heading = z.discriminatedUnion('type', [rawText, rawNumber])

/** A table of up to 200 rows under a heading, which the reader can sort and leaf through. */
export const dataTable = z
  .strictObject({
    type: z.literal('data_table'),
    block_id: blockId,
    caption: z.string().min(1),
    rows: z
      .tuple([z.array(heading).min(1).max(20)], z.array(cell).min(1).max(20))
      .refine(rows => rows.length >= 2, { error: 'no fewer than 2 items allowed' })
      .refine(rows => rows.length <= 201, { error: 'no more than 201 items allowed' }),
    page_size: z.number().int().min(1).max(100).optional(),
    row_header_column_index: z.number().int().min(0).optional(),
  })
  .refine(block => block.rows.every(row => row.length === block.rows[0].length), {
    error: 'all rows must have the same number of cells',
    path: ['rows'],
  })
  .refine(block => (block.row_header_column_index ?? 0) < block.rows[0].length, {
    error: 'must be a column of the table',
    path: ['row_header_column_index'],
  })
  .refine(block => characters(block.rows) <= 20_000, {
    error: 'must be less than 20001 characters',
    path: ['rows'],
  })
