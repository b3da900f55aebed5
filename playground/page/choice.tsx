import type { ExternalSelect, MultiExternalSelect, PlainTextOption } from '@slack/types'
import { useEffect, useRef, useState } from 'preact/hooks'
import { ask } from './ask.ts'
import { useAround } from './context.ts'
import { pointOf, type Target } from './target.ts'

/** One thing to choose; a heading begins a group. */
export type Choice = { value: string; label: string; note?: string | undefined; group?: string | undefined }

/** The options of a menu as choices. */
export const choices = (options: PlainTextOption[] = [], group?: string): Choice[] =>
  options.map(({ value = '', text, description }) => ({
    value,
    label: text.text,
    note: description?.text,
    group,
  }))

type Labelled = { id?: string | undefined; label: string; focus?: boolean | undefined }

/** A menu of which one is chosen. */
export function Menu(
  props: Labelled & {
    all: Choice[]
    value: unknown
    placeholder: string
    onChange(value: string | null): void
  },
) {
  const { all, value, placeholder, onChange } = props
  const groups = [...new Set(all.map(one => one.group))]
  const options = (group: string | undefined) =>
    all
      .filter(one => one.group === group)
      .map(one => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))
  return (
    <select
      id={props.id}
      class="menu-field"
      aria-label={props.id ? undefined : props.label}
      autofocus={props.focus}
      value={typeof value === 'string' ? value : ''}
      onChange={event => onChange(event.currentTarget.value || null)}
    >
      <option value="">{placeholder}</option>
      {groups.map(group =>
        group === undefined ? (
          options(group)
        ) : (
          <optgroup key={group} label={group}>
            {options(group)}
          </optgroup>
        ),
      )}
    </select>
  )
}

/** A menu of which several are chosen. */
export function Several(
  props: Labelled & {
    all: Choice[]
    value: unknown
    placeholder: string
    most?: number | undefined
    onChange(value: string[]): void
  },
) {
  const { all, placeholder, most = Number.POSITIVE_INFINITY, onChange } = props
  const value: unknown[] = Array.isArray(props.value) ? props.value : []
  const named = all.filter(one => value.includes(one.value)).map(one => one.label)
  const toggled = (one: string) =>
    value.includes(one) ? value.filter(other => other !== one) : [...value, one]
  return (
    <details class="several">
      <summary id={props.id} aria-label={props.id ? undefined : props.label}>
        {named.length > 0 ? named.join(', ') : placeholder}
      </summary>
      <div class="options">
        {all.map(one => (
          <label key={one.value}>
            <input
              type="checkbox"
              checked={value.includes(one.value)}
              disabled={!value.includes(one.value) && value.length >= most}
              onChange={() => onChange(toggled(one.value) as string[])}
            />
            <span>{one.label}</span>
          </label>
        ))}
      </div>
    </details>
  )
}

type Offered = { options?: PlainTextOption[]; option_groups?: { options: PlainTextOption[] }[] }

/** A menu whose options the app supplies as one types. */
export function Finder(
  props: Labelled & {
    element: ExternalSelect | MultiExternalSelect
    target: Target
    block: string
    value: unknown
    onChange(value: unknown): void
  },
) {
  const { element, target, block, onChange } = props
  const { slack } = useAround()
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [offered, setOffered] = useState<PlainTextOption[]>()
  const asked = useRef(0)
  const multiple = element.type === 'multi_external_select'
  const held = (Array.isArray(props.value) ? props.value : [props.value]).filter(Boolean) as PlainTextOption[]
  const least = element.min_query_length ?? 3

  useEffect(() => {
    if (!open || text.length < least) return setOffered(undefined)
    const later = setTimeout(async () => {
      asked.current += 1
      const turn = asked.current
      const about = { block_id: block, action_id: element.action_id ?? '', text, user: slack.me }
      const found = (await ask('suggest', { ...pointOf(target), ...about })) as Offered
      if (turn !== asked.current) return
      setOffered(found.options ?? found.option_groups?.flatMap(group => group.options) ?? [])
    }, 200)
    return () => clearTimeout(later)
  }, [text, open])

  function take(option: PlainTextOption) {
    setOpen(false)
    setText('')
    onChange(multiple ? [...held.filter(one => one.value !== option.value), option] : option)
  }
  return (
    <div class="finder">
      {held.map(one => (
        <span class="chip" key={one.value}>
          {one.text.text}
          <button
            type="button"
            aria-label={`Remove ${one.text.text}`}
            onClick={() => onChange(multiple ? held.filter(other => other !== one) : null)}
          >
            ×
          </button>
        </span>
      ))}
      <input
        id={props.id}
        type="text"
        class="text-field"
        aria-label={props.id ? undefined : props.label}
        placeholder={element.placeholder?.text ?? 'Type to search'}
        autocomplete="off"
        value={text}
        onFocus={() => setOpen(true)}
        onInput={event => {
          setOpen(true)
          setText(event.currentTarget.value)
        }}
      />
      {offered && (
        <div class="popup" role="listbox" aria-label={props.label}>
          {offered.length === 0 && <p>Nothing found</p>}
          {offered.map(option => (
            <button
              key={option.value}
              type="button"
              role="option"
              aria-selected="false"
              onClick={() => take(option)}
            >
              {option.text.text}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
