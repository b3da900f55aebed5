import type { Button } from '@slack/types'
import { useState } from 'preact/hooks'
import type { Message } from '../shapes.ts'
import { ask } from './ask.ts'
import { useAround } from './context.ts'
import { Dialog } from './dialog.tsx'
import { placeOf } from './place.ts'
import { Text } from './text.tsx'

/** A button of a message: it asks where it must, tells the app, and waits for the acknowledgement. */
export function Action({ button, block, message }: { button: Button; block: string; message: Message }) {
  const { slack, go } = useAround()
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState(false)
  const [failed, setFailed] = useState('')

  async function press() {
    setAsking(false)
    if (button.url) {
      const place = placeOf(button.url, slack)
      if (place) go(place)
      else if (/^https?:\/\//i.test(button.url)) window.open(button.url, '_blank', 'noopener,noreferrer')
    }
    setBusy(true)
    const { channel, ts } = message
    const action_id = button.action_id ?? ''
    const outcome = await ask('click', { channel, ts, block_id: block, action_id, user: slack.me })
    setBusy(false)
    setFailed(outcome.ok ? '' : outcome.error)
  }

  const look = ['button', button.style ?? 'default'].join(' ')
  const { confirm } = button
  return (
    <>
      <button
        type="button"
        class={look}
        aria-label={button.accessibility_label}
        aria-busy={busy}
        disabled={busy}
        onClick={() => (confirm ? setAsking(true) : press())}
      >
        {busy && <span class="spinner" />}
        <span class="label">{button.text.text}</span>
      </button>
      {failed && (
        <span class="failed" role="alert">
          {slack.people.find(one => one.id === slack.bot)?.name} did not answer ({failed}). Try again.
        </span>
      )}
      {confirm && asking && (
        <Dialog
          class="confirm"
          label={confirm.title?.text ?? 'Are you sure?'}
          onClose={() => setAsking(false)}
        >
          <h2>{confirm.title?.text ?? 'Are you sure?'}</h2>
          <Text text={confirm.text} />
          <div class="choices">
            <button type="button" class="button default" onClick={() => setAsking(false)}>
              {confirm.deny?.text ?? 'Cancel'}
            </button>
            <button type="button" class={`button ${confirm.style ?? 'primary'}`} onClick={press}>
              {confirm.confirm?.text ?? 'Yes'}
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
