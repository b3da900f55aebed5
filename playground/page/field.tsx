import type {
  Checkboxes,
  Datepicker,
  DateTimepicker,
  EmailInput,
  MultiSelect,
  NumberInput,
  PlainTextInput,
  RadioButtons,
  Select,
  Timepicker,
  URLInput,
} from '@slack/types'
import { choices, Finder, Menu, Several } from './choice.tsx'
import { useAround } from './context.ts'
import type { Target } from './target.ts'
import { Text } from './text.tsx'

/** What a person fills in or chooses from. */
export type Fillable =
  | Checkboxes
  | Datepicker
  | DateTimepicker
  | EmailInput
  | MultiSelect
  | NumberInput
  | PlainTextInput
  | RadioButtons
  | Select
  | Timepicker
  | URLInput

type Props = {
  element: Fillable
  target: Target
  block: string
  /** The id its label points to; without one the field is named by its placeholder. */
  id?: string | undefined
  value: unknown
  /** Whether every letter counts, as in a form, and not only what one has finished typing. */
  eager?: boolean
  onChange(value: unknown): void
}

const placeholderOf = (element: Fillable) =>
  ('placeholder' in element ? element.placeholder?.text : undefined) ?? 'Choose'

const groupsOf = (element: Fillable) =>
  'option_groups' in element && element.option_groups
    ? element.option_groups.flatMap(group => choices(group.options, group.label.text))
    : []

/** The people or conversations a menu offers, as this person sees them. */
function useKnown(element: Fillable) {
  const { slack } = useAround()
  if (element.type.includes('users'))
    return slack.people.filter(one => !one.bot).map(one => ({ value: one.id, label: one.name }))
  const wanted = 'filter' in element ? element.filter?.include : undefined
  const kinds = { direct: 'im', private: 'private', public: 'public' } as const
  const bot = slack.people.find(one => one.id === slack.bot)?.name ?? ''
  return slack.conversations
    .map(
      one =>
        ({ ...one, word: one.kind === 'direct' ? 'direct' : one.private ? 'private' : 'public' }) as const,
    )
    .filter(one =>
      wanted
        ? wanted.includes(kinds[one.word])
        : one.kind === 'channel' || element.type.includes('conversations'),
    )
    .map(one => ({ value: one.id, label: one.kind === 'direct' ? bot : `#${one.name}` }))
}

function Listed({ element, id, value, onChange }: Props) {
  const known = useKnown(element)
  const own = 'options' in element && element.options ? choices(element.options as never) : groupsOf(element)
  const all = element.type.includes('static') ? own : known
  const placeholder = placeholderOf(element)
  const named = { id, label: placeholder, all, value, placeholder }
  return element.type.startsWith('multi') ? (
    <Several
      {...named}
      most={'max_selected_items' in element ? element.max_selected_items : undefined}
      onChange={onChange}
    />
  ) : (
    <Menu {...named} focus={'focus_on_load' in element && element.focus_on_load} onChange={onChange} />
  )
}

function Ticked({ element, id, value, onChange }: Props & { element: RadioButtons | Checkboxes }) {
  const many = element.type === 'checkboxes'
  const held: unknown[] = Array.isArray(value) ? value : [value]
  const toggled = (one: string) => (held.includes(one) ? held.filter(other => other !== one) : [...held, one])
  return (
    <fieldset class="ticks" aria-labelledby={id}>
      {element.options.map(option => (
        <label key={option.value}>
          <input
            type={many ? 'checkbox' : 'radio'}
            checked={held.includes(option.value)}
            onChange={() => onChange(many ? toggled(option.value ?? '').filter(Boolean) : option.value)}
          />
          <span>
            <Text text={option.text} />
            {option.description && <small>{option.description.text}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

const local = (unix: unknown) => {
  if (typeof unix !== 'number') return ''
  const date = new Date(unix * 1000)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

function Picked({
  element,
  id,
  value,
  onChange,
}: Props & { element: Datepicker | Timepicker | DateTimepicker }) {
  const kind = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' } as const
  const moment = element.type === 'datetimepicker'
  const read = (text: string) => (moment ? Math.floor(new Date(text).getTime() / 1000) : text)
  return (
    <span class="picked">
      <input
        id={id}
        type={kind[element.type]}
        class="text-field"
        aria-label={id ? undefined : placeholderOf(element)}
        value={moment ? local(value) : typeof value === 'string' ? value : ''}
        onChange={event => onChange(event.currentTarget.value ? read(event.currentTarget.value) : null)}
      />
      {element.type === 'timepicker' && element.timezone && <small>{element.timezone}</small>}
    </span>
  )
}

function Typed({
  element,
  id,
  value,
  eager,
  onChange,
}: Props & { element: PlainTextInput | NumberInput | EmailInput | URLInput }) {
  const typed = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value || null)
  const shared = {
    id,
    class: 'text-field',
    value: typeof value === 'string' ? value : '',
    placeholder: element.placeholder?.text,
    autofocus: element.focus_on_load,
    autocomplete: 'off',
    [eager ? 'onInput' : 'onChange']: typed,
  }
  if (element.type === 'plain_text_input' && element.multiline) return <textarea {...shared} rows={4} />
  const kinds = {
    email_text_input: 'email',
    url_text_input: 'url',
    number_input: 'text',
    plain_text_input: 'text',
  }
  return (
    <input
      {...shared}
      type={kinds[element.type]}
      inputMode={element.type === 'number_input' ? 'decimal' : undefined}
    />
  )
}

/** One field or menu. */
export function Field(props: Props) {
  const { element } = props
  switch (element.type) {
    case 'external_select':
    case 'multi_external_select':
      return <Finder {...props} element={element} label={placeholderOf(element)} />
    case 'radio_buttons':
    case 'checkboxes':
      return <Ticked {...props} element={element} />
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <Picked {...props} element={element} />
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return <Typed {...props} element={element} />
    default:
      return <Listed {...props} />
  }
}
