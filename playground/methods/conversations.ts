import { z } from 'zod'
import type { Conversation } from '../shapes.ts'
import type { Workspace } from '../workspace.ts'
import { flag, type Method, method, page, paging, refused } from './method.ts'
import { wireConversation, wireMessage } from './wire.ts'

/** The conversation, if the bot may know of it: private ones only from inside. */
function visible(id: string, { conversations, bot }: Workspace): Conversation | undefined {
  const found = conversations.get(id)
  return found && (!found.private || found.members.includes(bot.id)) ? found : undefined
}

const kindOf = (conversation: Conversation) => {
  if (conversation.kind === 'direct') return 'im'
  return conversation.private ? 'private_channel' : 'public_channel'
}

export const conversations: Record<string, Method> = {
  'conversations.open': method(
    z.looseObject({
      users: z.string().optional(),
      channel: z.string().optional(),
      return_im: flag.optional(),
    }),
    (args, { workspace }) => {
      const known = args.channel ? visible(args.channel, workspace) : undefined
      if (known) return { ok: true, channel: wireConversation(known, workspace) }
      if (!args.users) return refused(args.channel ? 'channel_not_found' : 'users_list_not_supplied')
      const person = workspace.people.get(args.users)
      if (!person) return refused('user_not_found')
      if (person.bot) return refused('cannot_dm_bot')
      const already_open = workspace.direct(person.id) !== undefined
      const opened = workspace.openDirect(person.id)
      const channel = args.return_im ? wireConversation(opened, workspace) : { id: opened.id }
      return { ok: true, no_op: already_open, already_open, channel }
    },
  ),

  'conversations.list': method(
    z.looseObject({ types: z.string().default('public_channel'), ...paging }),
    (args, { workspace }) => {
      const types = new Set(args.types.split(',').map(type => type.trim()))
      const listed = [...workspace.conversations.values()].filter(
        one => types.has(kindOf(one)) && visible(one.id, workspace),
      )
      const { items, response_metadata } = page(listed, args)
      return { ok: true, channels: items.map(one => wireConversation(one, workspace)), response_metadata }
    },
  ),

  'conversations.info': method(z.looseObject({ channel: z.string() }), (args, { workspace }) => {
    const found = visible(args.channel, workspace)
    return found ? { ok: true, channel: wireConversation(found, workspace) } : refused('channel_not_found')
  }),

  'conversations.members': method(
    z.looseObject({ channel: z.string(), ...paging }),
    (args, { workspace }) => {
      const found = visible(args.channel, workspace)
      if (!found) return refused('channel_not_found')
      const { items, response_metadata } = page(found.members, args)
      return { ok: true, members: items, response_metadata }
    },
  ),

  'conversations.history': method(
    z.looseObject({
      channel: z.string(),
      oldest: z.string().default('0'),
      latest: z.string().optional(),
      inclusive: flag.optional(),
      include_all_metadata: flag.optional(),
      ...paging,
    }),
    (args, { workspace }) => {
      const found = visible(args.channel, workspace)
      if (!found) return refused('channel_not_found')
      if (!found.members.includes(workspace.bot.id)) return refused('not_in_channel')
      const oldest = Number(args.oldest)
      const latest = args.latest === undefined ? Number.POSITIVE_INFINITY : Number(args.latest)
      const within = (ts: number) =>
        args.inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest
      const kept = workspace
        .messages(found.id)
        .filter(message => !message.to && within(Number(message.ts)))
        .reverse()
      const { items, more, response_metadata } = page(kept, args)
      const messages = items.map(one => wireMessage(one, workspace, args.include_all_metadata))
      return { ok: true, messages, has_more: more, response_metadata }
    },
  ),
}
