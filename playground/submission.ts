import { z } from 'zod'
import { elements, holds, isEmpty } from './elements.ts'
import { parsed } from './http.ts'
import { about } from './interactions.ts'
import type { Line } from './line.ts'
import { wireView } from './methods/wire.ts'
import type { Held, Outcome, Person, View } from './shapes.ts'
import { checkView } from './view.ts'

/** How many modals may lie on one another. */
const STACK = 3

const answer = z.discriminatedUnion('response_action', [
  z.looseObject({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.looseObject({ response_action: z.literal('update'), view: z.unknown() }),
  z.looseObject({ response_action: z.literal('push'), view: z.unknown() }),
  z.looseObject({ response_action: z.literal('clear') }),
])

/** What Slack itself objects to in a field, before the app hears of it. */
function complaint(element: Record<string, unknown>, held: Held | undefined): string | undefined {
  const value = typeof held?.value === 'string' ? held.value : ''
  const { type, min_length = 0, max_length = 3000, min_value, max_value } = element
  if (type === 'plain_text_input') {
    if (value.length < Number(min_length)) return `Write at least ${min_length} characters.`
    if (value.length > Number(max_length)) return `Write at most ${max_length} characters.`
  }
  if (type === 'number_input') {
    const number = element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/
    if (!number.test(value)) return 'Enter a number.'
    if (min_value !== undefined && Number(value) < Number(min_value)) return `Enter ${min_value} or more.`
    if (max_value !== undefined && Number(value) > Number(max_value)) return `Enter ${max_value} or less.`
  }
  if (type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(value)) return 'Enter an email address.'
  if (type === 'url_text_input' && !URL.canParse(value)) return 'Enter an address.'
  return undefined
}

/** The fields of a form that are empty or wrong, by block. */
function complaints(view: View): Record<string, string> {
  const found = elements(view.blocks).flatMap(({ block, id, element }): [string, string][] => {
    if (block.type !== 'input' || !holds[element.type]) return []
    const held = view.state[id]?.[element.action_id ?? '']
    if (isEmpty(held)) return block.optional ? [] : [[id, 'Please complete this required field.']]
    const wrong = complaint(element, held)
    return wrong === undefined ? [] : [[id, wrong]]
  })
  return Object.fromEntries(found)
}

/** The addresses for the conversations a form chose, where it asked for them. */
const responseUrls = (line: Line, view: View, person: Person) =>
  elements(view.blocks).flatMap(({ id, element }) => {
    const held = view.state[id]?.[element.action_id ?? '']
    const channel = held?.selected_conversation ?? held?.selected_channel
    if (!element.response_url_enabled || typeof channel !== 'string') return []
    const response_url = line.responseUrl({ channel, user: person.id })
    return [{ block_id: id, action_id: element.action_id, channel_id: channel, response_url }]
  })

/** Sends a form to the app, and does what it answers: shows errors, changes the modal, opens another or closes it. */
export async function submit(line: Line, view: View, person: Person): Promise<Outcome> {
  const { workspace } = line
  const wrong = complaints(view)
  if (Object.keys(wrong).length > 0) return { ok: false, error: 'incomplete', errors: wrong }
  const delivered = await line.interact({
    type: 'view_submission',
    ...about(workspace, person),
    trigger_id: line.trigger(person),
    view: wireView(view, workspace),
    response_urls: responseUrls(line, view, person),
  })
  if (!delivered.ok) return { ok: false, error: delivered.error }
  const { views } = workspace
  if (delivered.body.trim() === '') {
    views.close(view)
    return { ok: true }
  }
  const given = answer.safeParse(parsed(delivered.body))
  if (!given.success) return { ok: false, error: 'invalid_response' }
  const { data } = given
  if (data.response_action === 'clear') {
    views.clear(person.id)
    return { ok: true }
  }
  if (data.response_action === 'errors') {
    const fields = new Set(view.blocks.flatMap(block => (block.type === 'input' ? [block.block_id] : [])))
    const known = Object.keys(data.errors).every(block => fields.has(block))
    return known
      ? { ok: false, error: 'errors', errors: data.errors }
      : { ok: false, error: 'invalid_response' }
  }
  const checked = checkView(data.view, 'modal', workspace)
  if (!checked.ok) return { ok: false, error: checked.refusal.ok ? '' : checked.refusal.error }
  if (data.response_action === 'update') views.update(view, checked.draft)
  else if (views.stack(person.id).length >= STACK) return { ok: false, error: 'push_limit_reached' }
  else views.push(person.id, checked.draft)
  return { ok: true }
}

/** Closes a modal as its cross or its button does; the app hears of it where it asked to. */
export async function dismiss(line: Line, view: View, person: Person, all = false): Promise<Outcome> {
  const { workspace } = line
  const { views } = workspace
  const open = views.stack(person.id)
  const cleared = all || view.clear_on_close
  const closed = cleared ? open.toReversed() : [view]
  if (cleared) views.clear(person.id)
  else views.close(view)
  const told = closed.filter(one => one.notify_on_close)
  for (const one of told) {
    const delivered = await line.interact({
      type: 'view_closed',
      ...about(workspace, person),
      view: wireView(one, workspace),
      is_cleared: cleared,
    })
    if (!delivered.ok) return { ok: false, error: delivered.error }
  }
  return { ok: true }
}
