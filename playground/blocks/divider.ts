import { z } from 'zod'
import { blockId } from './text.ts'

/** A line between blocks. */
export const divider = z.strictObject({ type: z.literal('divider'), block_id: blockId })
