import { useEffect, useState } from 'preact/hooks'
import type { Change, Snapshot } from '../shapes.ts'

/** What the page knows, and whether it still hears of changes. */
export type Live = { slack: Snapshot | undefined; lost: boolean }

/** How many lines of the log a page keeps. */
const LINES = 299

function changed(slack: Snapshot, change: Change): Snapshot {
  switch (change.kind) {
    case 'connected':
      return { ...slack, connected: change.connected }
    case 'conversation': {
      const others = slack.conversations.filter(one => one.id !== change.conversation.id)
      return { ...slack, conversations: [...others, change.conversation] }
    }
    case 'modals':
      return { ...slack, views: change.views }
    case 'home':
      return { ...slack, home: change.view }
    case 'traffic':
      return { ...slack, traffic: [...slack.traffic.slice(-LINES), change.entry] }
    case 'removed':
      return {
        ...slack,
        messages: slack.messages.filter(
          one => one.ts !== change.message.ts || one.channel !== change.message.channel,
        ),
      }
    case 'message': {
      const { message } = change
      const at = slack.messages.findIndex(one => one.ts === message.ts && one.channel === message.channel)
      return { ...slack, messages: at < 0 ? [...slack.messages, message] : slack.messages.with(at, message) }
    }
  }
}

/** Follows the workspace as one person sees it; every reconnection begins with a fresh snapshot. */
export function useLive(me: string): Live {
  const [live, setLive] = useState<Live>({ slack: undefined, lost: false })
  useEffect(() => {
    let source: EventSource | undefined
    let again: number | undefined
    const open = () => {
      source = new EventSource(`/page/events?as=${encodeURIComponent(me)}`)
      source.addEventListener('snapshot', event => setLive({ slack: JSON.parse(event.data), lost: false }))
      source.addEventListener('change', event => {
        const change: Change = JSON.parse(event.data)
        setLive(({ slack, lost }) => ({ slack: slack && changed(slack, change), lost }))
      })
      source.addEventListener('error', () => {
        setLive(({ slack }) => ({ slack, lost: true }))
        // The browser tries again by itself unless the answer was a refusal.
        if (source?.readyState === EventSource.CLOSED) again = window.setTimeout(open, 2000)
      })
    }
    open()
    return () => {
      source?.close()
      window.clearTimeout(again)
    }
  }, [me])
  return live
}
