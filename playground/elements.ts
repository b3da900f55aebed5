import type { Held, ShownBlock, State } from './shapes.ts'

/** Something a person can press, choose or fill in, and the block it stands in. */
export type Element = { type: string; action_id?: string } & Record<string, unknown>
export type Found = { block: ShownBlock; id: string; element: Element }

type Holds = { field: string; initial: string; many?: boolean; kind: Kind }
type Kind =
  | 'option'
  | 'external'
  | 'person'
  | 'channel'
  | 'conversation'
  | 'date'
  | 'time'
  | 'moment'
  | 'text'

const one = (kind: Kind, noun: string): Holds => ({
  field: `selected_${noun}`,
  initial: `initial_${noun}`,
  kind,
})
const many = (kind: Kind, noun: string): Holds => ({ ...one(kind, noun), many: true })
const text: Holds = { field: 'value', initial: 'initial_value', kind: 'text' }

/** What each kind of element holds, and in which field; what is not here (buttons, overflow) holds nothing. */
export const holds: Record<string, Holds> = {
  static_select: one('option', 'option'),
  multi_static_select: many('option', 'options'),
  external_select: one('external', 'option'),
  multi_external_select: many('external', 'options'),
  users_select: one('person', 'user'),
  multi_users_select: many('person', 'users'),
  channels_select: one('channel', 'channel'),
  multi_channels_select: many('channel', 'channels'),
  conversations_select: one('conversation', 'conversation'),
  multi_conversations_select: many('conversation', 'conversations'),
  radio_buttons: one('option', 'option'),
  checkboxes: many('option', 'options'),
  datepicker: one('date', 'date'),
  timepicker: one('time', 'time'),
  datetimepicker: one('moment', 'date_time'),
  plain_text_input: text,
  number_input: text,
  email_text_input: text,
  url_text_input: text,
}

const inside = (block: ShownBlock): unknown[] => {
  switch (block.type) {
    case 'actions':
    case 'context_actions':
      return block.elements
    case 'section':
      return block.accessory ? [block.accessory] : []
    case 'input':
      return [block.element]
    default:
      return []
  }
}

/** The elements a person can act on, in order; blocks have passed their checks, so every element has a type. */
export const elements = (blocks: ShownBlock[]): Found[] =>
  blocks.flatMap(block =>
    (inside(block) as Element[])
      .filter(element => element.type !== 'image')
      .map(element => ({ block, id: block.block_id ?? '', element })),
  )

/** What an element holds before anybody touched it. */
function untouched({ type, ...rest }: Element): Held | undefined {
  const kind = holds[type]
  if (!kind) return undefined
  const empty = kind.many ? [] : null
  const zone = type === 'timepicker' && typeof rest.timezone === 'string' ? { timezone: rest.timezone } : {}
  return { type, [kind.field]: rest[kind.initial] ?? empty, ...zone }
}

/** What the elements of blocks hold at first; where block and action stood before with the same type, what they held. */
export function stateOf(blocks: ShownBlock[], before: State = {}): State {
  const state: State = {}
  for (const { id, element } of elements(blocks)) {
    const held = untouched(element)
    if (!held || element.action_id === undefined) continue
    const known = before[id]?.[element.action_id]
    state[id] = { ...state[id], [element.action_id]: known?.type === held.type ? known : held }
  }
  return state
}

/** Whether an element of a form was left empty. */
export function isEmpty(held: Held | undefined): boolean {
  const value = held && holds[held.type] ? held[holds[held.type]?.field ?? ''] : undefined
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

type Option = { text: { text: string }; value?: string }

/** What can be chosen in an element, its groups opened. */
export const optionsOf = (element: Element): Option[] => {
  const groups = (element.option_groups ?? []) as { options: Option[] }[]
  return [...((element.options ?? []) as Option[]), ...groups.flatMap(group => group.options)]
}

/** The option of an element whose value or text this is. */
export function option(element: Element, wanted: unknown): Option | undefined {
  return optionsOf(element).find(one => one === wanted || one.value === wanted || one.text.text === wanted)
}

const shapes: Partial<Record<Kind, RegExp>> = {
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^([01]\d|2[0-3]):[0-5]\d$/,
}

/** What an element holds once a person has chosen or typed this; undefined where it cannot hold it. */
export function held(
  element: Element,
  given: unknown,
  known: { person(id: string): boolean; conversation(id: string): boolean },
): Held | undefined {
  const kind = holds[element.type]
  if (!kind) return undefined
  const single = (value: unknown): unknown => {
    if (kind.kind === 'option') return option(element, value)
    if (kind.kind === 'external') return typeof value === 'object' ? value : undefined
    if (kind.kind === 'moment') return typeof value === 'number' ? value : undefined
    if (typeof value !== 'string') return undefined
    if (kind.kind === 'person') return known.person(value) ? value : undefined
    if (kind.kind === 'channel' || kind.kind === 'conversation')
      return known.conversation(value) ? value : undefined
    return (shapes[kind.kind] ?? /^/).test(value) ? value : undefined
  }
  const zone = element.type === 'timepicker' && element.timezone ? { timezone: element.timezone } : {}
  if (given === null) return { type: element.type, [kind.field]: kind.many ? [] : null, ...zone }
  if (!kind.many) {
    const value = single(given)
    return value === undefined ? undefined : { type: element.type, [kind.field]: value, ...zone }
  }
  const values = (Array.isArray(given) ? given : [given]).map(single)
  return values.includes(undefined) ? undefined : { type: element.type, [kind.field]: values }
}
