import type { View } from '@slack/types'
import { z } from 'zod'
import type { DigestWish } from '../../wishes/subscribing.ts'
import { weekdays } from '../../wishes/week-time.ts'
import { quiet } from '../blocks.ts'
import type { Values } from '../feature.ts'
import { choice, field, modal, option, placeFields, placeOf } from './fields.ts'

/** The form for a digest, with what is known of it already. */
export const digestForm = (
  wish: Partial<DigestWish>,
  { meta, here, zones, isNew }: { meta: string; here: string; zones: readonly string[]; isNew: boolean },
): View =>
  modal(
    isNew ? 'New digest' : 'Change digest',
    [
      quiet('The week’s summary, every week: net sales and what moved them, what came back, and a picture.'),
      choice(
        'weekday',
        'Every',
        weekdays.map((day, at) => option(day, String(at + 1))),
        String(wish.weekday ?? 1),
      ),
      field('At', { type: 'timepicker', action_id: 'at', initial_time: wish.at ?? '08:00' }),
      choice(
        'zone',
        'Time zone',
        [...new Set(zones)].map(zone => option(zone.replaceAll('_', ' '), zone)),
        wish.timeZone ?? zones[0],
      ),
      ...placeFields(wish.target, here),
    ],
    { callback_id: 'digest-save', private_metadata: meta, submit: 'Save', close: 'Cancel' },
  )

const filled = z.object({ weekday: z.coerce.number().int().min(1).max(7), at: z.string(), zone: z.string() })

/** The digest that a form asks for, or what is wrong with a field. */
export function digestFilled(values: Values, user: string): DigestWish | { errors: Record<string, string> } {
  const { weekday, at, zone } = filled.parse(values)
  const target = placeOf(values, user)
  return typeof target === 'string' ? { weekday, at, timeZone: zone, target } : target
}
