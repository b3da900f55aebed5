import { z } from 'zod'
import { checkBlocks } from './blocks/check.ts'
import { issues } from './blocks/issues.ts'
import { plainText } from './blocks/text.ts'
import { type Reply, refused } from './methods/method.ts'
import type { ViewDraft } from './shapes.ts'
import type { Workspace } from './workspace.ts'

/** The most bytes a view may take as JSON. */
const LARGEST = 250_000
/** How many blocks a modal or a Home tab may have. */
const MOST = 100

const shared = {
  blocks: z.array(z.unknown()),
  private_metadata: z.string().max(3000).default(''),
  callback_id: z.string().max(255).default(''),
  external_id: z.string().max(255).default(''),
}

// Slack answers with more than it takes, and apps send back what it answered: those fields are passed over.
const answered = [
  'id',
  'team_id',
  'state',
  'hash',
  'root_view_id',
  'previous_view_id',
  'app_id',
  'app_installed_team_id',
  'bot_id',
] as const
const ignored = Object.fromEntries(answered.map(name => [name, z.unknown().optional()]))

const modal = z.strictObject({
  ...ignored,
  ...shared,
  type: z.literal('modal'),
  title: plainText(24),
  submit: plainText(24).nullish(),
  close: plainText(24).nullish(),
  clear_on_close: z.boolean().default(false),
  notify_on_close: z.boolean().default(false),
  submit_disabled: z.boolean().optional(),
})
const home = z.strictObject({ ...ignored, ...shared, type: z.literal('home') })

type Checked = { ok: true; draft: ViewDraft } | { ok: false; refusal: Reply }

const worded = (found: { message: string; pointer: string }[]) =>
  found.map(({ message, pointer }) => (pointer ? `${message} [json-pointer:${pointer}]` : message))

/** Judges a view as Slack does, wherever it comes from: a call, or the answer to a submission. */
export function checkView(given: unknown, type: 'modal' | 'home', workspace: Workspace): Checked {
  const no = (...of: Parameters<typeof refused>): Checked => ({ ok: false, refusal: refused(...of) })
  if (typeof given !== 'object' || given === null) return no('invalid_arguments', ['invalid `view`'])
  if (Buffer.byteLength(JSON.stringify(given)) > LARGEST) return no('view_too_large')
  const parsed = (type === 'modal' ? modal : home).safeParse(given)
  if (!parsed.success) return no('invalid_arguments', worded(issues(parsed.error.issues, given, '/view')))
  const { files, now } = workspace
  const checked = checkBlocks(parsed.data.blocks, {
    most: MOST,
    place: type,
    pictures: false,
    files,
    now: now(),
  })
  if (!checked.ok) {
    const reasons = checked.issues.map(({ message, pointer }) => ({ message, pointer: `/view${pointer}` }))
    return no('invalid_arguments', worded(reasons))
  }
  const { blocks } = checked
  const { private_metadata, callback_id, external_id } = parsed.data
  const draft = { type, blocks, private_metadata, callback_id, external_id }
  if (parsed.data.type === 'home')
    return { ok: true, draft: { ...draft, clear_on_close: false, notify_on_close: false } }
  const { title, submit, close, clear_on_close, notify_on_close } = parsed.data
  if (!submit && blocks.some(block => block.type === 'input'))
    return no('invalid_arguments', ['missing required field: submit [json-pointer:/view]'])
  const words = { title, submit: submit ?? undefined, close: close ?? undefined } as Partial<ViewDraft>
  return { ok: true, draft: { ...draft, ...words, clear_on_close, notify_on_close } }
}
