import type { Logger } from 'pino'
import { UserError } from '../../errors.ts'
import type { Asker } from '../asker.ts'
import { sentences } from '../blocks.ts'
import { cut } from '../text.ts'

/** What a person is told instead of what they asked for. */
export type Refusal = { refusal: UserError }

/** A refusal under a field: errors of a field are short. */
export const complaint = ({ message, hint }: UserError) => cut([message, hint].filter(Boolean).join(' '), 300)

/** What was read, or what is wrong with it, to be said under the field it was read from. */
export function under<T>(name: string, read: () => T): T | { errors: Record<string, string> } {
  try {
    return read()
  } catch (error) {
    if (error instanceof UserError) return { errors: { [name]: complaint(error) } }
    throw error
  }
}

/** What came of work, or why it is refused. */
export async function orRefusal<T>(work: Promise<T>): Promise<T | Refusal> {
  try {
    return await work
  } catch (error) {
    if (error instanceof UserError) return { refusal: error }
    throw error
  }
}

/** Sees to work whose form has closed meanwhile: nobody else hears of what goes wrong. */
export async function afterwards(work: Promise<unknown>, { reply }: Asker, log: Logger): Promise<void> {
  try {
    await work
  } catch (error) {
    log.error({ err: error }, 'what a form asked for could not be done')
    const told = reply(sentences('That broke on our side. Please try again.'))
    await told.catch((unheard: unknown) => log.warn({ err: unheard }, 'a reply did not arrive'))
  }
}
