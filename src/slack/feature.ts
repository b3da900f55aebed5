import type { View } from '@slack/types'
import type { Asker } from './asker.ts'
import type { Command } from './help.ts'
import type { Place } from './post.ts'

/** A button pressed or a choice made in a message or form. */
export type Press = {
  asker: Asker
  /** What the button carries, or what was chosen. */
  value: string
  /** Opens one form within three seconds. */
  trigger: string
  /** The message it stands in, if it stands in one. */
  place?: Place
  /** The form it stands in, if it stands in one. */
  view?: { id: string; hash: string; meta: string; values: Values }
}

/** What a form holds, by the action_id of its fields; a field left empty is missing. */
export type Values = Readonly<Record<string, string>>

/** A form handed in. */
export type Form = {
  asker: Asker
  meta: string
  values: Values
  /** Sees to work that goes on when the form has closed: what goes wrong is told, and stopping waits for it. */
  later(work: Promise<unknown>): void
}

/** What happens to a form that was handed in: it closes, shows what is wrong with a field, or makes room for another. */
export type FormOutcome = 'close' | { errors: Record<string, string> } | { update: View }

/** A part of the bot beside its questions: its commands, what its buttons do, and what its forms are for. */
export type Feature = {
  commands: readonly Command[]
  /** Answers a command by its name, without slash and prefix. */
  respond(name: string, text: string, asker: Asker, trigger: string): Promise<void>
  /** By action_id. */
  actions: Readonly<Record<string, (press: Press) => Promise<void>>>
  /** By callback_id. A form is to be answered at once: what takes longer is done after it has closed. */
  forms: Readonly<Record<string, (form: Form) => Promise<FormOutcome>>>
}
