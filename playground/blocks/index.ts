import type { z } from 'zod'
import { actions } from './actions.ts'
import { alert } from './alert.ts'
import { context } from './context.ts'
import { contextActions } from './context-actions.ts'
import { dataTable } from './data-table.ts'
import { dataVisualization } from './data-visualization.ts'
import { divider } from './divider.ts'
import { header } from './header.ts'
import { image } from './image.ts'
import { input } from './input.ts'
import { markdown } from './markdown.ts'
import { richText } from './rich-text.ts'
import { section } from './section.ts'
import { table } from './table.ts'

/** Where blocks stand: in a message for everybody, in one for a single person, in a modal or in a Home tab. */
export type Place = 'message' | 'ephemeral' | 'modal' | 'home'

type Kind = { shape: z.ZodType; places: readonly Place[] }

const everywhere = ['message', 'ephemeral', 'modal', 'home'] as const
const messages = ['message', 'ephemeral'] as const

/**
 * The blocks the local Slack draws, each with its own rules, and where it may stand. Of Slack's kinds those are
 * missing that a sales analyst has no use for: cards, plans, tasks, containers, videos and remote files.
 */
export const blocks: Record<string, Kind> = {
  actions: { shape: actions, places: everywhere },
  alert: { shape: alert, places: ['modal'] },
  context: { shape: context, places: everywhere },
  context_actions: { shape: contextActions, places: messages },
  data_table: { shape: dataTable, places: messages },
  data_visualization: { shape: dataVisualization, places: messages },
  divider: { shape: divider, places: everywhere },
  header: { shape: header, places: everywhere },
  image: { shape: image, places: everywhere },
  input: { shape: input, places: everywhere },
  markdown: { shape: markdown, places: messages },
  rich_text: { shape: richText, places: everywhere },
  section: { shape: section, places: everywhere },
  table: { shape: table, places: messages },
}
