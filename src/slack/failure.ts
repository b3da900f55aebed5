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
  owner_is_guest: 'you are a guest of this workspace by now, and I send sales to full members',
  reader_is_guest: 'it goes to a guest of this workspace, and I send sales to full members',
  reader_is_stranger:
    'it goes to somebody of another workspace, and I send sales to full members of this one',
  reader_is_deactivated: 'the account is deactivated',
  reader_is_app: 'it goes to an app, and I send sales to people',
  read_by_other_companies: 'people of other companies read that channel',
}

const remedy = (why: string, command: string) => {
  if (why === 'owner_is_guest')
    return 'Ask a full member to set it up, or whoever looks after me to let guests in.'
  if (/^read/.test(why)) return `Change where it goes with ${command}.`
  return `Invite me there, or change where it goes with ${command}.`
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
      quiet(remedy(why, command)),
    ],
  }
}
