import { z } from 'zod'
import { button } from './button.ts'
import { imageElement } from './image.ts'
import { overflow, pickers } from './picker.ts'
import { selects } from './select.ts'
import { blockId, text } from './text.ts'

/** A paragraph, with fields beside it and one picture, button, menu or picker. */
export const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: blockId,
    text: text(3000).optional(),
    fields: z.array(text(2000)).min(1).max(10).optional(),
    accessory: z
      .discriminatedUnion('type', [button, imageElement, overflow, ...selects, ...pickers])
      .optional(),
    expand: z.boolean().optional(),
  })
  .refine(block => block.text !== undefined || block.fields !== undefined, {
    error: 'must provide either text or fields',
  })
