import { z } from 'zod'
import { blockId, text } from './text.ts'

/** A warning or a note that stands out in a form. */
export const alert = z.strictObject({
  type: z.literal('alert'),
  block_id: blockId,
  text: text(3000),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
})
