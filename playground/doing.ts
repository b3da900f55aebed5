import { z } from 'zod'
import { enter } from './commands.ts'
import { elements, type Found } from './elements.ts'
import { act, fill, suggest, type Target } from './interactions.ts'
import type { Line } from './line.ts'
import type { Outcome, Person, View } from './shapes.ts'
import { dismiss, submit } from './submission.ts'

/** What the page is answered: what came of it, or why it may not do that. */
export type Done = { outcome: Outcome | object } | { wrong: string }

const place = { channel: z.string(), ts: z.string() }
const element = {
  channel: z.string().optional(),
  ts: z.string().optional(),
  view_id: z.string().optional(),
  block_id: z.string(),
  action_id: z.string(),
}
const shapes = {
  say: z.object({
    channel: z.string(),
    text: z.string().min(1).max(12_000),
    thread_ts: z.string().optional(),
  }),
  act: z.object({ ...element, value: z.unknown().optional() }),
  suggest: z.object({ ...element, text: z.string().max(300) }),
  submit: z.object({
    view_id: z.string(),
    values: z.array(z.object({ block_id: z.string(), action_id: z.string(), value: z.unknown().optional() })),
  }),
  close: z.object({ view_id: z.string() }),
  opened: z.object({ tab: z.enum(['home', 'messages']) }),
  dismiss: z.object(place),
}

/** What a person does on the page, each action with the shape of what it is told. */
export function doing(tools: {
  line: Line
  opened(person: Person, tab: 'home' | 'messages'): Promise<unknown>
}) {
  const { line } = tools
  const { workspace } = line

  const sees = (person: Person, channel: string) =>
    workspace.conversations.get(channel)?.members.includes(person.id) ?? false
  function readable(person: Person, { channel, ts }: { channel: string; ts: string }) {
    const message = sees(person, channel) ? workspace.message(channel, ts) : undefined
    return message && (message.to === undefined || message.to === person.id) ? message : undefined
  }
  function view(person: Person, id: string): View | undefined {
    const found = workspace.views.byId(id)
    return found?.user === person.id ? found : undefined
  }
  type At = { channel?: string | undefined; ts?: string | undefined; view_id?: string | undefined }
  function target(person: Person, { channel = '', ts = '', view_id }: At): Target | undefined {
    return view_id === undefined ? readable(person, { channel, ts }) : view(person, view_id)
  }
  const named = (within: Target, at: { block_id: string; action_id: string }): Found | undefined =>
    elements(within.blocks).find(one => one.id === at.block_id && one.element.action_id === at.action_id)

  const actions: Record<keyof typeof shapes, (person: Person, given: unknown) => Promise<Done>> = {
    async say(person, given) {
      const said = shapes.say.safeParse(given)
      if (!said.success || !sees(person, said.data.channel)) return { wrong: 'nothing to say there' }
      const { channel, text, thread_ts } = said.data
      if (thread_ts !== undefined && !readable(person, { channel, ts: thread_ts }))
        return { wrong: 'no such thread' }
      return { outcome: await enter(line, text, { channel, threadTs: thread_ts }, person) }
    },
    async act(person, given) {
      const done = shapes.act.safeParse(given)
      const within = done.success ? target(person, done.data) : undefined
      const found = within && done.data && named(within, done.data)
      if (!within || !found) return { wrong: 'no such element' }
      return { outcome: await act(line, within, found, done.data?.value, person) }
    },
    async suggest(person, given) {
      const typed = shapes.suggest.safeParse(given)
      const within = typed.success ? target(person, typed.data) : undefined
      const found = within && typed.data && named(within, typed.data)
      if (!within || !found) return { wrong: 'no such element' }
      return { outcome: await suggest(line, within, found, typed.data?.text ?? '', person) }
    },
    async submit(person, given) {
      const sent = shapes.submit.safeParse(given)
      const form = sent.success ? view(person, sent.data.view_id) : undefined
      if (form?.type !== 'modal') return { wrong: 'no such form' }
      for (const { value, ...at } of sent.data?.values ?? []) {
        const found = named(form, at)
        if (found) fill(workspace, form, found, value)
      }
      return { outcome: await submit(line, form, person) }
    },
    async close(person, given) {
      const closed = shapes.close.safeParse(given)
      const modal = closed.success ? view(person, closed.data.view_id) : undefined
      return modal ? { outcome: await dismiss(line, modal, person) } : { wrong: 'no such modal' }
    },
    async opened(person, given) {
      const opened = shapes.opened.safeParse(given)
      if (!opened.success) return { wrong: 'no such tab' }
      await tools.opened(person, opened.data.tab)
      return { outcome: { ok: true } }
    },
    async dismiss(person, given) {
      const dismissed = shapes.dismiss.safeParse(given)
      const message = dismissed.success ? readable(person, dismissed.data) : undefined
      if (message?.to !== person.id) return { wrong: 'no such message' }
      workspace.remove(message)
      return { outcome: { ok: true } }
    },
  }

  /** Does it, if there is such an action. */
  return (action: string, person: Person, given: unknown): Promise<Done> | undefined =>
    Object.hasOwn(actions, action) ? actions[action as keyof typeof actions](person, given) : undefined
}
