import type { BlockAction, ViewOutput } from '@slack/bolt'
import type { Values } from './feature.ts'

/** What a button carries, or what was chosen in a menu. */
export function chosen(action: BlockAction['actions'][number]): string {
  if (action.type === 'button') return action.value ?? ''
  if ('selected_option' in action && action.selected_option) return action.selected_option.value ?? ''
  return 'selected_time' in action ? (action.selected_time ?? '') : ''
}

/** A form's fields by their action_ids. */
export function formOf(view: ViewOutput): { id: string; hash: string; meta: string; values: Values } {
  const fields = Object.values(view.state.values).flatMap(block => Object.entries(block))
  const values = fields.flatMap(([id, field]) => {
    const value =
      field.value ??
      field.selected_option?.value ??
      field.selected_time ??
      field.selected_conversation ??
      field.selected_channel ??
      field.selected_user
    return value ? [[id, value]] : []
  })
  return { id: view.id, hash: view.hash, meta: view.private_metadata, values: Object.fromEntries(values) }
}

/** The field under which a form is told what is wrong with it as a whole. */
export const firstField = (view: ViewOutput) =>
  view.blocks.find(({ type }) => type === 'input')?.block_id ?? ''
