import type { KnownBlock, PlainTextElement } from '@slack/types'

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
  /** The IANA time zone; UTC where none is set. */
  timeZone?: string
  locale?: string
  /** Slack's word for a deactivated account. */
  deleted?: boolean
  /** A guest of the workspace, in several channels or in one. */
  guest?: 'several' | 'one'
  /** The other workspace that somebody belongs to who is here through a shared channel. */
  team?: string
}

/** A channel, or a direct message between one person and the bot. */
export type Conversation = {
  id: string
  kind: 'channel' | 'direct'
  name: string
  topic: string
  private: boolean
  members: string[]
  archived?: boolean
  /** Shared with other companies (Slack Connect). */
  connected?: boolean
  /** Only some people may post there, and the bot is not one of them. */
  readOnly?: boolean
}

type Point = { label: string; value: number }

/** Slack's native chart, which `@slack/types` does not know yet. */
export type DataVisualization = {
  type: 'data_visualization'
  block_id?: string
  title: string
  chart:
    | { type: 'pie'; segments: Point[] }
    | {
        type: 'bar' | 'line' | 'area'
        series: { name: string; data: Point[] }[]
        axis_config: { categories: string[]; x_label?: string; y_label?: string }
      }
}

/** A block that has passed the checks of `blocks/`. */
export type ShownBlock = KnownBlock | DataVisualization

/** How large a picture is, in pixels. */
export type Size = { width: number; height: number }

/** What an app hangs on a message for programs; every app in the channel can read it. */
export type Metadata = { event_type: string; event_payload: Record<string, unknown> }

/** What an element holds, in the words of Slack's `state`: its type, and the field that is its own. */
export type Held = { type: string } & Record<string, unknown>

/** What the elements of a view or a message hold, by block and action. */
export type State = Record<string, Record<string, Held>>

/** A file that stands in a message by itself. */
export type Attached = { id: string; name: string; title: string; mimetype: string; length: number }

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
  metadata?: Metadata
  files?: Attached[]
  /** Set once it was changed. */
  edited?: boolean
  /** What was chosen in its selects. */
  state?: State
}

/** A view as an app gives it, once it has passed the checks. */
export type ViewDraft = {
  type: 'modal' | 'home'
  blocks: ShownBlock[]
  title?: PlainTextElement | undefined
  submit?: PlainTextElement | undefined
  close?: PlainTextElement | undefined
  callback_id: string
  external_id: string
  private_metadata: string
  clear_on_close: boolean
  notify_on_close: boolean
}

/** A modal or somebody's Home tab. */
export type View = ViewDraft & {
  id: string
  /** Who sees it. */
  user: string
  hash: string
  root_view_id: string
  previous_view_id: string | null
  state: State
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
  /** The modals this person has open, the uppermost last. */
  views: View[]
  home?: View | undefined
  traffic: Traffic[]
}

/** One line of the log: a call the app made, or something it was told. */
export type Traffic = {
  id: number
  at: number
  kind: 'call' | 'delivery'
  name: string
  /** The HTTP status, or `socket` where there is none. */
  status: string
  /** What went wrong, in Slack's word. */
  error?: string
  /** Which repetition of an event this is. */
  retry?: number
  ms: number
}

/** What the page is told afterwards, one at a time. */
export type Change =
  | { kind: 'message'; message: Message }
  | { kind: 'removed'; message: Message }
  | { kind: 'conversation'; conversation: Conversation }
  | { kind: 'connected'; connected: boolean }
  | { kind: 'modals'; user: string; views: View[] }
  | { kind: 'home'; user: string; view: View }
  | { kind: 'traffic'; entry: Traffic }

/** Whatever happens in the workspace. */
export type Signal = Change | { kind: 'posted'; message: Message }

/** What came of handing something to the bot. */
export type Outcome = { ok: true } | { ok: false; error: string; errors?: Record<string, string> }
