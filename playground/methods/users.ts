import { z } from 'zod'
import { flag, type Method, method, page, paging, refused, tier } from './method.ts'
import { wirePerson } from './wire.ts'

const needs = 'users:read'

/** Who the people are, and which time zone and language they have. */
export const users: Record<string, Method> = {
  'users.info': method(
    { perMinute: tier.four, needs },
    z.looseObject({ user: z.string(), include_locale: flag.optional() }),
    ({ user, include_locale }, { workspace }) => {
      const person = workspace.people.get(user)
      if (!person) return refused('user_not_found')
      return { ok: true, user: wirePerson(person, workspace, include_locale) }
    },
  ),

  'users.list': method(
    { perMinute: tier.two, needs },
    z.looseObject({ include_locale: flag.optional(), ...paging }),
    (args, { workspace }) => {
      const found = page([...workspace.people.values()], args)
      if (!found) return refused('invalid_cursor')
      const members = found.items.map(person => wirePerson(person, workspace, args.include_locale))
      return { ok: true, members, response_metadata: found.response_metadata }
    },
  ),
}
