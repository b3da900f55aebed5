import type { ActionsBlockElement, InputBlock, SectionBlockAccessory } from '@slack/types'
import { useId } from 'preact/hooks'
import { useActing } from './acting.tsx'
import { Action, More } from './button.tsx'
import { Field, type Fillable } from './field.tsx'
import { useForm } from './form.ts'
import { chosen, type Target } from './target.ts'

const fillable = /select$|picker$|^radio_buttons$|^checkboxes$|_input$/
const isFillable = (element: { type: string }): element is Fillable =>
  fillable.test(element.type) && !/^(file|rich_text)_input$/.test(element.type)

function Chosen({ element, block, target }: { element: Fillable; block: string; target: Target }) {
  const { action_id: action = '' } = element
  const confirm = 'confirm' in element ? element.confirm : undefined
  const { busy, notes, act } = useActing({ target, block, action, confirm })
  return (
    <span class="chosen" aria-busy={busy}>
      <Field
        element={element}
        target={target}
        block={block}
        value={chosen(target.state?.[block]?.[action])}
        onChange={act}
      />
      {notes}
    </span>
  )
}

/** What can be pressed or chosen in a row of actions or beside a paragraph: the app is told at once. */
export function Element(props: {
  element: ActionsBlockElement | SectionBlockAccessory
  block: string
  target: Target
}) {
  const { element, block, target } = props
  if (element.type === 'button') return <Action button={element} block={block} target={target} />
  if (element.type === 'overflow') return <More element={element} block={block} target={target} />
  return isFillable(element) ? <Chosen element={element} block={block} target={target} /> : null
}

/** A labelled field, with what is wrong with it; in a modal it waits until the form is sent. */
export function Input({ block, target }: { block: InputBlock; target: Target }) {
  const form = useForm()
  const id = useId()
  const { element, label, hint, optional } = block
  const name = block.block_id ?? ''
  const { action_id: action = '' } = element
  const { notes, act } = useActing({ target, block: name, action })
  if (!isFillable(element)) return null
  const wrong = form?.errors[name]
  const typed = form?.value(name, action)
  const ticked = element.type === 'radio_buttons' || element.type === 'checkboxes'
  const words = (
    <>
      {label.text}
      {optional && <small> (optional)</small>}
    </>
  )
  return (
    <div class={wrong ? 'input wrong' : 'input'}>
      {ticked ? (
        <p class="label" id={id}>
          {words}
        </p>
      ) : (
        <label class="label" for={id}>
          {words}
        </label>
      )}
      <Field
        id={id}
        element={element}
        target={target}
        block={name}
        value={typed === undefined ? chosen(target.state?.[name]?.[action]) : typed}
        eager={form !== undefined && !block.dispatch_action}
        onChange={value => {
          form?.set(name, action, value)
          if (!form || block.dispatch_action) act(value)
        }}
      />
      {wrong && (
        <p class="wrongly" role="alert">
          {wrong}
        </p>
      )}
      {hint && <p class="hint">{hint.text}</p>}
      {notes}
    </div>
  )
}
