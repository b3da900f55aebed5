import type { Delivered } from './deliver.ts'
import type { Line, Retry } from './line.ts'
import { wireView } from './methods/wire.ts'
import type { Message, Person } from './shapes.ts'
import { identifier } from './workspace.ts'

/** The events an app may subscribe to here. */
export const everyEvent = [
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'message.im',
  'tokens_revoked',
] as const
export type EventName = (typeof everyEvent)[number]

/** The scope without which Slack delivers an event to nobody. */
const scopes: Partial<Record<EventName, string>> = {
  app_mention: 'app_mentions:read',
  'message.im': 'im:history',
}

const reasonOf = (delivered: Delivered & { ok: false }): Retry['reason'] => {
  if (delivered.error === 'operation_timeout') return 'http_timeout'
  return delivered.status === undefined ? 'connection_failed' : 'http_error'
}

/** Tells the app of what happens, and tells it again where it did not take note. */
export function events(tools: {
  line: Line
  subscribed: ReadonlySet<EventName>
  scopes: ReadonlySet<string>
  /** Milliseconds before each repetition. */
  retryAfter: readonly number[]
  later(milliseconds: number, run: () => void): void
}) {
  const { line, subscribed, retryAfter, later } = tools
  const { workspace } = line

  /** Delivers an event; the first try is waited for, the repetitions are not. */
  async function tell(name: EventName, event: Record<string, unknown>): Promise<Delivered | undefined> {
    const scope = scopes[name]
    if (!subscribed.has(name) || (scope !== undefined && !tools.scopes.has(scope))) return undefined
    const payload = {
      token: 'legacy',
      team_id: workspace.team,
      api_app_id: workspace.appId,
      event,
      type: 'event_callback',
      event_id: identifier('Ev'),
      event_time: Math.floor(workspace.now() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: workspace.team,
          user_id: workspace.bot.id,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
    }
    function again(failed: Delivered, attempt: number) {
      const wait = retryAfter[attempt - 1]
      if (failed.ok || failed.final || wait === undefined) return
      const reason = reasonOf(failed)
      later(wait, () => {
        void line.event(payload, { attempt, reason }).then(delivered => again(delivered, attempt + 1))
      })
    }
    const delivered = await line.event(payload)
    again(delivered, 1)
    return delivered
  }

  const stamp = () => (workspace.now() / 1000).toFixed(6)
  const said = ({ channel, user, text, ts, blocks, threadTs }: Message) => ({
    channel,
    user,
    text,
    ts,
    event_ts: ts,
    team: workspace.team,
    ...(blocks.length > 0 && { blocks }),
    ...(threadTs && { thread_ts: threadTs }),
  })

  return {
    /** Tells of a message a person wrote, where it concerns the app. */
    async posted(message: Message): Promise<Delivered | undefined> {
      const conversation = workspace.conversations.get(message.channel)
      const author = workspace.people.get(message.user)
      if (!author || author.bot || message.to || !conversation?.members.includes(workspace.bot.id))
        return undefined
      if (conversation.kind === 'direct')
        return tell('message.im', { type: 'message', channel_type: 'im', ...said(message) })
      return message.text.includes(`<@${workspace.bot.id}`)
        ? tell('app_mention', { type: 'app_mention', ...said(message) })
        : undefined
    },

    /** Tells that a person opened the app. */
    homeOpened(person: Person, tab: 'home' | 'messages'): Promise<Delivered | undefined> {
      const view = workspace.views.home(person.id)
      return tell('app_home_opened', {
        type: 'app_home_opened',
        user: person.id,
        channel: workspace.openDirect(person.id).id,
        tab,
        event_ts: stamp(),
        ...(tab === 'home' && view && { view: wireView(view, workspace) }),
      })
    },

    /** Tells that the app was taken out of the workspace, or that its token no longer counts. */
    gone(what: 'app_uninstalled' | 'tokens_revoked'): Promise<Delivered | undefined> {
      const tokens = what === 'tokens_revoked' ? { tokens: { oauth: [], bot: [workspace.bot.id] } } : {}
      return tell(what, { type: what, event_ts: stamp(), ...tokens })
    },
  }
}
