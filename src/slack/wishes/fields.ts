import type { InputBlock, InputBlockElement, KnownBlock, PlainTextOption, View } from '@slack/types'
import { plain } from '../blocks.ts'
import type { Values } from '../feature.ts'

/** One of the things to choose from. */
export const option = (words: string, value: string, description?: string): PlainTextOption => ({
  text: plain(words, 75),
  value,
  ...(description && { description: plain(description, 75) }),
})

/** A labelled field, told of at once if it changes the form; its block goes by the name of what it holds. */
export const field = (
  label: string,
  element: InputBlockElement & { action_id: string },
  { hint, tells }: { hint?: string; tells?: true } = {},
): InputBlock => ({
  type: 'input',
  block_id: element.action_id,
  label: plain(label, 2000),
  element,
  ...(hint && { hint: plain(hint, 2000) }),
  ...(tells && { dispatch_action: true }),
})

/** A field with a menu, in which one thing may be chosen already. */
export function choice(
  name: string,
  label: string,
  options: PlainTextOption[],
  chosen?: string,
  more: { hint?: string; tells?: true } = {},
): InputBlock {
  const initial = options.find(({ value }) => value === chosen)
  return field(
    label,
    { type: 'static_select', action_id: name, options, ...(initial && { initial_option: initial }) },
    more,
  )
}

/** Whether a conversation is a channel, and not somebody's direct messages. */
export const isChannel = (id: string) => /^[CG]/.test(id)

const places = [option('Me, as a direct message', 'me'), option('A channel', 'channel')]

/** The fields that say where something is told: to whoever asks, or in a channel, which is then to be chosen. */
export function placeFields(name: string, where: string | undefined, channel = ''): KnownBlock[] {
  const chosen = places.find(({ value }) => value === where) ?? places[0]
  return [
    field(
      'Where',
      {
        type: 'radio_buttons',
        action_id: name,
        options: places,
        ...(chosen && { initial_option: chosen }),
      },
      { tells: true },
    ),
    ...(where === 'channel'
      ? [
          field(
            'Which channel',
            {
              type: 'conversations_select',
              action_id: 'channel',
              filter: { include: ['public', 'private'], exclude_bot_users: true },
              ...(isChannel(channel) && { initial_conversation: channel }),
            },
            { hint: 'I must be in it.' },
          ),
        ]
      : []),
  ]
}

/** Where something is told, by these fields. */
export function placeOf(
  name: string,
  values: Values,
  user: string,
): string | { errors: Record<string, string> } {
  if (values[name] !== 'channel') return user
  // Whoever is quicker than the form has had no field for it.
  const { channel } = values
  return channel && isChannel(channel) ? channel : { errors: { [name]: 'Choose a channel.' } }
}

/** A form's window. */
export const modal = (
  title: string,
  blocks: KnownBlock[],
  rest: { callback_id?: string; private_metadata?: string; submit?: string; close?: string } = {},
): View => {
  const { submit, close = 'Close', ...more } = rest
  return {
    ...more,
    type: 'modal',
    title: plain(title, 24),
    ...(submit && { submit: plain(submit, 24) }),
    close: plain(close, 24),
    blocks,
  }
}
