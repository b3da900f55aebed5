import type { KnownBlock } from '@slack/types'

/** A person (or bot) of the workspace as the local Slack keeps them. */
export type Person = {
  id: string
  /** The short name after the `@`. */
  handle: string
  name: string
  title: string
  /** One of the eight avatar colours of the page. */
  colour: number
  bot?: boolean
}

/** A channel, or a direct message between one person and the bot. */
export type Conversation = {
  id: string
  kind: 'channel' | 'direct'
  name: string
  topic: string
  private: boolean
  members: string[]
}

type Point = { label: string; value: number }

/** Slack's native chart, which `@slack/types` does not know yet. */
export type DataVisualization = {
  type: 'data_visualization'
  block_id?: string
  title: string
  chart: {
    type: 'bar' | 'line'
    series: { name: string; data: Point[] }[]
    axis_config: { categories: string[]; x_label?: string; y_label?: string }
  }
}

/** A block that has passed the checks of `blocks/`. */
export type ShownBlock = KnownBlock | DataVisualization

/** How large a picture is, in pixels. */
export type Size = { width: number; height: number }

/** One message; `to` makes it ephemeral, visible to that person alone. */
export type Message = {
  ts: string
  channel: string
  user: string
  text: string
  blocks: ShownBlock[]
  /** The sizes of its pictures by file, so that a page can keep their place before they are loaded. */
  sizes: Record<string, Size>
  to?: string
  threadTs?: string
}

/** A slash command as the app's manifest would declare it. */
export type Command = {
  command: string
  description: string
  usage: string
  /** Slack's `should_escape`: `@name` and `#channel` reach the app as ids. */
  escape?: boolean
}

/** What the page is told when it connects. */
export type Snapshot = {
  company: string
  team: string
  started: number
  me: string
  bot: string
  app: string
  connected: boolean
  people: Person[]
  conversations: Conversation[]
  messages: Message[]
  commands: Command[]
}

/** What the page is told afterwards, one at a time. */
export type Change =
  | { kind: 'message'; message: Message }
  | { kind: 'removed'; message: Message }
  | { kind: 'conversation'; conversation: Conversation }
  | { kind: 'connected'; connected: boolean }

/** What came of handing something to the bot. */
export type Outcome = { ok: true } | { ok: false; error: string }
