import { z } from 'zod'
import { blockId } from './text.ts'

export const markdown = z.strictObject({
  type: z.literal('markdown'),
  block_id: blockId,
  text: z.string().min(1).max(12_000),
})
