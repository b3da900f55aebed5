import { z } from 'zod'
import { blockId } from './text.ts'

/** Text in common Markdown, at most 12,000 characters in all such blocks of a message. */
export const markdown = z.strictObject({
  type: z.literal('markdown'),
  block_id: blockId,
  text: z.string().min(1).max(12_000),
})
