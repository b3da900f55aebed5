import { useEffect, useState } from 'preact/hooks'
import { ask } from './ask.ts'
import { Composer } from './composer.tsx'
import { Around } from './context.ts'
import { Messages } from './conversation.tsx'
import { Home } from './home.tsx'
import { Icon } from './icons.tsx'
import { useLive } from './live.ts'
import { Modals } from './modal.tsx'
import { addressOf, type Place, placeOf } from './place.ts'
import { Sidebar } from './sidebar.tsx'
import { useStored } from './stored.ts'
import { Thread } from './thread.tsx'
import { TrafficLog } from './traffic.tsx'
import { useUnread } from './unread.ts'

function useTheme() {
  const [theme, setTheme] = useStored('theme', '')
  const dark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  useEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
  return { dark, flip: () => setTheme(dark ? 'light' : 'dark') }
}

function useAddress(): [{ path: string }, (place: Place) => void] {
  const [address, setAddress] = useState({ path: location.pathname })
  useEffect(() => {
    const moved = () => setAddress({ path: location.pathname })
    addEventListener('popstate', moved)
    return () => removeEventListener('popstate', moved)
  }, [])
  const go = (place: Place) => {
    const path = addressOf(place)
    if (path !== location.pathname) history.pushState(null, '', path)
    setAddress({ path })
  }
  return [address, go]
}

/** The whole page. */
export function App() {
  const [me, setMe] = useStored('me', '')
  const { slack, lost } = useLive(me)
  const [address, move] = useAddress()
  const [open, setOpen] = useState(false)
  const [drafts, setDrafts] = useState<Record<string, string>>({})
  const [sends, setSends] = useState(0)
  const [panel, setPanel] = useState<{ thread: string } | 'traffic'>()
  const { dark, flip } = useTheme()

  const place = slack && placeOf(address.path, slack)
  const conversation =
    slack?.conversations.find(one => one.id === place?.channel) ??
    slack?.conversations.find(one => one.name === 'sales') ??
    slack?.conversations[0]
  const at = conversation?.id ?? ''
  const unread = useUnread(slack, at)
  const writing = conversation?.kind === 'direct' && place?.tab !== 'home'
  useEffect(() => {
    if (writing && slack) void ask('opened', { user: slack.me, tab: 'messages' })
  }, [writing, slack?.me])
  // A link to an answer leads into its thread.
  const pointed = slack?.messages.find(one => one.channel === at && one.ts === place?.ts)?.threadTs
  useEffect(() => {
    if (pointed) setPanel({ thread: pointed })
  }, [pointed, address])
  const title = conversation?.kind === 'direct' ? 'Tilly' : `#${conversation?.name ?? ''}`
  useEffect(() => {
    if (slack) document.title = `${unread.size > 0 ? '• ' : ''}${title} · ${slack.company}`
  }, [title, unread.size, slack?.company])

  if (!slack || !conversation)
    return <p class="waiting">{lost ? 'The local Slack does not answer. Trying again …' : 'Opening …'}</p>
  const go = (to: Place) => {
    move(to)
    setOpen(false)
  }
  const draft = (text: string, of = at) => setDrafts({ ...drafts, [of]: text })
  const here = slack.messages.filter(one => one.channel === at)
  const parent = typeof panel === 'object' ? here.find(one => one.ts === panel.thread) : undefined
  const home = conversation.kind === 'direct' && place?.tab === 'home'
  const direct = conversation.kind === 'direct'
  const bot = slack.people.find(one => one.id === slack.bot)
  return (
    <Around.Provider value={{ slack, go, openThread: thread => setPanel({ thread }) }}>
      <p class="banner">
        <Icon name="info" />
        <span>
          A local stand-in for Slack, to try {bot?.name} at <b>{slack.company}</b>. Nothing leaves this
          computer.
        </span>
      </p>
      <div class={parent || panel === 'traffic' ? 'frame with-panel' : 'frame'}>
        <Sidebar
          open={open}
          at={at}
          unread={unread}
          dark={dark}
          onTheme={flip}
          onTraffic={() => {
            setPanel(panel === 'traffic' ? undefined : 'traffic')
            setOpen(false)
          }}
          onPerson={id => {
            setMe(id)
            setOpen(false)
          }}
        />
        {open && (
          <button type="button" class="veil" aria-label="Close the list" onClick={() => setOpen(false)} />
        )}
        <main>
          <header>
            <button
              type="button"
              class="round menu"
              aria-label={unread.size > 0 ? 'Conversations, with unread messages' : 'Conversations'}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              <Icon name="menu" />
              {unread.size > 0 && <span class="dot" />}
            </button>
            <div class="title">
              <h2>
                {!direct && <Icon name={conversation.private ? 'lock' : 'hash'} />}
                {direct ? bot?.name : conversation.name}
                {direct && <span class="badge">APP</span>}
              </h2>
              <p>{conversation.topic}</p>
            </div>
            {direct && (
              <div class="tabs" role="tablist" aria-label={bot?.name}>
                <button
                  type="button"
                  role="tab"
                  aria-selected={home}
                  onClick={() => go({ channel: at, tab: 'home' })}
                >
                  Home
                </button>
                <button type="button" role="tab" aria-selected={!home} onClick={() => go({ channel: at })}>
                  Messages
                </button>
              </div>
            )}
            {!direct && (
              <span class="members" title="Members">
                <Icon name="people" />
                {conversation.members.length}
                <span class="spoken"> members</span>
              </span>
            )}
          </header>
          {lost && (
            <p class="lost" role="alert">
              The local Slack does not answer. Trying again …
            </p>
          )}
          {home ? (
            <Home />
          ) : (
            <>
              <Messages
                conversation={conversation}
                messages={here.filter(one => one.threadTs === undefined)}
                marked={place?.ts}
                moved={address}
                sends={sends}
                onTry={text => draft(`${text} `)}
              />
              <Composer
                conversation={conversation}
                draft={drafts[at] ?? ''}
                onDraft={draft}
                onSend={() => setSends(sends + 1)}
              />
            </>
          )}
        </main>
        {parent && (
          <Thread
            key={parent.ts}
            conversation={conversation}
            parent={parent}
            replies={here.filter(one => one.threadTs === parent.ts)}
            draft={drafts[parent.ts] ?? ''}
            onDraft={text => draft(text, parent.ts)}
            onClose={() => setPanel(undefined)}
          />
        )}
        {panel === 'traffic' && <TrafficLog onClose={() => setPanel(undefined)} />}
      </div>
      <Modals />
    </Around.Provider>
  )
}
