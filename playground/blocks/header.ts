import { z } from 'zod'
import { blockId, plainText } from './text.ts'

/** A large line of plain text. */
export const header = z.strictObject({ type: z.literal('header'), block_id: blockId, text: plainText(150) })
