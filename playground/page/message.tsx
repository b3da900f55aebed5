import type { Attached, Message } from '../shapes.ts'
import { ask } from './ask.ts'
import { Avatar } from './avatar.tsx'
import { Block } from './block.tsx'
import { useAround } from './context.ts'
import { clock, moment } from './dates.ts'
import { Icon } from './icons.tsx'
import { addressOf } from './place.ts'
import { Mrkdwn } from './text.tsx'

const File = ({ file }: { file: Attached }) => (
  <a class="file" href={`/download/${file.id}`} download={file.name}>
    <Icon name="file" />
    <span>
      <b>{file.title}</b>
      <small>
        {file.name}, {file.length.toLocaleString('en-GB')} bytes
      </small>
    </span>
  </a>
)

/** One message; `follows` says that the same author spoke just before, `inThread` that its thread is open around it. */
export function Said(props: { message: Message; follows: boolean; marked: boolean; inThread?: boolean }) {
  const { message, follows, marked, inThread = false } = props
  const { slack, go, openThread } = useAround()
  const author = slack.people.find(one => one.id === message.user)
  if (!author) return null
  const when = moment(message.ts)
  const { channel, ts } = message
  const replies = slack.messages.filter(one => one.channel === channel && one.threadTs === ts).length
  const link = addressOf({ channel, ts })
  const jump = (event: Event) => {
    event.preventDefault()
    go({ channel, ts })
  }
  const classes = ['message', follows && 'follows', message.to && 'private', marked && 'marked']
  return (
    <article
      id={inThread ? undefined : `m${ts}`}
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
          </p>
        )}
        <div class="body">
          {message.blocks.length > 0 ? (
            message.blocks.map(block => <Block key={block.block_id} block={block} target={message} />)
          ) : (
            <Mrkdwn text={message.text} />
          )}
          {message.files?.map(file => (
            <File key={file.id} file={file} />
          ))}
        </div>
        {!inThread && replies > 0 && (
          <button type="button" class="replies" onClick={() => openThread(ts)}>
            {replies === 1 ? '1 reply' : `${replies} replies`}
          </button>
        )}
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
      {!inThread && !message.to && (
        <button
          type="button"
          class="round answer"
          aria-label="Reply in thread"
          onClick={() => openThread(ts)}
        >
          <Icon name="reply" />
        </button>
      )}
    </article>
  )
}
