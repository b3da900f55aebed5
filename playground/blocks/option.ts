import { z } from 'zod'
import { plainText, text } from './text.ts'

const shape = { value: z.string().min(1).max(75), description: plainText(75).optional() }

/** One thing to choose, as menus show it. */
export const option = z.strictObject({ text: plainText(75), ...shape })

/** One thing to choose beside a radio button or a checkbox; it may be in mrkdwn. */
export const richOption = z.strictObject({ text: text(75), ...shape, description: text(75).optional() })

/** One entry of an overflow menu; it may open an address. */
export const entry = option.extend({ url: z.string().max(3000).optional() })

const group = z.strictObject({ label: plainText(75), options: z.array(option).min(1).max(100) })

/** Options, or groups of them: one of the two. */
export const choices = {
  options: z.array(option).min(1).max(100).optional(),
  option_groups: z.array(group).min(1).max(100).optional(),
}

type Choices = { options?: unknown; option_groups?: unknown }

/** Whether a menu has exactly one of options and groups. */
export const oneOf = ({ options, option_groups }: Choices) =>
  (options === undefined) !== (option_groups === undefined)

/** What Slack says where it has both or none. */
export const rule = { error: 'must provide either options or option_groups' }
