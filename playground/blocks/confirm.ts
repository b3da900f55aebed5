import { z } from 'zod'
import { plainText, text } from './text.ts'

/** How a button may stand out. */
export const style = z.enum(['primary', 'danger']).optional()

/** The question asked before something is done. */
export const confirm = z
  .strictObject({
    title: plainText(100).optional(),
    text: text(300),
    confirm: plainText(30).optional(),
    deny: plainText(30).optional(),
    style,
  })
  .optional()

/** What an element is called when it is used. */
export const actionId = z.string().min(1).max(255).optional()
