/** What a person may have meant: what it is called, and the words that ask for it. */
type Choice = { label: string; ask: string }

/** The only text a person may be shown: what is wrong in one sentence, what would work, and what may be meant. */
export class UserError extends Error {
  readonly hint?: string
  readonly choices?: readonly Choice[]

  constructor(
    say: string,
    { hint, choices, cause }: { hint?: string; choices?: readonly Choice[]; cause?: unknown } = {},
  ) {
    super(say, { cause })
    this.name = 'UserError'
    if (hint) this.hint = hint
    if (choices) this.choices = choices
  }
}
