import type { RichTextBlock, RichTextElement } from '@slack/types'
import type { ComponentChildren } from 'preact'
import { slackDate } from './dates.ts'
import { emoji } from './emoji.ts'
import { Link, Mention } from './text.tsx'

function bare(part: RichTextElement): ComponentChildren {
  switch (part.type) {
    case 'text':
      return part.text
    case 'link':
      return <Link url={part.url}>{part.text ?? part.url}</Link>
    case 'user':
      return <Mention kind="user" id={part.user_id} />
    case 'channel':
      return <Mention kind="channel" id={part.channel_id} />
    case 'broadcast':
      return <span class="mention mine">@{part.range}</span>
    case 'emoji':
      return emoji[part.name] ?? `:${part.name}:`
    case 'date':
      return <time>{slackDate(part.timestamp, part.format)}</time>
    default:
      return ''
  }
}

function Part({ part }: { part: RichTextElement }) {
  const style = part.style ?? {}
  let drawn = bare(part)
  if ('code' in style && style.code) drawn = <code>{drawn}</code>
  if (style.bold) drawn = <strong>{drawn}</strong>
  if (style.italic) drawn = <em>{drawn}</em>
  if (style.strike) drawn = <s>{drawn}</s>
  return <>{drawn}</>
}

const Parts = ({ parts }: { parts: RichTextElement[] }) => (
  <>
    {parts.map((part, at) => (
      <Part key={at} part={part} />
    ))}
  </>
)

/** A rich_text block, as in a table's cell. */
export function RichText({ block }: { block: RichTextBlock }) {
  return (
    <div class="rich">
      {block.elements.map((element, at) => {
        switch (element.type) {
          case 'rich_text_section':
            return (
              <p key={at}>
                <Parts parts={element.elements} />
              </p>
            )
          case 'rich_text_quote':
            return (
              <blockquote key={at}>
                <Parts parts={element.elements} />
              </blockquote>
            )
          case 'rich_text_preformatted':
            return (
              <pre key={at}>
                <Parts parts={element.elements} />
              </pre>
            )
          case 'rich_text_list': {
            const items = element.elements.map((item, place) => (
              <li key={place}>
                <Parts parts={item.elements} />
              </li>
            ))
            return element.style === 'ordered' ? <ol key={at}>{items}</ol> : <ul key={at}>{items}</ul>
          }
          default:
            return null
        }
      })}
    </div>
  )
}
