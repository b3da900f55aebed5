import type { z } from 'zod'
import { actions } from './actions.ts'
import { context } from './context.ts'
import { dataVisualization } from './data-visualization.ts'
import { divider } from './divider.ts'
import { header } from './header.ts'
import { image } from './image.ts'
import { richText } from './rich-text.ts'
import { section } from './section.ts'
import { table } from './table.ts'

/** The blocks a message may hold here, each with its own rules: of Slack's kinds those the bot sends. */
export const blocks: Record<string, z.ZodType> = {
  actions,
  context,
  data_visualization: dataVisualization,
  divider,
  header,
  image,
  rich_text: richText,
  section,
  table,
}
