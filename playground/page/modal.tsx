import { useEffect, useRef, useState } from 'preact/hooks'
import type { View } from '../shapes.ts'
import { ask } from './ask.ts'
import { Block } from './block.tsx'
import { useAround } from './context.ts'
import { Filling, type Form } from './form.ts'
import { Icon } from './icons.tsx'

/** What a person reads where a form did not go through. */
const troubles: Record<string, string> = { errors: '', incomplete: '' }
const trouble = (error: string) => troubles[error] ?? `We had some trouble connecting (${error}). Try again?`

type Typed = Record<string, unknown>

function Open(props: { view: View; deep: boolean; typed: Typed; onType(typed: Typed): void }) {
  const { view, deep, typed, onType } = props
  const { slack } = useAround()
  const box = useRef<HTMLDialogElement>(null)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [failed, setFailed] = useState('')
  const [busy, setBusy] = useState(false)
  useEffect(() => box.current?.showModal(), [])

  const about = { user: slack.me, view_id: view.id }
  const key = (block: string, action: string) => JSON.stringify([block, action])
  const form: Form = {
    value: (block, action) => typed[key(block, action)],
    set(block, action, value) {
      onType({ [key(block, action)]: value })
      setErrors(({ [block]: _, ...others }) => others)
    },
    errors,
  }
  async function send() {
    setBusy(true)
    setFailed('')
    const values = Object.entries(typed).map(([at, value]) => {
      const [block_id, action_id] = JSON.parse(at)
      return { block_id, action_id, value }
    })
    const outcome = await ask('submit', { ...about, values })
    setBusy(false)
    if (outcome.ok) return
    setErrors(outcome.errors ?? {})
    setFailed(trouble(outcome.error))
  }
  // Whoever presses Escape twice means one modal.
  const closing = useRef(false)
  function close() {
    if (closing.current) return
    closing.current = true
    void ask('close', about)
  }

  return (
    <dialog
      ref={box}
      class="modal"
      aria-label={view.title?.text}
      onCancel={event => {
        event.preventDefault()
        close()
      }}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          void send()
        }}
        novalidate
      >
        <header>
          <button type="button" class="round" aria-label={deep ? 'Back' : 'Close'} onClick={close}>
            <Icon name={deep ? 'back' : 'close'} />
          </button>
          <h2>{view.title?.text}</h2>
        </header>
        <div class="body">
          {failed && (
            <p class="trouble" role="alert">
              {failed}
            </p>
          )}
          <Filling.Provider value={form}>
            {view.blocks.map(block => (
              <Block key={block.block_id} block={block} target={view} />
            ))}
          </Filling.Provider>
        </div>
        <footer>
          <button type="button" class="button default" onClick={close}>
            {view.close?.text ?? 'Cancel'}
          </button>
          {view.submit && (
            <button type="submit" class="button primary" aria-busy={busy} disabled={busy}>
              {busy && <span class="spinner" />}
              <span class="label">{view.submit.text}</span>
            </button>
          )}
        </footer>
      </form>
    </dialog>
  )
}

/** The uppermost modal, if one is open. */
export function Modals() {
  const { slack } = useAround()
  // What was typed into a modal stays while another lies over it.
  const [typed, setTyped] = useState<Record<string, Typed>>({})
  const view = slack.views.at(-1)
  if (!view) return null
  const { id } = view
  return (
    <Open
      key={id}
      view={view}
      deep={slack.views.length > 1}
      typed={typed[id] ?? {}}
      onType={more => setTyped(known => ({ ...known, [id]: { ...known[id], ...more } }))}
    />
  )
}
