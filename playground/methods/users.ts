import { z } from 'zod'
import { type Method, method, page, paging, refused } from './method.ts'
import { wirePerson } from './wire.ts'

export const users: Record<string, Method> = {
  'users.info': method(z.looseObject({ user: z.string() }), ({ user }, { workspace }) => {
    const person = workspace.people.get(user)
    return person ? { ok: true, user: wirePerson(person, workspace) } : refused('user_not_found')
  }),

  'users.list': method(z.looseObject(paging), (args, { workspace }) => {
    const { items, response_metadata } = page([...workspace.people.values()], args)
    return { ok: true, members: items.map(person => wirePerson(person, workspace)), response_metadata }
  }),
}
