import { z } from 'zod'
import { checkBlocks } from '../blocks/check.ts'
import type { Metadata, ShownBlock } from '../shapes.ts'
import type { Workspace } from '../workspace.ts'
import { anyJson, type Reply, refused } from './method.ts'

/** The longest text Slack keeps; the rest is cut without a word. */
const CUT = 40_000
/** The most bytes metadata may take as JSON. */
const METADATA = 16_000

/** The arguments that say what a message says. */
export const content = {
  text: z.string().default(''),
  blocks: anyJson.optional(),
  metadata: anyJson.optional(),
}

const metadata = z.strictObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
})

type Given = { text: string; blocks?: unknown; metadata?: unknown }

/** What a message is to say: blocks and metadata are undefined where none were given. */
export type Content =
  | { ok: true; text: string; blocks: ShownBlock[] | undefined; metadata: Metadata | undefined }
  | { ok: false; refusal: Reply }

const no = (...of: Parameters<typeof refused>): Content => ({ ok: false, refusal: refused(...of) })

/** Judges what a message is to say; every way of posting goes through here. */
export function checkContent(given: Given, workspace: Workspace, place: 'message' | 'ephemeral'): Content {
  const text = given.text.slice(0, CUT)
  const { blocks } = given
  if (blocks !== undefined && !Array.isArray(blocks)) return no('invalid_blocks_format')
  if (text === '' && !blocks?.length) return no('no_text')
  const hung = given.metadata === undefined ? undefined : metadata.safeParse(given.metadata)
  if (hung && !hung.success)
    return no(typeof given.metadata === 'object' ? 'invalid_metadata_schema' : 'invalid_metadata_format')
  if (hung && Buffer.byteLength(JSON.stringify(hung.data)) > METADATA) return no('metadata_too_large')
  const said = { ok: true, text, metadata: hung?.data } as const
  if (blocks === undefined) return { ...said, blocks: undefined }
  const { files, now } = workspace
  const checked = checkBlocks(blocks, { most: 50, place, pictures: place === 'message', files, now: now() })
  if (checked.ok) return { ...said, blocks: checked.blocks }
  const reasons = checked.issues.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`)
  return no(checked.error, reasons)
}
