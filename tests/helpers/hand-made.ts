import { analyst } from '../../src/analyst.ts'
import { load } from '../../src/intake/load.ts'
import type { Line, Product } from '../../src/intake/source.ts'
import { clock } from './clock.ts'
import { emptyDatabase } from './database.ts'

/** A line as a test writes it: what it leaves out is a sale of one lamp for £20. */
export type Written = Partial<Omit<Line, 'identity'>> & { day: string; region: string }

const products: Record<string, Product> = {
  lamp: { key: 'lamp', name: 'Lamp', category: 'Home', merchandise: true },
  pen: { key: 'pen', name: 'Pen', category: 'Office', merchandise: true },
  post: { key: 'post', name: 'Postage', merchandise: false },
}

/** What sales are known from and until: both far from what is asked, and of a region that nobody asks about. */
const ends: Written[] = [
  { day: '2024-01-01', region: 'Elsewhere' },
  { day: '2026-06-30', region: 'Elsewhere' },
]

/** A database of sales made by hand from the beginning of 2024 to 30 June 2026, and what answers questions about it. */
export async function handMade(
  written: readonly Written[],
  attributes: Record<string, Record<string, string>> = {},
) {
  const database = await emptyDatabase()
  await load(database.owner, {
    name: 'by hand',
    files: [],
    customers: async function* () {
      for (const [key, some] of Object.entries(attributes)) yield { key, attributes: some }
    },
    entries: async function* () {
      for (const [number, { day, ...more }] of [...ends, ...written].entries()) {
        const line = {
          order: `O${number}`,
          product: 'lamp',
          kind: 'sale' as const,
          quantity: '1',
          gross: '20',
        }
        const product = products[more.product ?? line.product]
        if (!product) throw new Error(`no such product; rule: one of the hand-made: ${more.product}`)
        yield { number, product, line: { ...line, at: `${day} 12:00:00`, identity: `${number}`, ...more } }
      }
    },
  })
  const company = { locale: 'en-GB', currency: 'GBP', timeZone: 'Europe/London' }
  return { ...database, ask: analyst({ reader: database.reader, company, now: clock }).answer }
}
