import { enter } from './commands.ts'
import type { Delivered } from './deliver.ts'
import { elements, type Found } from './elements.ts'
import { act, fill, suggest, type Target } from './interactions.ts'
import type { Line } from './line.ts'
import type { Message, Outcome, Person, View } from './shapes.ts'
import { dismiss, submit } from './submission.ts'

/** Where something happens: a channel by name or id, or a person's messages with the bot; "you" unless told. */
type Place = { channel?: string; user?: string }

/** What people can do, for tests. */
export type Acting = ReturnType<typeof acting>

const worded = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, 'text') : undefined

/** Whether an element goes by this name: its action or block, its text, its label or its placeholder. */
const answersTo = (name: string, { block, id, element }: Found) =>
  element.action_id === name ||
  id === name ||
  worded(element.text) === name ||
  worded(element.placeholder) === name ||
  (block.type === 'input' && block.label.text === name)

function named(target: Target, name: string): Found {
  const all = elements(target.blocks)
  const found = all.find(one => one.element.action_id === name) ?? all.find(one => answersTo(name, one))
  if (!found)
    throw new Error(`No such element; name: ${name}, there: ${all.map(one => one.element.action_id)}`)
  return found
}

/** People's hands: commands, presses, choices, forms and messages, as a test asks for them. */
export function acting(tools: {
  line: Line
  homeOpened(person: Person, tab: 'home' | 'messages'): Promise<Delivered | undefined>
  told(message: Message): Promise<Delivered | undefined> | undefined
}) {
  const { line } = tools
  const { workspace } = line

  const person = (id: string | undefined) => {
    const found = id === undefined ? workspace.you : workspace.people.get(id)
    if (!found) throw new Error(`Nobody by that id; id: ${id}`)
    return found
  }
  const place = (name: string) => {
    if (workspace.people.has(name)) return workspace.openDirect(name).id
    const bare = name.replace(/^#/, '')
    const found = [...workspace.conversations.values()].find(one => one.id === name || one.name === bare)
    if (!found) throw new Error(`No such conversation; name: ${name}`)
    return found.id
  }
  const owner = (target: Target, user: string | undefined) =>
    person(user ?? ('hash' in target ? target.user : target.to))
  async function write(text: string, channel: string, user: string | undefined, threadTs?: string) {
    const message = workspace.post({ channel, user: person(user).id, text, ...(threadTs && { threadTs }) })
    await tools.told(message)
    return message
  }

  return {
    place,
    person,

    /** Types a command or a message and waits for the acknowledgement; in #general unless told. */
    command: (typed: string, { channel = 'general', user }: Place = {}): Promise<Outcome> =>
      enter(line, typed, { channel: place(channel) }, person(user)),

    /** Presses a button, found by its action_id or its text, as "you" or whoever the message or view is for. */
    click: (target: Target, button: string, user?: string): Promise<Outcome> =>
      act(line, target, named(target, button), undefined, owner(target, user)),

    /** Chooses or types into an element outside a form: an option's value or text, an id, a day, a time; several as a list. */
    select: (target: Target, element: string, value: unknown, user?: string): Promise<Outcome> =>
      act(line, target, named(target, element), value, owner(target, user)),

    /** What an app offers for what was typed into an external select. */
    suggest: (target: Target, element: string, typed: string, user?: string): Promise<object> =>
      suggest(line, target, named(target, element), typed, owner(target, user)),

    /** Fills a form by action_id, block_id or label, and sends it; errors come back by block. */
    submit(view: View, values: Record<string, unknown> = {}): Promise<Outcome> {
      for (const [name, value] of Object.entries(values))
        if (!fill(workspace, view, named(view, name), value))
          throw new Error(`The element cannot hold that; name: ${name}, value: ${JSON.stringify(value)}`)
      return submit(line, view, person(view.user))
    },

    /** Closes a modal, or all of them. */
    closeView: (view: View, { all = false } = {}): Promise<Outcome> =>
      dismiss(line, view, person(view.user), all),

    /** Writes to the bot, in a thread if told; waits until the app has been told. */
    dm: (text: string, user?: string, threadTs?: string): Promise<Message> =>
      write(text, workspace.openDirect(person(user).id).id, user, threadTs),

    /** Mentions the bot in a channel, #general unless told; waits until the app has been told. */
    mention: (text: string, { channel = 'general', user }: Place = {}): Promise<Message> =>
      write(`<@${workspace.bot.id}> ${text}`, place(channel), user),

    /** Opens the app's Home tab, or its messages; waits until the app has been told. */
    async homeOpened(user?: string, tab: 'home' | 'messages' = 'home'): Promise<void> {
      await tools.homeOpened(person(user), tab)
    },

    /** The modals a person has open, the uppermost last. */
    views: (user?: string): View[] => [...workspace.views.stack(person(user).id)],

    /** A person's Home tab, once it was published. */
    home: (user?: string): View | undefined => workspace.views.home(person(user).id),
  }
}
