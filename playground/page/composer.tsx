import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Command, Conversation } from '../shapes.ts'
import { ask } from './ask.ts'
import { useAround } from './context.ts'
import { Icon } from './icons.tsx'

const hint = ({ command, usage }: Command) => usage.replace(command, '').trim()

/** The message box: it completes commands, remembers what was sent and says when nobody would answer. */
export function Composer(props: {
  conversation: Conversation
  /** The message whose thread this box answers in. */
  thread?: string
  draft: string
  onDraft(text: string): void
  onSend(): void
}) {
  const { slack } = useAround()
  const { conversation, thread, draft, onDraft, onSend } = props
  const id = useId()
  const input = useRef<HTMLTextAreaElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [chosen, setChosen] = useState(0)
  const [closed, setClosed] = useState(false)
  const [sending, setSending] = useState('')
  const sent = useRef<string[]>([])
  const back = useRef(0)

  const bot = slack.people.find(one => one.id === slack.bot)?.name ?? 'The app'
  const archived = conversation.archived ?? false
  const off = !slack.connected || archived
  const word = /^\/\S*$/.exec(draft)?.[0]
  const matches =
    word && !closed ? slack.commands.filter(one => one.command.startsWith(word.toLowerCase())) : []
  const at = Math.min(chosen, matches.length - 1)
  const current = matches[at]
  const typing = slack.commands.find(one => draft.startsWith(`${one.command} `))

  useEffect(() => input.current?.focus({ preventScroll: true }), [conversation.id, thread, off])
  useLayoutEffect(() => {
    const { current: box } = input
    if (!box) return
    box.style.height = 'auto'
    box.style.height = `${Math.min(box.scrollHeight, 180)}px`
  }, [draft])
  useLayoutEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at])

  const write = (text: string) => {
    onDraft(text)
    setChosen(0)
    setClosed(false)
  }
  const complete = (command: Command) => {
    write(`${command.command} `)
    input.current?.focus()
  }
  async function send() {
    const text = draft.trimEnd()
    if (off || text.trim() === '') return
    sent.current.push(text)
    back.current = 0
    write('')
    setSending(text)
    onSend()
    await ask('say', { channel: conversation.id, user: slack.me, text, ...(thread && { thread_ts: thread }) })
    setSending('')
  }
  function recall(step: 1 | -1): boolean {
    const next = back.current + step
    if (next < 0 || next > sent.current.length) return false
    back.current = next
    write(next === 0 ? '' : (sent.current.at(-next) ?? ''))
    setClosed(true)
    return true
  }
  const choose = (step: number) => setChosen((at + step + matches.length) % matches.length)
  /** Whether the key meant something to the list of commands. */
  function steered(key: string, command: Command): boolean {
    if (key === 'ArrowDown') choose(1)
    else if (key === 'ArrowUp') choose(-1)
    else if (key === 'Tab') complete(command)
    else if (key === 'Escape') setClosed(true)
    else if (key === 'Enter' && word !== command.command) complete(command)
    else return false
    return true
  }
  function pressed(event: KeyboardEvent) {
    const { key } = event
    if (event.isComposing || event.shiftKey) return
    const remembered = draft === '' || draft === sent.current.at(-back.current)
    if (current && steered(key, current)) return event.preventDefault()
    if (key === 'Enter') {
      event.preventDefault()
      void send()
    }
    if (key === 'ArrowUp' && remembered && recall(1)) event.preventDefault()
    if (key === 'ArrowDown' && remembered && back.current > 0 && recall(-1)) event.preventDefault()
  }

  const where = conversation.kind === 'direct' ? bot : `#${conversation.name}`
  const asleep = archived ? 'This channel is archived' : off ? `${bot} is not connected` : undefined
  const label = thread ? 'Reply in the thread' : `Message ${where}`
  return (
    <form
      class="composer"
      onSubmit={event => {
        event.preventDefault()
        void send()
      }}
    >
      {matches.length > 0 && (
        <div class="suggestions">
          <p aria-hidden="true">
            Commands of {bot} <span>↑ ↓ to choose, Tab or Enter to take</span>
          </p>
          <div id={`${id}commands`} role="listbox" aria-label="Commands" ref={list}>
            {matches.map((one, nth) => (
              <div
                key={one.command}
                id={`${id}command-${nth}`}
                role="option"
                tabIndex={-1}
                aria-selected={nth === at}
                onPointerDown={event => event.preventDefault()}
                onClick={() => complete(one)}
                onKeyDown={event => event.key === 'Enter' && complete(one)}
              >
                <b>{one.command}</b> <code>{hint(one)}</code>
                <span>{one.description}</span>
              </div>
            ))}
          </div>
        </div>
      )}
      <div class={off ? 'field off' : 'field'}>
        <textarea
          ref={input}
          rows={1}
          value={draft}
          disabled={off}
          placeholder={asleep ?? (thread ? 'Reply …' : `Message ${where} or type /`)}
          aria-label={label}
          role="combobox"
          aria-expanded={matches.length > 0}
          aria-controls={`${id}commands`}
          aria-autocomplete="list"
          aria-activedescendant={current && `${id}command-${at}`}
          autocomplete="off"
          spellcheck={false}
          onInput={event => {
            back.current = 0
            write(event.currentTarget.value)
          }}
          onKeyDown={pressed}
        />
        <button type="submit" class="send" aria-label="Send" disabled={off || draft.trim() === ''}>
          <Icon name="send" />
        </button>
      </div>
      <p class="status" role="status">
        {off
          ? `${asleep}.${archived ? '' : ' Start the bot, and this box wakes up.'}`
          : sending
            ? `Sending ${sending.length > 60 ? `${sending.slice(0, 60)}…` : sending}`
            : typing
              ? `${typing.command} ${hint(typing)}`
              : ''}
      </p>
    </form>
  )
}
