import type { Conversation, Message } from '../shapes.ts'
import type { Workspace } from '../workspace.ts'
import { type Reply, refused } from './method.ts'

/** Whether something that was looked for is a refusal instead. */
export const isRefusal = (found: object): found is Reply => 'ok' in found

/** The conversation, if the bot may know of it: private ones only from inside. */
export function visible(id: string, { conversations, bot }: Workspace): Conversation | undefined {
  const found = conversations.get(id)
  return found && (!found.private || found.members.includes(bot.id)) ? found : undefined
}

/** Where the bot may post: the conversation, or the refusal Slack would give. */
export function target(id: string, workspace: Workspace, everywhere: boolean): Conversation | Reply {
  const person = workspace.people.get(id)
  if (person) {
    if (person.bot) return refused('cannot_dm_bot')
    if (person.deleted) return refused('user_disabled')
    return workspace.messagesTab ? workspace.openDirect(id) : refused('messages_tab_disabled')
  }
  const known = visible(id, workspace)
  if (!known) return refused('channel_not_found')
  if (known.archived) return refused('is_archived')
  const deactivated = known.members.some(one => workspace.people.get(one)?.deleted)
  if (known.kind === 'direct' && deactivated) return refused('user_disabled')
  if (known.kind === 'direct' && !workspace.messagesTab) return refused('messages_tab_disabled')
  if (!known.members.includes(workspace.bot.id) && !everywhere) return refused('not_in_channel')
  return known.readOnly ? refused('restricted_action_read_only_channel') : known
}

/** The message whose thread a message is to join, or the refusal; answers to an answer join its thread. */
export function thread(
  channel: string,
  ts: string | undefined,
  workspace: Workspace,
): Message | Reply | undefined {
  if (ts === undefined) return undefined
  const found = workspace.message(channel, ts)
  if (!found || found.to) return refused('thread_not_found')
  return found.threadTs === undefined ? found : (workspace.message(channel, found.threadTs) ?? found)
}
