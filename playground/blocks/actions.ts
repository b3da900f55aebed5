import { z } from 'zod'
import { button } from './button.ts'
import { blockId } from './text.ts'

/** Buttons in a row. */
export const actions = z.strictObject({
  type: z.literal('actions'),
  block_id: blockId,
  elements: z
    .array(z.discriminatedUnion('type', [button]))
    .min(1)
    .max(25),
})
