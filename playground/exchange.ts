import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { Fault, Faults } from './faults.ts'
import { send } from './http.ts'

/** What goes back to a caller. */
export type Answer = { status: number; content: string; headers?: Record<string, string> }

/** What the caller saw in the end; 0 is a connection that broke. */
export type Ended = { status: number; error?: string }

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

/** An answer in JSON. */
export const jsonAnswer = (value: unknown, status = 200, headers: Record<string, string> = {}): Answer => ({
  status,
  content: JSON.stringify(value),
  headers: { ...JSON_TYPE, ...headers },
})

/** Slack's answer where something was asked too often. */
export const limited = (seconds: number) =>
  jsonAnswer({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(seconds) })

/** Answers one request, as well as the faults that strike it allow. */
export async function exchange(
  call: { faults: Faults; name: string; channel?: string | undefined },
  request: IncomingMessage,
  response: ServerResponse,
  answer: (file?: { delay: number }) => Answer | Promise<Answer>,
): Promise<Ended> {
  const struck = call.faults.strike(call.name, call.channel)
  const one = <K extends Fault['kind']>(kind: K) =>
    struck.find((fault): fault is Extract<Fault, { kind: K }> => fault.kind === kind)
  const say = ({ status, content, headers = {} }: Answer, error?: string): Ended => {
    send(response, status, content, headers)
    return { status, ...(error && { error }) }
  }
  const cut = (): Ended => {
    request.socket.destroy()
    return { status: 0, error: 'cut' }
  }
  const away: Answer = { status: 503, content: 'upstream connect error' }

  const slow = one('slow')
  if (slow) await setTimeout(slow.wait)
  const tooMany = one('ratelimited')
  if (tooMany) return say(limited(tooMany.retryAfter ?? 1), 'ratelimited')
  if (one('unavailable')) return say(away, 'unavailable')
  if (one('cut')) return cut()
  const refused = one('refused')
  if (refused) return say(jsonAnswer({ ok: false, error: refused.error }), refused.error)

  const late = one('late-file')
  const delay = one('never-ready') ? Number.POSITIVE_INFINITY : late?.wait
  const given = await answer(delay === undefined ? undefined : { delay })
  if (one('unavailable-after')) return say(away, 'unavailable after it was done')
  if (one('cut-after')) return cut()
  return say(given, given.status < 400 ? undefined : 'refused')
}
