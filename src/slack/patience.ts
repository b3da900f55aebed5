/** How long things may take in Slack before another way is taken, in milliseconds. */
export type Patience = {
  /** A call to Slack is repeated for so long. */
  posting: number
  /** An uploaded file is waited for this long, until a message can show it. */
  file: number
  /** After this long a person is told that the answer is under way. */
  words: number
  /** Slack waits three seconds for what comes of a form: whatever takes longer than this goes another way. */
  form: number
}

export const patience: Patience = { posting: 20_000, file: 30_000, words: 1500, form: 2000 }
