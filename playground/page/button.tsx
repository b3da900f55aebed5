import type { Button, FeedbackButtons, IconButton, Overflow } from '@slack/types'
import { useRef } from 'preact/hooks'
import { useActing } from './acting.tsx'
import { useAround } from './context.ts'
import { Icon } from './icons.tsx'
import { placeOf } from './place.ts'
import type { Target } from './target.ts'

type At = { block: string; target: Target }

/** Opens what a button or an option points to: inside the workspace it moves there, elsewhere it opens a new tab. */
function useOpening() {
  const { slack, go } = useAround()
  return (url: string) => {
    const place = placeOf(url, slack)
    if (place) go(place)
    else if (/^https?:\/\//i.test(url)) window.open(url, '_blank', 'noopener,noreferrer')
  }
}

/** A button: it asks where it must, tells the app, and waits for the acknowledgement. */
export function Action({ button, block, target }: At & { button: Button }) {
  const { action_id: action = '', confirm, url } = button
  const { busy, notes, act } = useActing({ target, block, action, confirm })
  const open = useOpening()
  return (
    <>
      <button
        type="button"
        class={['button', button.style ?? 'default'].join(' ')}
        aria-label={button.accessibility_label}
        aria-busy={busy}
        disabled={busy}
        onClick={() => {
          if (url) open(url)
          act()
        }}
      >
        {busy && <span class="spinner" />}
        <span class="label">{button.text.text}</span>
      </button>
      {notes}
    </>
  )
}

/** The menu behind three dots. */
export function More({ element, block, target }: At & { element: Overflow }) {
  const { action_id: action = '', confirm } = element
  const { notes, act } = useActing({ target, block, action, confirm })
  const open = useOpening()
  const menu = useRef<HTMLDetailsElement>(null)
  return (
    <>
      <details class="overflow" ref={menu}>
        <summary class="button default" aria-label="More actions">
          <Icon name="dots" />
        </summary>
        <div class="popup">
          {element.options.map(option => (
            <button
              key={option.value}
              type="button"
              onClick={() => {
                menu.current?.removeAttribute('open')
                if (option.url) open(option.url)
                act(option.value)
              }}
            >
              {option.text.text}
              {option.description && <small>{option.description.text}</small>}
            </button>
          ))}
        </div>
      </details>
      {notes}
    </>
  )
}

/** Thumbs up and down. */
export function Feedback({ element, block, target }: At & { element: FeedbackButtons }) {
  const { busy, notes, act } = useActing({ target, block, action: element.action_id ?? '' })
  const thumb = (opinion: FeedbackButtons['positive_button'], icon: 'up' | 'down') => (
    <button
      type="button"
      class="round"
      title={opinion.text.text}
      aria-label={opinion.accessibility_label ?? opinion.text.text}
      disabled={busy}
      onClick={() => act(opinion.value)}
    >
      <Icon name={icon} />
    </button>
  )
  return (
    <>
      {thumb(element.positive_button, 'up')}
      {thumb(element.negative_button, 'down')}
      {notes}
    </>
  )
}

/** A button that is a symbol. */
export function Sign({ element, block, target }: At & { element: IconButton }) {
  const { slack } = useAround()
  const { action_id: action = '', confirm, visible_to_user_ids: seen } = element
  const { busy, notes, act } = useActing({ target, block, action, confirm })
  if (seen && !seen.includes(slack.me)) return null
  return (
    <>
      <button
        type="button"
        class="round"
        title={element.text.text}
        aria-label={element.accessibility_label ?? element.text.text}
        disabled={busy}
        onClick={() => act()}
      >
        <Icon name="trash" />
      </button>
      {notes}
    </>
  )
}
