import type { Message } from '../shapes.ts'
import type { Workspace } from '../workspace.ts'

/** A message as the Web API and interactions carry it. */
export function wireMessage(message: Message, workspace: Workspace) {
  const { ts, user, text, blocks, threadTs } = message
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
  }
}
