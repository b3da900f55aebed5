import { z } from 'zod'
import { blockId, plainText } from './text.ts'

const source = {
  alt_text: z.string().min(1).max(2000),
  image_url: z.string().max(3000).optional(),
  slack_file: z
    .strictObject({
      id: z
        .string()
        .regex(/^F[A-Z0-9]{8,}$/)
        .optional(),
      url: z.string().max(3000).optional(),
    })
    .optional(),
}

const oneSource = (image: { image_url?: string | undefined; slack_file?: unknown }) =>
  (image.image_url === undefined) !== (image.slack_file === undefined)
const rule = { error: 'must provide either image_url or slack_file' }

/** The picture inside a section or a context. */
export const imageElement = z.strictObject({ type: z.literal('image'), ...source }).refine(oneSource, rule)

/** A picture across the message: an uploaded file, or an address that Slack can reach. */
export const image = z
  .strictObject({ type: z.literal('image'), block_id: blockId, title: plainText(2000).optional(), ...source })
  .refine(oneSource, rule)
