import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { type Answer, exchange, jsonAnswer, limited } from './exchange.ts'
import type { Faults } from './faults.ts'
import { body, parsed, send } from './http.ts'
import { methods } from './methods/index.ts'
import { type Method, type Reply, refused, type Site } from './methods/method.ts'
import type { rateLimits } from './rate-limits.ts'
import type { trafficLog } from './traffic.ts'

/** One call of the Web API, as tests look at it; the token is left out. `status` is what the caller saw, 0 a cut connection. */
export type Call = { method: string; args: Record<string, unknown>; reply: Reply; status: number }

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

/** Whether the token may call this method: Slack's word where it may not. */
function denied(token: unknown, { token: wanted }: Method, { credentials }: Site): string | undefined {
  if (token === undefined || token === '') return 'not_authed'
  if (token !== credentials.bot && token !== credentials.app) return 'invalid_auth'
  if (credentials.standing !== 'active') return credentials.standing
  const kind = token === credentials.bot ? 'bot' : 'app'
  return wanted === 'either' || wanted === kind ? undefined : 'not_allowed_token_type'
}

/** Slack's answer where the token lacks a scope. */
function lacking(method: Method, args: Record<string, unknown>, site: Site): Reply | undefined {
  const { scopes } = site.credentials
  const needed = method.needs(args, site).find(scope => !scopes.has(scope))
  const provided = [...scopes].join(',')
  return needed === undefined ? undefined : { ok: false, error: 'missing_scope', needed, provided }
}

/** Serves `/api/METHOD`: who asks, what with, and the answer. */
export function webApi(
  site: Site,
  options: {
    delay: number
    calls: Call[]
    faults: Faults
    limits: ReturnType<typeof rateLimits> | undefined
    log: ReturnType<typeof trafficLog>
  },
) {
  const { workspace, credentials } = site
  const { delay, calls, faults, limits, log } = options

  /** After how many seconds Slack would take the call, where it is one too many. */
  function tooSoon(name: string, method: Method, channel: string): number | undefined {
    if (!limits) return undefined
    const place = workspace.direct(channel)?.id ?? channel
    return (
      limits.call(name, method.perMinute) ?? (name === 'chat.postMessage' ? limits.message(place) : undefined)
    )
  }

  return async (name: string, query: URLSearchParams, request: IncomingMessage, response: ServerResponse) => {
    const started = performance.now()
    const content = await body(request)
    if (!content) return send(response, 413, 'request too large')
    const { token: given, ...args } = { ...Object.fromEntries(query), ...argumentsOf(request, content) }
    const [, bearer] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
    const place = args.channel ?? args.channel_id
    const channel = typeof place === 'string' ? place : undefined
    if (delay > 0) await setTimeout(delay)
    const method = methods.get(name)
    let call: Call | undefined
    // A call stands in the list as soon as it is carried out: what it changed is seen at once.
    const carried = (reply: Reply, answer = jsonAnswer(reply)): Answer => {
      call = { method: name, args, reply, status: answer.status }
      remember(calls, call)
      return answer
    }

    const answer = (file?: { delay: number }): Answer => {
      const wrong = method ? denied(bearer ?? given, method, site) : 'unknown_method'
      if (!method || wrong) return carried(refused(wrong ?? 'unknown_method'))
      const wait = tooSoon(name, method, channel ?? '')
      if (wait !== undefined) return carried(refused('ratelimited'), limited(wait))
      const reply =
        lacking(method, args, site) ?? method.answer(args, file ? { ...site, fileDelay: file.delay } : site)
      return carried(reply, jsonAnswer(reply, 200, { 'x-oauth-scopes': [...credentials.scopes].join(',') }))
    }
    const { status, error } = await exchange({ faults, name, channel }, request, response, answer)
    if (!call) carried(refused(error ?? 'fatal_error'))
    if (call) call.status = status
    const wrong = call && !call.reply.ok ? call.reply.error : error
    const ms = performance.now() - started
    log.write({
      kind: 'call',
      name,
      at: workspace.now(),
      status: status === 0 ? 'cut' : String(status),
      ms,
      ...(wrong && { error: wrong }),
    })
  }
}
