import type { Conversation, Message, Person, View } from '../shapes.ts'
import type { StoredFile, Workspace } from '../workspace.ts'

/** A message as the Web API and interactions carry it; without its metadata only the metadata's name is told. */
export function wireMessage(message: Message, workspace: Workspace, withMetadata = false) {
  const { ts, user, text, blocks, threadTs, metadata, files = [] } = message
  const byBot = user === workspace.bot.id
  const replies = workspace.replies(message)
  const shared = files.flatMap(({ id }) => workspace.files.get(id) ?? [])
  return {
    type: 'message',
    ...(files.length > 0 && { subtype: 'file_share' }),
    ts,
    user,
    text,
    team: workspace.team,
    ...(byBot && { bot_id: workspace.botId, app_id: workspace.appId }),
    ...(blocks.length > 0 && { blocks }),
    ...(message.edited && { edited: { user, ts } }),
    ...(metadata && { metadata: withMetadata ? metadata : { event_type: metadata.event_type } }),
    ...(shared.length > 0 && { files: shared.map(file => wireFile(file, workspace)) }),
    ...(threadTs && { thread_ts: threadTs }),
    ...(replies.length > 0 && {
      thread_ts: ts,
      reply_count: replies.length,
      reply_users: [...new Set(replies.map(reply => reply.user))],
      latest_reply: replies.at(-1)?.ts,
    }),
  }
}

/** A conversation as `conversations.info` describes it. */
export function wireConversation(conversation: Conversation, workspace: Workspace) {
  const { id, kind, name, topic, members, archived = false } = conversation
  const shared = { id, created: workspace.created, is_archived: archived, is_mpim: false }
  if (kind === 'direct')
    return {
      ...shared,
      is_im: true,
      is_channel: false,
      is_group: false,
      is_open: true,
      user: members.find(one => one !== workspace.bot.id),
    }
  return {
    ...shared,
    name,
    name_normalized: name,
    is_channel: !conversation.private,
    is_group: conversation.private,
    is_im: false,
    is_private: conversation.private,
    is_shared: conversation.connected ?? false,
    is_ext_shared: conversation.connected ?? false,
    is_org_shared: false,
    is_pending_ext_shared: false,
    is_read_only: conversation.readOnly ?? false,
    is_general: name === 'general',
    is_member: members.includes(workspace.bot.id),
    num_members: members.length,
    topic: { value: topic, creator: '', last_set: 0 },
    purpose: { value: topic, creator: '', last_set: 0 },
  }
}

const offsetOf = (timeZone: string, at: number): number => {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at)
  const name = parts.find(part => part.type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d+):(\d+)/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60
}

/** A person as `users.info` describes them; a deactivated account has no time zone. */
export function wirePerson(person: Person, workspace: Workspace, withLocale = false) {
  const { timeZone = 'Etc/UTC', locale = 'en-US', deleted = false, team = workspace.team } = person
  const meetsTheBot = [...workspace.conversations.values()].some(
    ({ kind, members }) =>
      kind === 'channel' && members.includes(person.id) && members.includes(workspace.bot.id),
  )
  return {
    id: person.id,
    team_id: team,
    name: person.handle,
    deleted,
    is_bot: person.bot ?? false,
    is_app_user: false,
    is_restricted: person.guest !== undefined,
    is_ultra_restricted: person.guest === 'one',
    // Somebody of another workspace whom the app meets in no channel.
    is_stranger: team !== workspace.team && !meetsTheBot,
    profile: {
      real_name: person.name,
      display_name: person.handle,
      title: person.title,
      team,
    },
    ...(!deleted && {
      real_name: person.name,
      tz: timeZone,
      tz_label: timeZone,
      tz_offset: offsetOf(timeZone, workspace.now()),
      ...(withLocale && { locale }),
    }),
  }
}

/** A file as `files.info` describes it; the type is missing until it is ready. */
export function wireFile(file: StoredFile, workspace: Workspace) {
  const ready = file.readyAt !== undefined && file.readyAt <= workspace.now()
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: ready ? (file.mimetype ?? '') : '',
    filetype: ready ? (file.name.split('.').at(-1) ?? '') : '',
    size: file.length,
    alt_txt: file.altText,
    user: workspace.bot.id,
    mode: 'hosted',
    is_public: false,
    ...(ready && file.size && { original_w: file.size.width, original_h: file.size.height }),
  }
}

/** A view as the Web API and interactions carry it. */
export function wireView(view: View, workspace: Workspace) {
  const { user: _, title, submit, close, state, ...rest } = view
  return {
    ...rest,
    team_id: workspace.team,
    title: title ?? null,
    submit: submit ?? null,
    close: close ?? null,
    state: { values: state },
    app_id: workspace.appId,
    app_installed_team_id: workspace.team,
    bot_id: workspace.botId,
  }
}
