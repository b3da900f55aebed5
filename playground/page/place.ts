import type { Snapshot } from '../shapes.ts'

/** A conversation, and in it perhaps one message; or the app's Home tab beside its messages. */
export type Place = { channel: string; ts?: string | undefined; tab?: 'home' | undefined }

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

function archive(path: string): Place | undefined {
  const [, channel, digits, home] = /^\/archives\/([A-Z0-9]+)(?:\/p(\d{7,})|\/(home)$)?/.exec(path) ?? []
  if (channel === undefined) return undefined
  return {
    channel,
    ts: digits && `${digits.slice(0, -6)}.${digits.slice(-6)}`,
    tab: home ? 'home' : undefined,
  }
}

/** The place inside this workspace that a link means, if it means one. */
export function placeOf(address: string, slack: Snapshot): Place | undefined {
  if (!URL.canParse(address, location.href)) return undefined
  const url = new URL(address, location.href)
  const direct = slack.conversations.find(one => one.kind === 'direct')?.id
  const known = (place: Place | undefined) =>
    place && slack.conversations.some(one => one.id === place.channel) ? place : undefined
  if (url.protocol === 'slack:') {
    const id = url.searchParams.get('id') ?? ''
    const kind = url.host || url.pathname.replace(/^\/+/, '')
    if (kind === 'app' || (kind === 'user' && id === slack.bot))
      return direct
        ? { channel: direct, tab: url.searchParams.get('tab') === 'home' ? 'home' : undefined }
        : undefined
    return known({ channel: id, ts: url.searchParams.get('message') ?? undefined })
  }
  return LOOPBACK.has(url.hostname) ? known(archive(url.pathname)) : undefined
}

/** The page's own address of a place. */
export const addressOf = ({ channel, ts, tab }: Place) =>
  `/archives/${channel}${ts ? `/p${ts.replace('.', '')}` : ''}${tab ? `/${tab}` : ''}`
