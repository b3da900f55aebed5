import { z } from 'zod'
import { richText } from './rich-text.ts'
import { blockId } from './text.ts'

export const rawText = z.strictObject({ type: z.literal('raw_text'), text: z.string() })
export const rawNumber = z.strictObject({
  type: z.literal('raw_number'),
  value: z.number(),
  text: z.string(),
})
export const cell = z.discriminatedUnion('type', [rawText, rawNumber, richText])

/** How many characters a table's cells hold together; rich text counts by its JSON, which errs on the strict side. */
export const characters = (rows: z.infer<typeof cell>[][]) =>
  rows
    .flat()
    .reduce(
      (sum, one) => sum + (one.type === 'rich_text' ? JSON.stringify(one.elements) : one.text).length,
      0,
    )

/** A table of at most 100 rows and 20 columns. */
export const table = z
  .strictObject({
    type: z.literal('table'),
    block_id: blockId,
    rows: z.array(z.array(cell).min(1).max(20)).min(1).max(100),
    column_settings: z
      .array(
        z
          .strictObject({
            align: z.enum(['left', 'center', 'right']).optional(),
            is_wrapped: z.boolean().optional(),
          })
          .nullable(),
      )
      .max(20)
      .optional(),
  })
  .refine(block => characters(block.rows) <= 10_000, {
    error: 'must be less than 10001 characters',
    path: ['rows'],
  })
