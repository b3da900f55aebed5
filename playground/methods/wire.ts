import type { Conversation, Message, Person } from '../shapes.ts'
import type { StoredFile, Workspace } from '../workspace.ts'

/** A message as the Web API and interactions carry it. */
export function wireMessage(message: Message, workspace: Workspace, withMetadata = false) {
  const { ts, user, text, blocks, threadTs, metadata } = message
  const byBot = user === workspace.bot.id
  return {
    type: 'message',
    ts,
    user,
    text,
    team: workspace.team,
    ...(byBot && { bot_id: workspace.botId, app_id: workspace.appId }),
    ...(blocks.length > 0 && { blocks }),
    ...(threadTs && { thread_ts: threadTs }),
    ...(withMetadata && metadata && { metadata }),
  }
}

/** A conversation as `conversations.info` describes it. */
export function wireConversation(conversation: Conversation, workspace: Workspace) {
  const { id, kind, name, topic, members, created } = conversation
  if (kind === 'direct')
    return {
      id,
      created,
      is_im: true,
      is_channel: false,
      is_open: true,
      user: members.find(one => one !== workspace.bot.id),
    }
  return {
    id,
    name,
    name_normalized: name,
    created,
    is_channel: !conversation.private,
    is_group: conversation.private,
    is_im: false,
    is_mpim: false,
    is_private: conversation.private,
    is_archived: false,
    is_general: name === 'general',
    is_member: members.includes(workspace.bot.id),
    num_members: members.length,
    topic: { value: topic, creator: '', last_set: 0 },
    purpose: { value: topic, creator: '', last_set: 0 },
  }
}

/** A person as `users.info` describes them. */
export function wirePerson(person: Person, workspace: Workspace) {
  const offset = new Intl.DateTimeFormat('en', { timeZone: person.timeZone, timeZoneName: 'longOffset' })
  const zone = offset.formatToParts(workspace.now()).find(part => part.type === 'timeZoneName')?.value ?? ''
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d+):(\d+)/.exec(zone) ?? []
  const seconds = (Number(hours) * 60 + Number(minutes)) * 60
  return {
    id: person.id,
    team_id: workspace.team,
    name: person.handle,
    real_name: person.name,
    deleted: false,
    is_bot: person.bot ?? false,
    tz: person.timeZone,
    tz_label: person.timeZone,
    tz_offset: sign === '-' ? -seconds : seconds,
    locale: 'en-GB',
    profile: { real_name: person.name, display_name: person.handle, title: person.title },
  }
}

/** A file as `files.info` describes it; the type is missing until it is ready. */
export function wireFile(file: StoredFile, workspace: Workspace) {
  const ready = file.readyAt !== undefined && file.readyAt <= workspace.now()
  return {
    id: file.id,
    created: file.created,
    name: file.name,
    title: file.title,
    mimetype: ready ? (file.mimetype ?? '') : '',
    size: file.length,
    alt_txt: file.altText,
    user: workspace.bot.id,
    is_public: false,
  }
}
