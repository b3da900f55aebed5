import { stateOf } from './elements.ts'
import type { Signal, View, ViewDraft } from './shapes.ts'

/** Everybody's open modals and Home tabs. */
export type Views = ReturnType<typeof views>

/** Keeps the modals each person has open, and their Home tabs. */
export function views(tools: {
  identifier(letter: string): string
  now(): number
  tell(signal: Signal): void
}) {
  const stacks = new Map<string, View[]>()
  const homes = new Map<string, View>()
  let changes = 0

  const stack = (user: string) => stacks.get(user) ?? []
  const fresh = () => {
    changes += 1
    return `${Math.floor(tools.now() / 1000)}.${changes}`
  }
  function show(user: string, open: View[]) {
    stacks.set(user, open)
    tools.tell({ kind: 'modals', user, views: open })
  }
  function make(user: string, draft: ViewDraft, before: View[]): View {
    const id = tools.identifier('V')
    return {
      ...draft,
      id,
      user,
      hash: fresh(),
      root_view_id: before[0]?.id ?? id,
      previous_view_id: before.at(-1)?.id ?? null,
      state: stateOf(draft.blocks),
    }
  }

  /** Gives a view new content; what its elements held stays where block and action stay. */
  function update(view: View, draft: ViewDraft): View {
    Object.assign(view, draft, { hash: fresh(), state: stateOf(draft.blocks, view.state) })
    if (view.type === 'home') tools.tell({ kind: 'home', user: view.user, view })
    else show(view.user, stack(view.user))
    return view
  }

  const all = () => [...homes.values(), ...[...stacks.values()].flat()]

  return {
    stack,
    home: (user: string) => homes.get(user),
    byId: (id: string) => all().find(one => one.id === id),
    byExternalId: (id: string) => all().find(one => one.external_id !== '' && one.external_id === id),

    /** Opens a modal: a new stack. */
    open(user: string, draft: ViewDraft): View {
      const view = make(user, draft, [])
      show(user, [view])
      return view
    },

    /** Puts a modal over the one that is open. */
    push(user: string, draft: ViewDraft): View {
      const before = stack(user)
      const view = make(user, draft, before)
      show(user, [...before, view])
      return view
    },

    update,

    /** Gives a person their Home tab. */
    publish(user: string, draft: ViewDraft): View {
      const known = homes.get(user)
      if (known) return update(known, draft)
      const view = make(user, draft, [])
      homes.set(user, view)
      tools.tell({ kind: 'home', user, view })
      return view
    },

    /** Takes the uppermost modals away, down to and including this one; the one below shows again. */
    close(view: View): void {
      const open = stack(view.user)
      const at = open.indexOf(view)
      if (at >= 0) show(view.user, open.slice(0, at))
    },

    /** Closes everything a person has open. */
    clear(user: string): void {
      show(user, [])
    },

    /** Says that what a view's elements hold has changed. */
    touched(view: View): void {
      if (view.type === 'home') tools.tell({ kind: 'home', user: view.user, view })
      else show(view.user, stack(view.user))
    },
  }
}
