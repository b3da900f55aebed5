import { z } from 'zod'
import { imageElement } from './image.ts'
import { blockId, mrkdwn, plainText } from './text.ts'

/** A quiet line of texts and small pictures. */
export const context = z.strictObject({
  type: z.literal('context'),
  block_id: blockId,
  elements: z
    .array(z.discriminatedUnion('type', [plainText(3000), mrkdwn(3000), imageElement]))
    .min(1)
    .max(10),
})
