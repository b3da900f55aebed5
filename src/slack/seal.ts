import { createHmac, timingSafeEqual } from 'node:crypto'
import { UserError } from '../errors.ts'

/** Signs what buttons and menus carry, and reads it back: only what this bot wrote comes back to life. */
export type Seal = ReturnType<typeof seal>

/** The longest value that Slack takes for a button. */
const longest = 2000

/**
 * Makes the seal of a bot token. A value holds its version, its mark and its text; the text in base64url, because
 * Slack may escape what it takes for markup. The mark names a purpose, so that no value serves for another button.
 */
export function seal(token: string) {
  const key = createHmac('sha256', token).update('what the buttons of Tilly carry').digest()
  const mark = (purpose: string, text: string) =>
    createHmac('sha256', key).update(`${purpose}\n${text}`).digest().subarray(0, 16)

  return {
    /** The text, sealed for a purpose; undefined where Slack would not take it. */
    shut(purpose: string, text: string): string | undefined {
      const sealed = `1.${mark(purpose, text).toString('base64url')}.${Buffer.from(text).toString('base64url')}`
      return sealed.length > longest ? undefined : sealed
    },

    /** The text that was sealed for this purpose; says in a sentence that it was not. */
    open(purpose: string, value: string): string {
      const [, given = '', coded = ''] =
        (value.length <= longest && /^1\.([\w-]{22})\.([\w-]*)$/.exec(value)) || []
      if (!given) throw older()
      const text = Buffer.from(coded, 'base64url').toString()
      if (timingSafeEqual(Buffer.from(given, 'base64url'), mark(purpose, text))) return text
      throw new UserError('This button does not carry what I gave it, so I did nothing.', { hint: askAgain })
    },
  }
}

const askAgain = 'Ask again: the new answer has buttons that work.'

/** What to say of a button that this version of the bot did not make. */
export const older = () => new UserError('This button is from an older version of me.', { hint: askAgain })
