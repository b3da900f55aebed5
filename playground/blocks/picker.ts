import { z } from 'zod'
import { actionId, confirm } from './confirm.ts'
import { entry, richOption } from './option.ts'
import { plainText } from './text.ts'

const shared = { action_id: actionId, confirm, focus_on_load: z.boolean().optional() }
const placeholder = plainText(150).optional()
const zone = z.string().refine(name => Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC', {
  error: 'must be a valid timezone',
})

/** Days, times, radio buttons and checkboxes. */
export const pickers = [
  z.strictObject({
    type: z.literal('datepicker'),
    ...shared,
    placeholder,
    initial_date: z.iso.date('must be a valid date').optional(),
  }),
  z.strictObject({
    type: z.literal('timepicker'),
    ...shared,
    placeholder,
    initial_time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a valid time')
      .optional(),
    timezone: zone.optional(),
  }),
  z.strictObject({
    type: z.literal('datetimepicker'),
    ...shared,
    initial_date_time: z.number().int().min(1_000_000_000).max(9_999_999_999).optional(),
  }),
  z.strictObject({
    type: z.literal('radio_buttons'),
    ...shared,
    options: z.array(richOption).min(1).max(10),
    initial_option: richOption.optional(),
  }),
  z.strictObject({
    type: z.literal('checkboxes'),
    ...shared,
    options: z.array(richOption).min(1).max(10),
    initial_options: z.array(richOption).min(1).max(10).optional(),
  }),
] as const

/** The menu behind three dots. */
export const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: actionId,
  confirm,
  options: z.array(entry).min(1).max(5),
})
