import { z } from 'zod'
import type { Message } from '../shapes.ts'
import type { Workspace } from '../workspace.ts'
import { checkContent, content } from './content.ts'
import { type Method, method, type Reply, refused, tier } from './method.ts'
import { isRefusal, target, thread } from './target.ts'
import { wireMessage } from './wire.ts'

/** The longest text a changed or ephemeral message may have. */
const LONGEST = 4000

const needs = 'chat:write'
// What the local Slack does not draw it refuses, rather than lose it without a word.
const undrawn = { attachments: z.undefined().optional(), markdown_text: z.undefined().optional() }
const post = { channel: z.string(), ...content, ...undrawn, thread_ts: z.string().optional() }

/** A message of the bot's own, or the refusal. */
function own(channel: string, ts: string, workspace: Workspace, wrong: string): Message | Reply {
  if (!workspace.conversations.has(channel)) return refused('channel_not_found')
  const message = workspace.message(channel, ts)
  if (!message || message.to) return refused('message_not_found')
  return message.user === workspace.bot.id ? message : refused(wrong)
}

/** Posting, changing and deleting messages, and where they stand. */
export const chat: Record<string, Method> = {
  // Its limit is one a second for each channel; `api.ts` counts that.
  'chat.postMessage': method(
    { perMinute: tier.special, needs },
    z.looseObject({ ...post, mrkdwn: z.unknown().optional() }),
    (args, { workspace, credentials }) => {
      const found = target(args.channel, workspace, credentials.scopes.has('chat:write.public'))
      if (isRefusal(found)) return found
      const parent = thread(found.id, args.thread_ts, workspace)
      if (parent && isRefusal(parent)) return parent
      const said = checkContent(args, workspace, 'message')
      if (!said.ok) return said.refusal
      const message = workspace.post({
        channel: found.id,
        user: workspace.bot.id,
        text: said.text,
        blocks: said.blocks ?? [],
        ...(said.metadata && { metadata: said.metadata }),
        ...(parent && { threadTs: parent.ts }),
      })
      return { ok: true, channel: found.id, ts: message.ts, message: wireMessage(message, workspace, true) }
    },
  ),

  'chat.postEphemeral': method(
    { perMinute: tier.four, needs },
    z.looseObject({ ...post, user: z.string() }),
    (args, { workspace }) => {
      if (workspace.people.has(args.channel)) return refused('channel_not_found')
      const found = target(args.channel, workspace, false)
      if (isRefusal(found)) return found
      if (!found.members.includes(args.user)) return refused('user_not_in_channel')
      const parent = thread(found.id, args.thread_ts, workspace)
      if (parent && isRefusal(parent)) return parent
      const said = checkContent({ ...args, metadata: undefined }, workspace, 'ephemeral')
      if (!said.ok) return said.refusal
      const { ts } = workspace.post({
        channel: found.id,
        user: workspace.bot.id,
        to: args.user,
        text: said.text,
        blocks: said.blocks ?? [],
        ...(parent && { threadTs: parent.ts }),
      })
      return { ok: true, message_ts: ts }
    },
  ),

  'chat.update': method(
    { perMinute: tier.three, needs },
    z.looseObject({ channel: z.string(), ts: z.string(), ...content, ...undrawn }),
    (args, { workspace }) => {
      const message = own(args.channel, args.ts, workspace, 'cant_update_message')
      if (isRefusal(message)) return message
      if (workspace.conversations.get(args.channel)?.archived) return refused('is_inactive')
      if (args.text.length > LONGEST) return refused('msg_too_long')
      const cleared = typeof args.metadata === 'object' && JSON.stringify(args.metadata) === '{}'
      const said = checkContent({ ...args, ...(cleared && { metadata: undefined }) }, workspace, 'message')
      if (!said.ok) return said.refusal
      workspace.change(message, {
        text: said.text,
        edited: true,
        ...(said.blocks && { blocks: said.blocks }),
        ...((cleared || said.metadata) && { metadata: said.metadata }),
      })
      const { channel, ts, text } = message
      return { ok: true, channel, ts, text, message: wireMessage(message, workspace, true) }
    },
  ),

  'chat.delete': method(
    { perMinute: tier.three, needs },
    z.looseObject({ channel: z.string(), ts: z.string() }),
    ({ channel, ts }, { workspace }) => {
      const message = own(channel, ts, workspace, 'cant_delete_message')
      if (isRefusal(message)) return message
      workspace.remove(message)
      return { ok: true, channel, ts }
    },
  ),

  'chat.getPermalink': method(
    { perMinute: tier.special },
    z.looseObject({ channel: z.string(), message_ts: z.string() }),
    ({ channel, message_ts }, { workspace, url }) => {
      if (!workspace.conversations.has(channel)) return refused('channel_not_found')
      const message = workspace.message(channel, message_ts)
      if (!message || message.to) return refused('message_not_found')
      return { ok: true, channel, permalink: `${url}/archives/${channel}/p${message_ts.replace('.', '')}` }
    },
  ),
}
