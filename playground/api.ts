import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { body, parsed, send, sendJson } from './http.ts'
import { methods } from './methods/index.ts'
import { type Reply, refused, type Site } from './methods/method.ts'

/** One call of the Web API, as tests look at it; the token is left out. */
export type Call = { method: string; args: Record<string, unknown>; reply: Reply }

const object = z.record(z.string(), z.unknown())

function argumentsOf(request: IncomingMessage, content: Buffer): Record<string, unknown> {
  const text = content.toString()
  if (request.headers['content-type']?.startsWith('application/json')) {
    const given = object.safeParse(parsed(text))
    return given.success ? given.data : {}
  }
  return Object.fromEntries(new URLSearchParams(text))
}

/** How many calls and deliveries are kept: a demo may run for days. */
const KEPT = 1000

/** Adds to a list that forgets its oldest entries. */
export function remember<T>(list: T[], entry: T): void {
  list.push(entry)
  if (list.length > KEPT) list.shift()
}

/** Serves `/api/METHOD`: who asks, what with, and the answer. */
export function webApi(site: Site, options: { token: string; delay: number; calls: Call[] }) {
  return async (name: string, query: URLSearchParams, request: IncomingMessage, response: ServerResponse) => {
    const content = await body(request)
    if (!content) return send(response, 413, 'request too large')
    const { token: given, ...args } = { ...Object.fromEntries(query), ...argumentsOf(request, content) }
    const [, bearer] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
    const token = bearer ?? given
    if (options.delay > 0) await setTimeout(options.delay)
    const method = methods.get(name)
    const answer = () => {
      if (!method) return refused('unknown_method')
      if (token === undefined || token === '') return refused('not_authed')
      return token === options.token ? method(args, site) : refused('invalid_auth')
    }
    const reply = answer()
    remember(options.calls, { method: name, args, reply })
    sendJson(response, reply)
  }
}
