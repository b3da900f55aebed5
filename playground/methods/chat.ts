import { z } from 'zod'
import { checkBlocks } from '../blocks/check.ts'
import type { Conversation, ShownBlock } from '../shapes.ts'
import type { Workspace } from '../workspace.ts'
import { json, type Method, method, type Reply, refused } from './method.ts'
import { wireMessage } from './wire.ts'

const content = { text: z.string().default(''), blocks: json(z.array(z.unknown())).optional() }

/** The longest text Slack keeps; the rest is cut without a word. */
const CUT = 40_000
/** The longest text a changed message may have. */
const CHANGED = 4000

type Content = { ok: true; text: string; blocks: ShownBlock[] | undefined } | { ok: false; refusal: Reply }

/** Judges what a message is to say; every way of posting goes through here. */
export function checkContent(
  given: { text: string; blocks?: unknown[] | undefined },
  workspace: Workspace,
  pictures: boolean,
): Content {
  const text = given.text.slice(0, CUT)
  if (text === '' && !given.blocks?.length) return { ok: false, refusal: refused('no_text') }
  if (given.blocks === undefined) return { ok: true, text, blocks: undefined }
  const { files, now } = workspace
  const checked = checkBlocks(given.blocks, { most: 50, pictures, files, now: now() })
  if (checked.ok) return { ok: true, text, blocks: checked.blocks }
  const reasons = checked.issues.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`)
  return { ok: false, refusal: refused(checked.error, reasons) }
}

/** Where the bot may post: the channel, or the refusal Slack would give. */
function target(id: string, workspace: Workspace): Conversation | Reply {
  const known = workspace.conversations.get(id)
  if (known?.members.includes(workspace.bot.id)) return known
  if (known && !known.private) return refused('not_in_channel')
  const person = workspace.people.get(id)
  return person && !person.bot ? workspace.openDirect(id) : refused('channel_not_found')
}

const isRefusal = (found: Conversation | Reply): found is Reply => 'ok' in found

/** Posting, changing and deleting messages, and where they stand. */
export const chat: Record<string, Method> = {
  'chat.postMessage': method(
    z.looseObject({ channel: z.string(), ...content, thread_ts: z.string().optional() }),
    (args, { workspace }) => {
      const found = target(args.channel, workspace)
      if (isRefusal(found)) return found
      const said = checkContent(args, workspace, true)
      if (!said.ok) return said.refusal
      const message = workspace.post({
        channel: found.id,
        user: workspace.bot.id,
        text: said.text,
        blocks: said.blocks ?? [],
        ...(args.thread_ts && { threadTs: args.thread_ts }),
      })
      return { ok: true, channel: found.id, ts: message.ts, message: wireMessage(message, workspace) }
    },
  ),

  'chat.update': method(
    z.looseObject({ channel: z.string(), ts: z.string(), ...content }),
    (args, { workspace }) => {
      if (!workspace.conversations.has(args.channel)) return refused('channel_not_found')
      const message = workspace.message(args.channel, args.ts)
      if (!message || message.to) return refused('message_not_found')
      if (message.user !== workspace.bot.id) return refused('cant_update_message')
      if (args.text.length > CHANGED) return refused('msg_too_long')
      const said = checkContent(args, workspace, true)
      if (!said.ok) return said.refusal
      workspace.change(message, { text: said.text, ...(said.blocks && { blocks: said.blocks }) })
      const { channel, ts, text } = message
      return { ok: true, channel, ts, text, message: wireMessage(message, workspace) }
    },
  ),

  'chat.delete': method(z.looseObject({ channel: z.string(), ts: z.string() }), (args, { workspace }) => {
    const { channel, ts } = args
    if (!workspace.conversations.has(channel)) return refused('channel_not_found')
    const message = workspace.message(channel, ts)
    if (!message || message.to) return refused('message_not_found')
    if (message.user !== workspace.bot.id) return refused('cant_delete_message')
    workspace.remove(message)
    return { ok: true, channel, ts }
  }),

  'chat.getPermalink': method(
    z.looseObject({ channel: z.string(), message_ts: z.string() }),
    ({ channel, message_ts }, { workspace, url }) => {
      if (!workspace.conversations.has(channel)) return refused('channel_not_found')
      const message = workspace.message(channel, message_ts)
      if (!message || message.to) return refused('message_not_found')
      return { ok: true, channel, permalink: `${url}/archives/${channel}/p${message_ts.replace('.', '')}` }
    },
  ),
}
