import type { Message } from '../shapes.ts'
import { ask } from './ask.ts'
import { Avatar } from './avatar.tsx'
import { Block } from './block.tsx'
import { useAround } from './context.ts'
import { clock, moment } from './dates.ts'
import { Icon } from './icons.tsx'
import { addressOf } from './place.ts'
import { Mrkdwn } from './text.tsx'

/** One message; `follows` says that the same author spoke just before. */
export function Said({ message, follows, marked }: { message: Message; follows: boolean; marked: boolean }) {
  const { slack, go } = useAround()
  const author = slack.people.find(one => one.id === message.user)
  if (!author) return null
  const when = moment(message.ts)
  const { channel, ts } = message
  const link = addressOf({ channel, ts })
  const jump = (event: Event) => {
    event.preventDefault()
    go({ channel, ts })
  }
  const classes = ['message', follows && 'follows', message.to && 'private', marked && 'marked']
  return (
    <article
      id={`m${ts}`}
      class={classes.filter(Boolean).join(' ')}
      aria-label={`${author.name}, ${clock(when)}`}
    >
      {message.to && (
        <p class="only">
          <Icon name="eye" /> Only visible to you
        </p>
      )}
      <div class="side">
        {follows ? (
          <time dateTime={when.toISOString()}>{clock(when)}</time>
        ) : (
          <Avatar person={author} app={author.id === slack.bot} />
        )}
      </div>
      <div class="main">
        {!follows && (
          <p class="by">
            <b>{author.name}</b>
            {author.bot && <span class="badge">APP</span>}
            <a href={link} onClick={jump} title="A link to this message">
              <time dateTime={when.toISOString()}>{clock(when)}</time>
            </a>
            {message.threadTs && <span class="thread">in a thread</span>}
          </p>
        )}
        <div class="body">
          {message.blocks.length > 0 ? (
            message.blocks.map(block => <Block key={block.block_id} block={block} message={message} />)
          ) : (
            <Mrkdwn text={message.text} />
          )}
        </div>
        {message.to && (
          <button
            type="button"
            class="dismiss"
            onClick={() => ask('dismiss', { channel, ts, user: slack.me })}
          >
            Dismiss message
          </button>
        )}
      </div>
    </article>
  )
}
