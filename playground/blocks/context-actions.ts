import { z } from 'zod'
import { actionId, confirm } from './confirm.ts'
import { blockId, plainText } from './text.ts'

const label = z.string().max(75).optional()
const opinion = z.strictObject({
  text: plainText(75),
  value: z.string().max(2000),
  accessibility_label: label,
})

/** Small buttons under an answer: what one thinks of it, or a symbol. */
export const contextActions = z.strictObject({
  type: z.literal('context_actions'),
  block_id: blockId,
  elements: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({
          type: z.literal('feedback_buttons'),
          action_id: actionId,
          positive_button: opinion,
          negative_button: opinion,
        }),
        z.strictObject({
          type: z.literal('icon_button'),
          action_id: actionId,
          icon: z.enum(['trash']),
          text: plainText(75),
          value: z.string().max(2000).optional(),
          confirm,
          accessibility_label: label,
          visible_to_user_ids: z.array(z.string()).optional(),
        }),
      ]),
    )
    .min(1)
    .max(5),
})
