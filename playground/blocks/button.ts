import { z } from 'zod'
import { actionId, confirm, style } from './confirm.ts'
import { plainText } from './text.ts'

/** A button that tells the app, or opens an address. */
export const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: actionId,
  value: z.string().max(2000).optional(),
  url: z.string().max(3000).optional(),
  style,
  confirm,
  accessibility_label: z.string().max(75).optional(),
})
