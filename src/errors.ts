/** The only text a person may be shown: what is wrong in one sentence, and what would work. */
export class UserError extends Error {
  readonly hint?: string

  constructor(say: string, { hint, cause }: { hint?: string; cause?: unknown } = {}) {
    super(say, { cause })
    this.name = 'UserError'
    if (hint) this.hint = hint
  }
}
