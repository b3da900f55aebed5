import { UserError } from '../../errors.ts'
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
