import { z } from 'zod'
import type { Message } from '../shapes.ts'
import { flag, type Method, method, needsOf, page, paging, refused, scopeWord, tier } from './method.ts'
import { visible } from './target.ts'
import { wireConversation, wireMessage } from './wire.ts'

const types = { public_channel: 'channels', private_channel: 'groups', im: 'im', mpim: 'mpim' } as const
const isType = (type: string): type is keyof typeof types => Object.hasOwn(types, type)
const listOf = (given: unknown) =>
  String(given ?? 'public_channel')
    .split(',')
    .map(type => type.trim())

const stamp = /^\d+(\.\d+)?$/
const span = {
  oldest: z.string().default('0'),
  latest: z.string().optional(),
  inclusive: flag.optional(),
  include_all_metadata: flag.optional(),
  ...paging,
}

/** The messages between two times, or the reason why there are none. */
function between(
  messages: Message[],
  {
    oldest,
    latest,
    inclusive,
  }: { oldest: string; latest?: string | undefined; inclusive?: boolean | undefined },
): Message[] | 'invalid_ts_oldest' | 'invalid_ts_latest' {
  if (!stamp.test(oldest)) return 'invalid_ts_oldest'
  if (latest !== undefined && !stamp.test(latest)) return 'invalid_ts_latest'
  const from = Number(oldest)
  const to = latest === undefined ? Number.POSITIVE_INFINITY : Number(latest)
  return messages.filter(({ ts }) => {
    const at = Number(ts)
    return inclusive ? at >= from && at <= to : at > from && at < to
  })
}

/** What there is to know of channels and direct messages, and what was said there. */
export const conversations: Record<string, Method> = {
  'conversations.open': method(
    { perMinute: tier.three, needs: 'im:write' },
    z.looseObject({
      users: z.string().optional(),
      channel: z.string().optional(),
      return_im: flag.optional(),
    }),
    (args, { workspace }) => {
      const known = args.channel ? visible(args.channel, workspace) : undefined
      if (known) return { ok: true, channel: wireConversation(known, workspace) }
      if (!args.users) return refused(args.channel ? 'channel_not_found' : 'users_list_not_supplied')
      if (args.users.includes(','))
        return refused('invalid_arguments', ['the local Slack opens direct messages with one person only'])
      const person = workspace.people.get(args.users)
      if (!person) return refused('user_not_found')
      if (person.bot) return refused('cannot_dm_bot')
      if (person.deleted) return refused('user_disabled')
      const already_open = workspace.direct(person.id) !== undefined
      const opened = workspace.openDirect(person.id)
      const channel = args.return_im ? wireConversation(opened, workspace) : { id: opened.id }
      return { ok: true, no_op: already_open, already_open, channel }
    },
  ),

  'conversations.list': method(
    {
      perMinute: tier.two,
      needs: args => listOf(args.types).flatMap(type => (isType(type) ? [`${types[type]}:read`] : [])),
    },
    z.looseObject({ types: z.string().optional(), exclude_archived: flag.optional(), ...paging }),
    (args, { workspace }) => {
      const wanted = listOf(args.types)
      if (!wanted.every(isType)) return refused('invalid_types')
      const words = new Set<string>(wanted.map(type => types[type]))
      const listed = [...workspace.conversations.values()].filter(
        one =>
          words.has(scopeWord(one)) && visible(one.id, workspace) && !(args.exclude_archived && one.archived),
      )
      const found = page(listed, args)
      if (!found) return refused('invalid_cursor')
      const channels = found.items.map(one => wireConversation(one, workspace))
      return { ok: true, channels, response_metadata: found.response_metadata }
    },
  ),

  'conversations.info': method(
    { perMinute: tier.three, needs: needsOf('read') },
    z.looseObject({ channel: z.string() }),
    (args, { workspace }) => {
      const found = visible(args.channel, workspace)
      return found ? { ok: true, channel: wireConversation(found, workspace) } : refused('channel_not_found')
    },
  ),

  'conversations.members': method(
    { perMinute: tier.four, needs: needsOf('read') },
    z.looseObject({ channel: z.string(), ...paging }),
    (args, { workspace }) => {
      const found = visible(args.channel, workspace)
      if (!found) return refused('channel_not_found')
      const members = page(found.members, args)
      if (!members) return refused('invalid_cursor')
      return { ok: true, members: members.items, response_metadata: members.response_metadata }
    },
  ),

  'conversations.history': method(
    { perMinute: tier.three, needs: needsOf('history') },
    z.looseObject({ channel: z.string(), ...span }),
    (args, { workspace }) => {
      const found = visible(args.channel, workspace)
      if (!found) return refused('channel_not_found')
      if (!found.members.includes(workspace.bot.id)) return refused('not_in_channel')
      // Answers in threads are not part of a conversation's history.
      const said = workspace.messages(found.id).filter(one => !one.to && one.threadTs === undefined)
      const kept = between(said.reverse(), args)
      if (typeof kept === 'string') return refused(kept)
      const part = page(kept, args)
      if (!part) return refused('invalid_cursor')
      const messages = part.items.map(one => wireMessage(one, workspace, args.include_all_metadata))
      return {
        ok: true,
        messages,
        has_more: part.more,
        pin_count: 0,
        response_metadata: part.response_metadata,
      }
    },
  ),

  'conversations.replies': method(
    { perMinute: tier.three, needs: needsOf('history') },
    z.looseObject({ channel: z.string(), ts: z.string(), ...span }),
    (args, { workspace }) => {
      const found = visible(args.channel, workspace)
      if (!found) return refused('channel_not_found')
      if (!found.members.includes(workspace.bot.id)) return refused('not_in_channel')
      const asked = workspace.message(found.id, args.ts)
      const parent = asked?.threadTs ? workspace.message(found.id, asked.threadTs) : asked
      if (!parent || parent.to) return refused('thread_not_found')
      const kept = between([parent, ...workspace.replies(parent).filter(one => !one.to)], args)
      if (typeof kept === 'string') return refused(kept)
      const part = page(kept, args)
      if (!part) return refused('invalid_cursor')
      const messages = part.items.map(one => wireMessage(one, workspace, args.include_all_metadata))
      return { ok: true, messages, has_more: part.more, response_metadata: part.response_metadata }
    },
  ),
}
