import type { Held, Message, View } from '../shapes.ts'

/** What a block stands in. */
export type Target = Message | View

/** How the local Slack is told which message or view is meant. */
export const pointOf = (target: Target): Record<string, string> =>
  'hash' in target ? { view_id: target.id } : { channel: target.channel, ts: target.ts }

/** What an element holds, as a person would choose it: an option's value, an id, a day, text; several as a list. */
export function chosen(held: Held | undefined): unknown {
  if (!held) return undefined
  const { type, timezone: _, ...rest } = held
  const [value] = Object.values(rest)
  const bare = (one: unknown) =>
    typeof one === 'object' && one !== null && !type.includes('external') ? Reflect.get(one, 'value') : one
  return Array.isArray(value) ? value.map(bare) : bare(value)
}
