import { origins } from '../figures/origins.ts'
import { again } from '../parameters.ts'

/** From which regions sales come. */
export const regions = origins({
  name: 'regions',
  about: 'Net sales by region, their share and change',
  examples: ['', 'last quarter vs last year', 'last month channel:online', '2025 category:toys'],
  by: 'region',
  member: { title: 'Region', as: 'text', means: 'Where the order was placed from, as the shop’s data says' },
  next: asked => [
    { label: 'By channel', ask: again('channels', asked) },
    { label: 'What moved', ask: again('movers', asked) },
    { label: 'Week by week', ask: again('weeklysales', asked) },
  ],
})
