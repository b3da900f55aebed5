import type { Button } from '@slack/types'
import { channelName, triggerId, type Wire } from './commands.ts'
import { wireMessage } from './methods/wire.ts'
import type { Message, Outcome, Person } from './shapes.ts'

/** A button of a message with the block it stands in. */
export type Found = { block: string; button: Button }

/** The buttons of a message, in order. */
export const buttons = (message: Message): Found[] =>
  message.blocks.flatMap(block => {
    const elements =
      block.type === 'actions' ? block.elements : block.type === 'section' ? [block.accessory] : []
    return elements.flatMap(one =>
      one?.type === 'button' ? [{ block: block.block_id ?? '', button: one }] : [],
    )
  })

/** What happens when a person presses a button: the app is told, and has three seconds to take note. */
export async function click(
  wire: Wire,
  message: Message,
  { block, button }: Found,
  person: Person,
): Promise<Outcome> {
  const { workspace } = wire
  const now = workspace.now()
  const ephemeral = message.to !== undefined
  const payload = {
    type: 'block_actions',
    team: { id: workspace.team, domain: 'local' },
    user: { id: person.id, username: person.handle, name: person.handle, team_id: workspace.team },
    api_app_id: workspace.appId,
    token: 'legacy',
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: ephemeral,
    },
    trigger_id: triggerId(now),
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: message.channel, name: channelName(message.channel, workspace) },
    // Slack keeps no copy of an ephemeral message, so an app that needs it must carry it in the button.
    ...(!ephemeral && { message: wireMessage(message, workspace) }),
    state: { values: {} },
    response_url: wire.responseUrl({ channel: message.channel, user: person.id, original: message }),
    actions: [
      {
        type: 'button',
        action_id: button.action_id,
        block_id: block,
        text: button.text,
        ...(button.value !== undefined && { value: button.value }),
        ...(button.url !== undefined && { url: button.url }),
        ...(button.style && { style: button.style }),
        action_ts: (now / 1000).toFixed(6),
      },
    ],
  }
  const delivered = await wire.send({ payload: JSON.stringify(payload) })
  return delivered.ok ? { ok: true } : { ok: false, error: delivered.error }
}
