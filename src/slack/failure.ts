import type { RichTextElement } from '@slack/types'
import { type Message, quiet } from './blocks.ts'
import { fallback } from './text.ts'

/** Why something cannot be posted, and what helps, so that it reads on after a command's name. */
type Case = { reason: string; remedy: (command: string) => string }

const elsewhere = (command: string) => `Change where it goes with ${command}.`
const invite = (command: string) =>
  `Invite me there and press Resume in ${command}, or change there where it goes.`
const letPost = (command: string) =>
  `Ask whoever manages the channel to let me post, and press Resume in ${command}; or change there where it goes.`
const byAnother = (command: string) => `A full member of this workspace can ask for the same with ${command}.`
const ofRules = 'I send sales to full members'

const readOnly = { reason: 'only some people may post there, and I am not one of them', remedy: letPost }
const deactivated = { reason: 'the account it goes to is deactivated', remedy: elsewhere }

/** What stays so until a person does something about it. */
const cases: Record<string, Case> = {
  channel_not_found: { reason: 'the channel is gone, or I am not in it', remedy: invite },
  not_in_channel: { reason: 'I am not in that channel', remedy: invite },
  is_archived: {
    reason: 'the channel is archived',
    remedy: command =>
      `Change where it goes with ${command}; or bring the channel back, invite me, and press Resume there.`,
  },
  restricted_action: readOnly,
  restricted_action_read_only_channel: readOnly,
  restricted_action_thread_only_channel: readOnly,
  restricted_action_non_threadable_channel: readOnly,
  user_disabled: deactivated,
  reader_is_deactivated: deactivated,
  user_not_found: { reason: 'the account it goes to is gone', remedy: elsewhere },
  cannot_dm_bot: { reason: 'it goes to an app, and I send sales to people', remedy: elsewhere },
  reader_is_app: { reason: 'it goes to an app, and I send sales to people', remedy: elsewhere },
  messages_tab_disabled: {
    reason: 'direct messages with me are switched off in this workspace',
    remedy: command =>
      `Whoever looks after me turns the Messages tab of the app on; then press Resume in ${command}.`,
  },
  owner_is_guest: {
    reason: `who asked for it is a guest of this workspace by now, and ${ofRules}`,
    remedy: () => 'Ask a full member to set it up, or whoever looks after me to let guests in.',
  },
  owner_is_stranger: { reason: 'who asked for it belongs to another workspace', remedy: byAnother },
  owner_is_deactivated: { reason: 'the account of who asked for it is deactivated', remedy: byAnother },
  owner_is_app: { reason: 'who asked for it is an app', remedy: byAnother },
  reader_is_guest: { reason: `it goes to a guest of this workspace, and ${ofRules}`, remedy: elsewhere },
  reader_is_stranger: {
    reason: `it goes to somebody of another workspace, and ${ofRules} of this one`,
    remedy: elsewhere,
  },
  read_by_other_companies: {
    reason: 'people of other companies read that channel',
    remedy: command => `Change where it goes with ${command}: to a channel of this workspace alone.`,
  },
}

/** Whether it would fail in the same way every week, until a person does something about it. */
export const isLasting = (why: string): boolean => Object.hasOwn(cases, why)

/** How it reads in a list that something is paused, and why where nobody asked for that. */
export function pausedInWords({ stopped }: { stopped: string | null }): string {
  const found = stopped === null ? undefined : cases[stopped]
  return found ? `Paused by me: ${found.reason}.` : 'Paused.'
}

/** Something due that could not be posted, where it was due, and what is done about it. */
export type Failed = {
  kind: string
  target: string
  why: string
  command: string
  /** Whether it is paused until somebody resumes it. */
  isPaused: boolean
  /** Who asked for it, where somebody else is told. */
  owner?: string | undefined
}

/** Says that something due could not be posted, and what helps. */
export function failure({ kind, target, why, command, isPaused, owner }: Failed): Message {
  const { reason, remedy } = cases[why] ?? {
    reason: why.includes(' ') ? why : `Slack refused it (${why})`,
    remedy: () => `See ${command}.`,
  }
  const begin = owner ? `${kind === 'alert' ? 'An' : 'A'} ${kind} asked for by ` : `Your ${kind}`
  const end = ` could not be posted: ${reason}.${isPaused ? ' I have paused it.' : ''}`
  const said = (words: string): RichTextElement => ({ type: 'text', text: words })
  const elements: RichTextElement[] = [
    said(begin),
    ...(owner ? [{ type: 'user' as const, user_id: owner }] : []),
    ...(target.startsWith('C') ? [said(' for '), { type: 'channel' as const, channel_id: target }] : []),
    said(end),
  ]
  return {
    text: fallback(`${owner ? `${begin}somebody else` : begin}${end}`),
    blocks: [
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] },
      quiet(remedy(command)),
    ],
  }
}

/** Says that what was due comes late, because Slack did not accept the bot's token for a while. */
export const lateAgain = ({ kind, why }: { kind: string; why: string }): Message => {
  const words = `Your ${kind} comes late: for a while Slack did not let me in (${why}). All is well again.`
  return {
    text: fallback(words),
    blocks: [
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: words }] }],
      },
    ],
  }
}
