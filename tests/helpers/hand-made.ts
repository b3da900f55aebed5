import { analyst } from '../../src/analyst.ts'
import { load } from '../../src/intake/load.ts'
import type { Line, Product, Source } from '../../src/intake/source.ts'
import { clock } from './clock.ts'
import { company } from './company.ts'
import { emptyDatabase } from './database.ts'

/** A line as a test writes it: what it leaves out is a sale of one lamp for £20. */
export type Written = Partial<Omit<Line, 'identity'>> & { day: string }

const products: Record<string, Product> = {
  lamp: { key: 'lamp', name: 'Lamp', category: 'Home', merchandise: true },
  pen: { key: 'pen', name: 'Pen', category: 'Office', merchandise: true },
  post: { key: 'post', name: 'Postage', merchandise: false },
}

/** What sales are known from: far from what is asked, and of a region that nobody asks about. */
const first: Written[] = [{ day: '2024-01-01', region: 'Elsewhere' }]

/** Any other product is goods of a category called alike. */
const goods = (key: string): Product => ({ key, name: key, category: key, merchandise: true })

/**
 * A database of sales made by hand, and what answers questions about it: known from the beginning of 2024, or from the
 * first of them where nothing comes before, to 30 June 2026.
 */
export async function handMade(
  written: readonly Written[],
  {
    attributes = {},
    before = first,
  }: { attributes?: Record<string, Record<string, string>>; before?: readonly Written[] } = {},
) {
  const database = await emptyDatabase()
  const source: Source = {
    name: 'by hand',
    files: [],
    customers: async function* () {
      for (const [key, some] of Object.entries(attributes)) yield { key, attributes: some }
    },
    entries: async function* () {
      for (const [number, { day, ...more }] of [...before, ...written].entries()) {
        const line = {
          ...{ order: `O${number}`, at: `${day} 12:00:00`, kind: 'sale' as const, product: 'lamp' },
          ...{ quantity: '1', gross: '20', identity: `${number}`, ...more },
        }
        yield { number, line, product: products[line.product] ?? goods(line.product) }
      }
    },
  }
  await load(database.owner, source, { through: '2026-06-30' })
  return { ...database, ask: analyst({ reader: database.reader, company, now: clock }).answer }
}
