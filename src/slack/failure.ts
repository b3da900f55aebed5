import type { RichTextElement } from '@slack/types'
import { type Message, quiet } from './blocks.ts'
import { fallback } from './text.ts'

const reasons: Record<string, string> = {
  channel_not_found: 'it is gone, or I am not in it',
  not_in_channel: 'I am not in it',
  is_archived: 'it is archived',
  user_disabled: 'the account is deactivated',
  user_not_found: 'the account is gone',
  restricted_action: 'the workspace does not let me post there',
  token_revoked: 'the workspace has withdrawn my access',
  account_inactive: 'the workspace has withdrawn my access',
}

/** Tells whoever asked for it that something due could not be posted where it was due, and what can be done. */
export function failure(failed: { kind: string; target: string; why: string; command: string }): Message {
  const { kind, target, why, command } = failed
  const reason = reasons[why] ?? `Slack refused it (${why})`
  const begin = `Your ${kind} could not be posted`
  const place: RichTextElement[] = target.startsWith('C')
    ? [
        { type: 'text', text: ' in ' },
        { type: 'channel', channel_id: target },
      ]
    : []
  return {
    text: fallback(`${begin}: ${reason}.`),
    blocks: [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [{ type: 'text', text: begin }, ...place, { type: 'text', text: `: ${reason}.` }],
          },
        ],
      },
      quiet(`Invite me there, or change where it goes with ${command}.`),
    ],
  }
}
