import { channelName } from './commands.ts'
import { type Found, held, holds, option } from './elements.ts'
import { parsed } from './http.ts'
import type { Line } from './line.ts'
import { wireMessage, wireView } from './methods/wire.ts'
import type { Held, Message, Outcome, Person, View } from './shapes.ts'
import type { Workspace } from './workspace.ts'

/** What an element stands in. */
export type Target = Message | View

const isView = (target: Target): target is View => 'hash' in target

/** What every interaction tells of: who, where, and which app. */
export function about(workspace: Workspace, person: Person) {
  // Somebody of another workspace comes from there.
  const { team = workspace.team } = person
  return {
    team: { id: team, domain: team === workspace.team ? 'local' : 'elsewhere' },
    user: { id: person.id, username: person.handle, name: person.handle, team_id: team },
    api_app_id: workspace.appId,
    token: 'legacy',
    enterprise: null,
    is_enterprise_install: false,
  }
}

/** Where an interaction happened: the view, or the message with its channel. */
function where(target: Target, workspace: Workspace) {
  if (isView(target))
    return { container: { type: 'view', view_id: target.id }, view: wireView(target, workspace) }
  const ephemeral = target.to !== undefined
  return {
    container: {
      type: 'message',
      message_ts: target.ts,
      channel_id: target.channel,
      is_ephemeral: ephemeral,
      ...(target.threadTs && { thread_ts: target.threadTs }),
    },
    channel: { id: target.channel, name: channelName(target.channel, workspace) },
    // Slack keeps no copy of an ephemeral message, so an app that needs it must carry it in the button.
    ...(!ephemeral && { message: wireMessage(target, workspace, true) }),
    state: { values: target.state ?? {} },
  }
}

const known = ({ people, conversations }: Workspace) => ({
  person: (id: string) => people.has(id),
  conversation: (id: string) => conversations.has(id),
})

/** What pressing or choosing says to the app, or undefined where the element cannot be given that. */
function spoken(
  { element }: Found,
  given: unknown,
  value: Held | undefined,
): Record<string, unknown> | undefined {
  const shared = { text: element.text, value: element.value, url: element.url, style: element.style }
  const named = Object.fromEntries(Object.entries(shared).filter(([, one]) => one !== undefined))
  if (holds[element.type]) return value
  if (element.type === 'overflow') {
    const chosen = option(element, given)
    return chosen && { selected_option: chosen }
  }
  if (element.type === 'feedback_buttons') {
    const opinions = [element.positive_button, element.negative_button] as Record<string, unknown>[]
    return opinions.find(one => one.value === given)
  }
  return named
}

/** Puts what was chosen or typed into the element; tells what it holds then. */
export function fill(workspace: Workspace, target: Target, found: Found, given: unknown): Held | undefined {
  const value = held(found.element, given, known(workspace))
  if (!value) return undefined
  const before = target.state ?? {}
  const action = found.element.action_id ?? ''
  const state = { ...before, [found.id]: { ...before[found.id], [action]: value } }
  if (isView(target)) {
    target.state = state
    workspace.views.touched(target)
  } else if (workspace.message(target.channel, target.ts) === target) {
    workspace.hold(target, state)
  }
  return value
}

/** What happens when a person presses, chooses or types: the app is told, and has three seconds to take note. */
export async function act(
  line: Line,
  target: Target,
  found: Found,
  given: unknown,
  person: Person,
): Promise<Outcome> {
  const { workspace } = line
  const value = holds[found.element.type] ? fill(workspace, target, found, given) : undefined
  const told = spoken(found, given, value)
  if (!told) return { ok: false, error: 'invalid_value' }
  if (found.block.type === 'input' && !found.block.dispatch_action) return { ok: true }
  const { type, action_id } = found.element
  const delivered = await line.interact({
    type: 'block_actions',
    ...about(workspace, person),
    ...where(target, workspace),
    trigger_id: line.trigger(person),
    ...(!isView(target) && {
      response_url: line.responseUrl({ channel: target.channel, user: person.id, original: target }),
    }),
    actions: [
      { ...told, type, action_id, block_id: found.id, action_ts: (workspace.now() / 1000).toFixed(6) },
    ],
  })
  return delivered.ok ? { ok: true } : { ok: false, error: delivered.error }
}

/** The options an app offers for what was typed into an external select. */
export async function suggest(line: Line, target: Target, found: Found, typed: string, person: Person) {
  const { workspace } = line
  const delivered = await line.interact({
    type: 'block_suggestion',
    ...about(workspace, person),
    ...where(target, workspace),
    action_id: found.element.action_id,
    block_id: found.id,
    value: typed,
  })
  const answer = delivered.ok ? parsed(delivered.body) : undefined
  return typeof answer === 'object' && answer !== null ? answer : {}
}
