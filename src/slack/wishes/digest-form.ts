import type { View } from '@slack/types'
import { z } from 'zod'
import type { DigestWish } from '../../wishes/subscribing.ts'
import { weekdays } from '../../wishes/week-time.ts'
import { quiet } from '../blocks.ts'
import type { Values } from '../feature.ts'
import { choice, field, isChannel, modal, option, placeFields, placeOf } from './fields.ts'

/** The action of the field that says where a digest goes. */
export const digestWhere = 'digest-where'

/** What a form for a digest knows beside its fields. */
export type DigestFormAbout = { meta: string; zones: readonly string[]; isNew: boolean }

/** The form for a digest, with what is known of it already, or filled in so far. */
export const digestForm = (values: Values, { meta, zones, isNew }: DigestFormAbout): View =>
  modal(
    isNew ? 'New digest' : 'Change digest',
    [
      quiet('The week in one message: net sales, what moved them, what came back, and a picture.'),
      choice(
        'weekday',
        'Every',
        weekdays.map((day, at) => option(day, String(at + 1))),
        values.weekday ?? '1',
      ),
      field('At', { type: 'timepicker', action_id: 'at', initial_time: values.at ?? '08:00' }),
      choice(
        'zone',
        'Time zone',
        [...new Set(zones)].map(zone => option(zone.replaceAll('_', ' '), zone)),
        values.zone ?? zones[0],
      ),
      ...placeFields(digestWhere, values[digestWhere], values.channel),
    ],
    { callback_id: 'digest-save', private_metadata: meta, submit: 'Save', close: 'Cancel' },
  )

/** What the fields of a digest's form hold before anybody changes them. */
export const digestValues = ({ weekday, at, timeZone, target }: DigestWish): Values => ({
  ...{ weekday: String(weekday), at, zone: timeZone },
  ...(isChannel(target) ? { [digestWhere]: 'channel', channel: target } : { [digestWhere]: 'me' }),
})

const filled = z.object({ weekday: z.coerce.number().int().min(1).max(7), at: z.string(), zone: z.string() })

/** The digest that a form asks for, or what is wrong with a field. */
export function digestFilled(values: Values, user: string): DigestWish | { errors: Record<string, string> } {
  const { weekday, at, zone } = filled.parse(values)
  const target = placeOf(digestWhere, values, user)
  return typeof target === 'string' ? { weekday, at, timeZone: zone, target } : target
}
