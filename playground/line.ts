import { remember } from './api.ts'
import { type Delivered, deliver, type Parcel } from './deliver.ts'
import type { Asked } from './replies.ts'
import type { Person } from './shapes.ts'
import type { Envelope, sockets } from './sockets.ts'
import type { trafficLog } from './traffic.ts'
import type { triggers } from './triggers.ts'
import type { Workspace } from './workspace.ts'

/** Which repetition of an event this is, and why it is sent again. */
export type Retry = { attempt: number; reason: 'http_timeout' | 'http_error' | 'connection_failed' }

/** One delivery to the app, as tests look at it. */
export type Delivery = {
  type: Envelope['type']
  /** The form as it was sent, of commands and interactions. */
  form: Record<string, string>
  /** What an interaction or an event holds. */
  payload: Record<string, unknown>
  retry?: Retry
  delivered: Delivered
}

/** How what happens in Slack reaches the app, and what it may do with it. */
export type Line = {
  workspace: Workspace
  /** A fresh address for answers. */
  responseUrl(asked: Asked): string
  /** A fresh trigger_id. */
  trigger(person: Person): string
  /** Delivers a command. */
  send(form: Record<string, string>): Promise<Delivered>
  /** Delivers an interaction. */
  interact(payload: Record<string, unknown>): Promise<Delivered>
  /** Delivers an event, or delivers it again. */
  event(payload: Record<string, unknown>, retry?: Retry): Promise<Delivered>
}

const FORM = 'application/x-www-form-urlencoded'

const nameOf = (type: Envelope['type'], form: Record<string, string>, payload: Record<string, unknown>) => {
  if (type === 'slash_commands') return form.command ?? ''
  const { event } = payload as { event?: { type?: string } }
  return String(event?.type ?? payload.type ?? '')
}

/** The line to the app: over its sockets where it has any, else by HTTP to its address. */
export function line(tools: {
  workspace: Workspace
  triggers: ReturnType<typeof triggers>
  responseUrl(asked: Asked): string
  sockets: ReturnType<typeof sockets>
  /** Where the app takes deliveries over HTTP, once it is known. */
  address(): string | undefined
  secret: string
  within: number
  deliveries: Delivery[]
  log: ReturnType<typeof trafficLog>
  /** Told of every try, whether the app was reached. */
  tried(reached: boolean): void
}): Line {
  const { workspace, sockets, secret, within, deliveries, log } = tools

  async function carry(
    type: Envelope['type'],
    parcel: Parcel,
    {
      form = {},
      payload = {},
      retry,
    }: { form?: Record<string, string>; payload?: Record<string, unknown>; retry?: Retry | undefined },
  ): Promise<Delivered> {
    const started = performance.now()
    const socket = sockets.count() > 0
    const address = tools.address()
    const over = (): Promise<Delivered> => {
      if (socket) {
        const content = type === 'slash_commands' ? form : payload
        return sockets.send({ type, payload: content, ...(retry && { retry }) }, within)
      }
      if (address) return deliver(address, parcel, { secret, within, now: workspace.now })
      return Promise.resolve({ ok: false, error: 'dispatch_failed', reached: false })
    }
    const delivered = await over()
    remember(deliveries, { type, form, payload, ...(retry && { retry }), delivered })
    const status = delivered.ok ? '200' : String(delivered.status ?? '–')
    log.write({
      kind: 'delivery',
      name: nameOf(type, form, payload),
      at: workspace.now(),
      status: socket ? 'socket' : status,
      ms: performance.now() - started,
      ...(retry && { retry: retry.attempt }),
      ...(!delivered.ok && { error: delivered.error }),
    })
    tools.tried(delivered.ok || delivered.reached)
    return delivered
  }
  const asForm = (form: Record<string, string>): Parcel => ({
    type: FORM,
    body: new URLSearchParams(form).toString(),
  })

  return {
    workspace,
    responseUrl: tools.responseUrl,
    trigger: person => tools.triggers.issue(person.id),
    send(given) {
      const form = { ...given, trigger_id: tools.triggers.issue(given.user_id ?? '') }
      return carry('slash_commands', asForm(form), { form })
    },
    interact(payload) {
      const form = { payload: JSON.stringify(payload) }
      return carry('interactive', asForm(form), { form, payload })
    },
    event(payload, retry) {
      const headers: Record<string, string> = retry
        ? { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason }
        : {}
      const parcel = { type: 'application/json', body: JSON.stringify(payload), headers }
      return carry('events_api', parcel, { payload, retry })
    },
  }
}
