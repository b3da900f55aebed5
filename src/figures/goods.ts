import { categories, products } from '../../drizzle/schema/sales.ts'
import type { Column } from '../insight.ts'

/*
 * What every row about a product says of it beside its figures.
 */

/** The code, name and category of a product, for queries that join both. */
export const named = { product: products.key, name: products.name, category: categories.name }

/** What the category and the code of a product are, for whoever asks; both stand last. */
export const namedColumns = {
  category: {
    title: 'Category',
    as: 'text',
    detail: true,
    means: 'The category that the product belongs to',
  },
  product: { title: 'Code', as: 'text', detail: true, means: 'What the shop’s data calls the product' },
} as const satisfies Record<string, Column>
