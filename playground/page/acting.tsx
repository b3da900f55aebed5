import type { ConfirmationDialog } from '@slack/types'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { ask } from './ask.ts'
import { useAround } from './context.ts'
import { Dialog } from './dialog.tsx'
import { pointOf, type Target } from './target.ts'
import { Text } from './text.tsx'

/** An element that tells the app, and where it stands. */
export type Acted = {
  target: Target
  block: string
  action: string
  confirm?: ConfirmationDialog | undefined
}

function Confirm(props: { confirm: ConfirmationDialog; onYes(): void; onNo(): void }) {
  const { confirm, onYes, onNo } = props
  const title = confirm.title?.text ?? 'Are you sure?'
  return (
    <Dialog class="confirm" label={title} onClose={onNo}>
      <h2>{title}</h2>
      <Text text={confirm.text} />
      <div class="choices">
        <button type="button" class="button default" onClick={onNo}>
          {confirm.deny?.text ?? 'Cancel'}
        </button>
        <button type="button" class={`button ${confirm.style ?? 'primary'}`} onClick={onYes}>
          {confirm.confirm?.text ?? 'Yes'}
        </button>
      </div>
    </Dialog>
  )
}

/** Tells the app what was pressed or chosen, asking first where it must; `notes` is what the reader is told meanwhile. */
export function useActing({ target, block, action, confirm }: Acted) {
  const { slack } = useAround()
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState<{ value: unknown } | undefined>()
  const [failed, setFailed] = useState('')

  async function tell(value: unknown) {
    setAsking(undefined)
    setBusy(true)
    const outcome = await ask('act', {
      ...pointOf(target),
      block_id: block,
      action_id: action,
      value,
      user: slack.me,
    })
    setBusy(false)
    setFailed(outcome.ok ? '' : outcome.error)
  }
  const bot = slack.people.find(one => one.id === slack.bot)?.name
  const notes: ComponentChildren = (
    <>
      {failed && (
        <span class="failed" role="alert">
          {bot} did not answer ({failed}). Try again.
        </span>
      )}
      {confirm && asking && (
        <Confirm confirm={confirm} onNo={() => setAsking(undefined)} onYes={() => tell(asking.value)} />
      )}
    </>
  )
  return { busy, notes, act: (value?: unknown) => (confirm ? setAsking({ value }) : void tell(value)) }
}
