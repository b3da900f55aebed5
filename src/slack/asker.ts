import type { Message } from './blocks.ts'

/** How a reply stands to what is there: in the place of the message it answers, or for everyone to see. */
export type Standing = { replaces?: boolean; everyone?: boolean }

/** Who did something where, and a way to tell them, unseen by others. */
export type Asker = {
  user: string
  channel: string
  team: string
  /** Tells whether it arrived: an address to reply to lives for half an hour. */
  reply(message: Message, standing?: Standing): Promise<boolean>
}
