import type { Temporal } from 'temporal-polyfill'
import type { Scope } from '../../access.ts'
import type { Company, Say } from '../../words.ts'
import { quiet } from '../blocks.ts'
import type { Patience } from '../patience.ts'
import type { Seal } from '../seal.ts'
import type { Refusal } from './refusal.ts'
import type { Workspace } from './workspace.ts'

/** What digests and alerts are asked for with. */
export type WishTools = {
  workspace: Workspace
  /** Whether something can be told there: to a person always. */
  placed: (target: string) => Promise<{ sure: boolean } | Refusal>
  /** What a place is called to whoever reads it: you, or #sales. */
  called: (target: string, reader: string) => Promise<string>
  seal: Seal
  say: Say
  company: Company
  timeZone: string
  prefix: string
  scopeOf: (user: string) => Scope
  now: () => Temporal.Instant
  patience: Pick<Patience, 'form'>
}

/** What has just been done, with a way to undo it. */
export type Note = { says: string; undo?: string }

/** What to do where Slack does not tell whether the bot is in a channel. */
export const invitation = quiet(
  'Slack does not tell me whether I am in that channel: if I am not, invite me there, or nothing arrives.',
)
