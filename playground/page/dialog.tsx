import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** A dialog over the page; Escape and a press beside it close it. */
export function Dialog(props: {
  label: string
  class: string
  onClose(): void
  children: ComponentChildren
}) {
  const box = useRef<HTMLDialogElement>(null)
  useEffect(() => box.current?.showModal(), [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard closes a dialog with Escape
    <dialog
      ref={box}
      class={props.class}
      aria-label={props.label}
      onClose={props.onClose}
      onClick={event => event.target === box.current && box.current?.close()}
    >
      <div class="inside">{props.children}</div>
    </dialog>
  )
}
