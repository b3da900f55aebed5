import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { LRUCache } from 'lru-cache'
import type {
  Attached,
  Command,
  Conversation,
  Message,
  Metadata,
  Person,
  ShownBlock,
  Signal,
  Size,
  State,
} from './shapes.ts'
import { type ChannelSeed, channel, slackbot, tilly } from './team.ts'
import { type Views, views } from './views.ts'

/** An uploaded file; it can be shown once `readyAt` has passed. */
export type StoredFile = {
  id: string
  name: string
  title: string
  altText: string
  length: number
  bytes?: Buffer
  mimetype?: string
  size?: Size
  /** Unix seconds. */
  created: number
  readyAt?: number
}

type Draft = Omit<Message, 'ts' | 'blocks' | 'sizes'> & { blocks?: ShownBlock[] }

type Edit = {
  text?: string
  blocks?: ShownBlock[]
  metadata?: Metadata | undefined
  files?: Attached[]
  edited?: boolean
}

/** Everything the local Slack remembers, and the only place that changes it. */
export type Workspace = {
  team: string
  company: string
  bot: Person
  appId: string
  botId: string
  you: Person
  people: Map<string, Person>
  conversations: Map<string, Conversation>
  files: LRUCache<string, StoredFile>
  commands: Command[]
  now: () => number
  /** Whether people have messages with the app. */
  messagesTab: boolean
  /** Unix seconds. */
  created: number
  messages(channel: string): Message[]
  message(channel: string, ts: string): Message | undefined
  direct(person: string): Conversation | undefined
  openDirect(person: string): Conversation
  join(channel: string, person: string): void
  post(draft: Draft): Message
  /** The answers in a message's thread, oldest first. */
  replies(message: Message): Message[]
  change(message: Message, to: Edit): void
  /** Keeps what a person chose in a message's selects. */
  hold(message: Message, state: State): void
  remove(message: Message): void
  leave(channel: string, person: string): void
  archive(channel: string, archived: boolean): void
  views: Views
  tell(signal: Signal): void
  listen(listener: (signal: Signal) => void): () => void
}

// A demo may run for days: of each conversation the last messages are kept, and the files that were last in use.
const kept = { messages: 500, files: 200 }

/** A made-up identifier of Slack's shape, such as `F0A1B2C3D4E`. */
export const identifier = (letter: string) => `${letter}0${randomBytes(5).toString('hex').toUpperCase()}`

const fileOf = (block: ShownBlock): string | undefined =>
  block.type === 'image' && 'slack_file' in block && block.slack_file && 'id' in block.slack_file
    ? block.slack_file.id
    : undefined

/** An empty workspace with its people and channels. */
export function workspace(options: {
  company: string
  people: Person[]
  channels: ChannelSeed[]
  commands: Command[]
  now: () => number
}): Workspace {
  const { company, now, commands } = options
  const [you] = options.people
  if (!you) throw new Error('A workspace needs people; found: none')
  const changes = new EventEmitter().setMaxListeners(0)
  const people = new Map([...options.people, tilly, slackbot].map(person => [person.id, person]))
  const conversations = new Map(options.channels.map(seed => [seed.id, channel(seed, options.people)]))
  const posted = new Map<string, Map<string, Message>>()
  const files = new LRUCache<string, StoredFile>({ max: kept.files })
  let lastTs = 0

  const tell = (signal: Signal) => void changes.emit('change', signal)
  const shelf = (id: string) => {
    const found = posted.get(id) ?? new Map<string, Message>()
    posted.set(id, found)
    return found
  }
  // Slack's ts is a time and an identity at once, so it must never repeat.
  const nextTs = () => {
    lastTs = Math.max(lastTs + 1, Math.floor(now() * 1000))
    return `${Math.floor(lastTs / 1e6)}.${String(lastTs % 1e6).padStart(6, '0')}`
  }
  const sizes = (blocks: ShownBlock[]): Record<string, Size> =>
    Object.fromEntries(
      blocks.flatMap(block => {
        const file = fileOf(block)
        const size = file && files.get(file)?.size
        return size ? [[file, size]] : []
      }),
    )
  const direct = (person: string) =>
    [...conversations.values()].find(one => one.kind === 'direct' && one.members.includes(person))
  const openDirect = (person: string) => {
    const found = direct(person)
    if (found) return found
    const opened: Conversation = {
      id: identifier('D'),
      kind: 'direct',
      name: tilly.handle,
      topic: tilly.title,
      private: true,
      members: [person, tilly.id],
    }
    conversations.set(opened.id, opened)
    tell({ kind: 'conversation', conversation: opened })
    return opened
  }

  function remove(message: Message) {
    shelf(message.channel).delete(message.ts)
    tell({ kind: 'removed', message })
  }

  return {
    team: 'T0LOCAL001',
    company,
    bot: tilly,
    appId: 'A0TILLY001',
    botId: 'B0TILLY001',
    you,
    people,
    conversations,
    files,
    commands,
    now,
    messagesTab: true,
    created: Math.floor(now() / 1000),
    messages: id => [...shelf(id).values()],
    message: (id, ts) => shelf(id).get(ts),
    direct,
    openDirect,
    join(id, person) {
      const conversation = conversations.get(id)
      if (!conversation || conversation.members.includes(person)) return
      conversation.members.push(person)
      tell({ kind: 'conversation', conversation })
    },
    post(draft) {
      const { blocks = [] } = draft
      const message: Message = { ...draft, ts: nextTs(), blocks, sizes: sizes(blocks) }
      const messages = shelf(message.channel).set(message.ts, message)
      const [oldest] = messages.values()
      if (oldest && messages.size > kept.messages) remove(oldest)
      tell({ kind: 'message', message })
      tell({ kind: 'posted', message })
      return message
    },
    replies: message =>
      [...shelf(message.channel).values()].filter(
        one => one.threadTs === message.ts && one.ts !== message.ts,
      ),
    leave(id, person) {
      const conversation = conversations.get(id)
      if (!conversation?.members.includes(person)) return
      conversation.members.splice(conversation.members.indexOf(person), 1)
      tell({ kind: 'conversation', conversation })
    },
    archive(id, archived) {
      const conversation = conversations.get(id)
      if (!conversation) return
      conversation.archived = archived
      tell({ kind: 'conversation', conversation })
    },
    views: views({ identifier, now, tell }),
    change(message, to) {
      Object.assign(message, to, to.blocks && { sizes: sizes(to.blocks) })
      tell({ kind: 'message', message })
    },
    hold(message, state) {
      message.state = state
      tell({ kind: 'message', message })
    },
    remove,
    tell,
    listen(listener) {
      changes.on('change', listener)
      return () => void changes.off('change', listener)
    },
  }
}
