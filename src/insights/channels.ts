import { origins } from '../figures/origins.ts'
import { again } from '../parameters.ts'

/** Through which channels sales come. */
export const channels = origins({
  name: 'channels',
  about: 'Net sales by channel, their share and change',
  examples: ['', 'last quarter vs last year', 'last month region:north,south', '2025 not:category:toys'],
  by: 'channel',
  member: { title: 'Channel', as: 'text', means: 'The way in which the order was placed' },
  next: asked => [
    { label: 'By region', ask: again('regions', asked) },
    { label: 'What moved', ask: again('movers', asked) },
    { label: 'Week by week', ask: again('weeklysales', asked) },
  ],
})
