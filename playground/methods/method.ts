import { z } from 'zod'
import { issues } from '../blocks/issues.ts'
import type { Credentials } from '../credentials.ts'
import { parsed } from '../http.ts'
import type { Conversation } from '../shapes.ts'
import type { triggers } from '../triggers.ts'
import type { Workspace } from '../workspace.ts'

/** What a Web API method answers; Slack says no with HTTP 200 as well. */
export type Reply = ({ ok: true } | { ok: false; error: string }) & Record<string, unknown>

/** What the methods work on: the workspace, and where its pages and files are served. */
export type Site = {
  workspace: Workspace
  url: string
  credentials: Credentials
  triggers: ReturnType<typeof triggers>
  /** Milliseconds from a completed upload until the file can be shown. */
  fileDelay: number
  /** A fresh address for one connection of Socket Mode. */
  openSocket(): string
  /** Does something after so many milliseconds, unless the local Slack is closed by then. */
  later(milliseconds: number, run: () => void): void
}

/** A method of the Web API. */
export type Method = {
  /** How many calls a minute Slack takes. */
  perMinute: number
  /** Which token it is for: the bot's, the app's, or either. */
  token: 'bot' | 'app' | 'either'
  /** The scopes a call needs. */
  needs(args: Record<string, unknown>, site: Site): string[]
  /** Answers one call, whatever its arguments hold. */
  answer(args: unknown, site: Site): Reply
}

/** Slack's tiers of rate limits, in calls a minute; special methods take several hundred. */
export const tier = { one: 1, two: 20, three: 50, four: 100, special: 600 } as const

/** Says no in Slack's way, with its list of reasons. */
export function refused(error: string, reasons: string[] = []): Reply {
  if (reasons.length === 0) return { ok: false, error }
  return {
    ok: false,
    error,
    errors: reasons,
    response_metadata: { messages: reasons.map(reason => `[ERROR] ${reason}`) },
  }
}

type Rules = { perMinute: number; token?: Method['token']; needs?: string | Method['needs'] }

/** A method of the Web API: its limits, the shape of its arguments, and what it does with them. */
export function method<S extends z.ZodType>(
  { perMinute, token = 'bot', needs = () => [] }: Rules,
  args: S,
  run: (args: z.infer<S>, site: Site) => Reply,
): Method {
  return {
    perMinute,
    token,
    needs: typeof needs === 'string' ? () => [needs] : needs,
    answer(given, site) {
      const result = args.safeParse(given)
      if (result.success) return run(result.data, site)
      const reasons = issues(result.error.issues, given, '').map(({ message, pointer }) =>
        pointer ? `${message} [json-pointer:${pointer}]` : message,
      )
      return refused('invalid_arguments', reasons)
    },
  }
}

/** The first word of the scopes for a kind of conversation: `channels`, `groups` or `im`. */
export const scopeWord = ({ kind, private: hidden }: Pick<Conversation, 'kind' | 'private'>) => {
  if (kind === 'direct') return 'im'
  return hidden ? 'groups' : 'channels'
}

/** Needs the scope of the conversation's kind, such as `groups:history`; none for one that is not there. */
export const needsOf =
  (verb: 'history' | 'read'): Method['needs'] =>
  ({ channel }, { workspace }) => {
    const found = workspace.conversations.get(String(channel))
    return found ? [`${scopeWord(found)}:${verb}`] : []
  }

/** An argument that comes as JSON text in a form and as a value in a JSON body. */
export const json = <S extends z.ZodType>(schema: S) =>
  z.preprocess(value => (typeof value === 'string' ? parsed(value) : value), schema)

/** JSON that is judged later; text that is none stays text. */
export const anyJson = z.preprocess(
  value => (typeof value === 'string' ? (parsed(value) ?? value) : value),
  z.unknown(),
)

/** A number that comes as text in a form. */
export const count = z.coerce.number().int().positive()

/** A switch that comes as text in a form. */
export const flag = z.preprocess(value => value === true || value === 'true' || value === '1', z.boolean())

/** Arguments by which a list is read page by page. */
export const paging = { cursor: z.string().optional(), limit: count.max(999).default(100) }

/** One page of a list, with the cursor to the next as Slack writes it; undefined for a cursor it never gave. */
export function page<T>(items: T[], { cursor, limit }: { cursor?: string | undefined; limit: number }) {
  const from = cursor ? Number(Buffer.from(cursor, 'base64url').toString()) : 0
  if (!Number.isInteger(from) || from < 0) return undefined
  const next = from + limit
  const more = next < items.length
  const next_cursor = more ? Buffer.from(String(next)).toString('base64url') : ''
  return { items: items.slice(from, next), more, response_metadata: { next_cursor } }
}
