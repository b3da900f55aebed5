import type { Conversation } from '../shapes.ts'
import { Avatar } from './avatar.tsx'
import { useAround } from './context.ts'
import { Icon } from './icons.tsx'

type Props = {
  open: boolean
  at: string
  unread: Map<string, number>
  dark: boolean
  onTheme(): void
  onTraffic(): void
  onPerson(id: string): void
}

/** The conversations, the app, and who you are. */
export function Sidebar({ open, at, unread, dark, onTheme, onTraffic, onPerson }: Props) {
  const { slack, go } = useAround()
  const bot = slack.people.find(one => one.id === slack.bot)
  const entry = (one: Conversation) => {
    const count = unread.get(one.id) ?? 0
    return (
      <li key={one.id}>
        <button
          type="button"
          class={count > 0 ? 'entry new' : 'entry'}
          aria-current={one.id === at ? 'page' : undefined}
          onClick={() => go({ channel: one.id })}
        >
          {one.kind === 'direct' && bot ? (
            <Avatar person={bot} app />
          ) : (
            <Icon name={one.private ? 'lock' : 'hash'} />
          )}
          <span class="name">{one.kind === 'direct' ? bot?.name : one.name}</span>
          {one.kind === 'direct' && (
            <span
              class={slack.connected ? 'presence on' : 'presence'}
              title={slack.connected ? 'Connected' : 'Not connected'}
            />
          )}
          {count > 0 && (
            <span class="count">
              {count}
              <span class="spoken"> unread</span>
            </span>
          )}
        </button>
      </li>
    )
  }
  const byName = (a: Conversation, b: Conversation) => a.name.localeCompare(b.name)
  return (
    <nav class={open ? 'sidebar open' : 'sidebar'} aria-label="Conversations">
      <header>
        <h1>{slack.company}</h1>
        <button
          type="button"
          class="round"
          aria-label={dark ? 'Use light colours' : 'Use dark colours'}
          onClick={onTheme}
        >
          <Icon name={dark ? 'sun' : 'moon'} />
        </button>
      </header>
      <div class="lists">
        <h2>Channels</h2>
        <ul>
          {slack.conversations
            .filter(one => one.kind === 'channel')
            .sort(byName)
            .map(entry)}
        </ul>
        <h2>Apps</h2>
        <ul>{slack.conversations.filter(one => one.kind === 'direct').map(entry)}</ul>
      </div>
      <button type="button" class="entry traffic-entry" onClick={onTraffic}>
        <Icon name="log" />
        <span class="name">Traffic</span>
      </button>
      <label class="you">
        <span>You are</span>
        <select value={slack.me} onChange={event => onPerson(event.currentTarget.value)}>
          {slack.people
            .filter(one => !one.bot && !one.deleted)
            .map(one => (
              <option key={one.id} value={one.id}>
                {one.name}, {one.title}
              </option>
            ))}
        </select>
      </label>
    </nav>
  )
}
