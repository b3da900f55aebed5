import { z } from 'zod'
import { button } from './button.ts'
import { overflow, pickers } from './picker.ts'
import { selects } from './select.ts'
import { blockId } from './text.ts'

/** Buttons, menus and pickers in a row. */
export const actions = z.strictObject({
  type: z.literal('actions'),
  block_id: blockId,
  elements: z
    .array(z.discriminatedUnion('type', [button, overflow, ...selects, ...pickers]))
    .min(1)
    .max(25),
})
