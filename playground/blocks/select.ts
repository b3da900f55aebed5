import { z } from 'zod'
import { actionId, confirm } from './confirm.ts'
import { choices, oneOf, option, rule } from './option.ts'
import { plainText } from './text.ts'

const shared = {
  action_id: actionId,
  placeholder: plainText(150).optional(),
  confirm,
  focus_on_load: z.boolean().optional(),
}
const several = { ...shared, max_selected_items: z.number().int().min(1).optional() }
const respond = { response_url_enabled: z.boolean().optional() }
const query = { min_query_length: z.number().int().min(0).optional() }
const conversations = {
  default_to_current_conversation: z.boolean().optional(),
  filter: z
    .strictObject({
      include: z
        .array(z.enum(['im', 'mpim', 'private', 'public']))
        .min(1)
        .optional(),
      exclude_external_shared_channels: z.boolean().optional(),
      exclude_bot_users: z.boolean().optional(),
    })
    .optional(),
}
const id = z.string().min(1)

/** The menus: a list, people, channels, conversations, or what the app finds. */
export const selects = [
  z
    .strictObject({
      type: z.literal('static_select'),
      ...shared,
      ...choices,
      initial_option: option.optional(),
    })
    .refine(oneOf, rule),
  z
    .strictObject({
      type: z.literal('multi_static_select'),
      ...several,
      ...choices,
      initial_options: z.array(option).min(1).max(100).optional(),
    })
    .refine(oneOf, rule),
  z.strictObject({
    type: z.literal('external_select'),
    ...shared,
    ...query,
    initial_option: option.optional(),
  }),
  z.strictObject({
    type: z.literal('multi_external_select'),
    ...several,
    ...query,
    initial_options: z.array(option).min(1).max(100).optional(),
  }),
  z.strictObject({ type: z.literal('users_select'), ...shared, initial_user: id.optional() }),
  z.strictObject({
    type: z.literal('multi_users_select'),
    ...several,
    initial_users: z.array(id).optional(),
  }),
  z.strictObject({
    type: z.literal('channels_select'),
    ...shared,
    ...respond,
    initial_channel: id.optional(),
  }),
  z.strictObject({
    type: z.literal('multi_channels_select'),
    ...several,
    initial_channels: z.array(id).optional(),
  }),
  z.strictObject({
    type: z.literal('conversations_select'),
    ...shared,
    ...respond,
    ...conversations,
    initial_conversation: id.optional(),
  }),
  z.strictObject({
    type: z.literal('multi_conversations_select'),
    ...several,
    ...conversations,
    initial_conversations: z.array(id).optional(),
  }),
] as const
