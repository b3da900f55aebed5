import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Conversation, Message } from '../shapes.ts'
import { Avatar } from './avatar.tsx'
import { useAround } from './context.ts'
import { day, moment } from './dates.ts'
import { Icon } from './icons.tsx'
import { Said } from './message.tsx'
import { useStaying } from './staying.ts'

/** Seconds within which an author's next message needs no new name. */
const TOGETHER = 300

function Welcome(props: { conversation: Conversation; short: boolean; onTry(text: string): void }) {
  const { conversation, short, onTry } = props
  const { slack } = useAround()
  const bot = slack.people.find(one => one.id === slack.bot)
  const direct = conversation.kind === 'direct'
  const here = conversation.members.includes(slack.bot)
  const about = `${bot?.name} answers questions about sales. Private answers arrive here, with their chart and table.`
  const ask = short ? `Type / to ask ${bot?.name}.` : `Ask ${bot?.name} a question by typing a command:`
  const invite = `${bot?.name} is not a member here. Commands work all the same; to let it post, type /invite @${bot?.handle}.`
  return (
    <div class={short ? 'empty short' : 'empty'}>
      {direct && bot ? (
        <Avatar person={bot} app />
      ) : (
        <span class="sign">{conversation.private ? <Icon name="lock" /> : <Icon name="hash" />}</span>
      )}
      <h2>{direct ? bot?.name : `Welcome to #${conversation.name}`}</h2>
      <p>{direct ? about : `${conversation.topic}. ${here ? ask : invite}`}</p>
      {!short && slack.commands.length > 0 && (
        <ul>
          {slack.commands.slice(0, 5).map(one => (
            <li key={one.command}>
              <button type="button" onClick={() => onTry(one.command)}>
                <code>{one.command}</code>
                <span>{one.description}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** The messages of a conversation, newest at the bottom; the end, or the one asked for, is kept in view. */
export function Messages(props: {
  conversation: Conversation
  messages: Message[]
  marked: string | undefined
  /** Changes whenever the reader asks to be taken somewhere, also twice to the same place. */
  moved: unknown
  /** How often the reader has sent something: it brings them back to the end. */
  sends: number
  onTry(text: string): void
}) {
  const { conversation, messages, marked, moved, sends } = props
  const box = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const { scrolled, stay } = useStaying(box, content)
  const shown = messages.some(one => one.ts === marked)
  useLayoutEffect(() => stay(marked ? { at: marked } : 'end'), [conversation.id, marked, shown, moved])
  useLayoutEffect(() => {
    if (sends > 0) stay('end')
  }, [sends])

  return (
    <div class="messages" ref={box} onScroll={scrolled}>
      <div class="content" ref={content} role="log" aria-label={`Messages in ${conversation.name}`}>
        <Welcome conversation={conversation} short={messages.length > 0} onTry={props.onTry} />
        {messages.map((message, at) => {
          const before = messages[at - 1]
          const newDay = !before || day(moment(before.ts)) !== day(moment(message.ts))
          const follows =
            !newDay &&
            before.user === message.user &&
            before.to === message.to &&
            message.to === undefined &&
            Number(message.ts) - Number(before.ts) < TOGETHER
          return (
            <div key={message.ts}>
              {newDay && (
                <p class="day">
                  <span>{day(moment(message.ts))}</span>
                </p>
              )}
              <Said message={message} follows={follows} marked={message.ts === marked} />
            </div>
          )
        })}
      </div>
    </div>
  )
}
