import type { MrkdwnElement, PlainTextElement } from '@slack/types'
import type { ComponentChildren } from 'preact'
import { useAround } from './context.ts'
import { slackDate } from './dates.ts'
import { emoji } from './emoji.ts'
import { type Inline, mrkdwn } from './mrkdwn.ts'
import { addressOf, placeOf } from './place.ts'

const named = (text: string) =>
  text.replace(/:([a-z0-9_+-]+):/g, (whole, name: string) => emoji[name] ?? whole)

/** A link: inside the workspace it moves there, elsewhere it opens a new tab, and anything else is plain text. */
export function Link(props: { url: string; class?: string; children: ComponentChildren }) {
  const { url, children } = props
  const { slack, go } = useAround()
  const place = placeOf(url, slack)
  if (place) {
    const move = (event: Event) => {
      event.preventDefault()
      go(place)
    }
    return (
      <a href={url} class={props.class} onClick={move}>
        {children}
      </a>
    )
  }
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return <>{children}</>
  return (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  )
}

/** The name behind a person's or a channel's id. */
export function Mention({ kind, id, label }: { kind: 'user' | 'channel'; id: string; label?: string }) {
  const { slack } = useAround()
  if (kind === 'user') {
    const person = slack.people.find(one => one.id === id)
    return <span class={id === slack.me ? 'mention mine' : 'mention'}>@{person?.name ?? (label || id)}</span>
  }
  const channel = slack.conversations.find(one => one.id === id)
  if (!channel) return <span class="mention">#{label || 'private channel'}</span>
  return (
    <Link class="mention" url={addressOf({ channel: id })}>
      #{channel.name}
    </Link>
  )
}

function Part({ part }: { part: Inline }) {
  switch (part.kind) {
    case 'text':
      return <>{part.text}</>
    case 'code':
      return <code>{part.text}</code>
    case 'bold':
      return (
        <strong>
          <Inlines parts={part.inside} />
        </strong>
      )
    case 'italic':
      return (
        <em>
          <Inlines parts={part.inside} />
        </em>
      )
    case 'strike':
      return (
        <s>
          <Inlines parts={part.inside} />
        </s>
      )
    case 'link':
      return <Link url={part.url}>{part.label || part.url}</Link>
    case 'user':
    case 'channel':
      return <Mention kind={part.kind} id={part.id} label={part.label} />
    case 'broadcast':
      return <span class="mention mine">@{part.range}</span>
    case 'date': {
      const written = Number.isFinite(part.unix) ? slackDate(part.unix, part.format) : part.fallback
      return part.url ? <Link url={part.url}>{written}</Link> : <time>{written}</time>
    }
    case 'emoji':
      return <>{emoji[part.name] ?? `:${part.name}:`}</>
    case 'break':
      return <br />
  }
}

/** Text with its markup. */
export function Inlines({ parts }: { parts: Inline[] }) {
  return (
    <>
      {parts.map((part, at) => (
        <Part key={at} part={part} />
      ))}
    </>
  )
}

/** A mrkdwn text. */
export function Mrkdwn({ text }: { text: string }) {
  return (
    <>
      {mrkdwn(text).map((piece, at) => {
        if (piece.kind === 'pre') return <pre key={at}>{piece.text}</pre>
        const inside = <Inlines parts={piece.inside} />
        return piece.kind === 'quote' ? <blockquote key={at}>{inside}</blockquote> : <p key={at}>{inside}</p>
      })}
    </>
  )
}

/** A text object of either kind. */
export function Text({ text }: { text: PlainTextElement | MrkdwnElement }) {
  if (text.type === 'mrkdwn') return <Mrkdwn text={text.text} />
  return <p class="plain">{text.emoji === false ? text.text : named(text.text)}</p>
}
