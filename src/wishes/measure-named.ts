import Fuse from 'fuse.js'
import { UserError } from '../errors.ts'
import { allMeasures, type MeasureName, measureInWords } from '../measures.ts'
import { shortened } from '../names/members.ts'

/** Every measure by its name. */
export const measureNames = Object.keys(allMeasures) as MeasureName[]

/** What people also call a measure. */
const alsoCalled: Partial<Record<MeasureName, readonly string[]>> = {
  grossSales: ['gross revenue'],
  discounts: ['discount'],
  returns: ['returned sales', 'returned'],
  cancellations: ['cancelled sales', 'cancelled'],
  forfeitedSales: ['forfeits', 'forfeited'],
  unmatchedForfeits: ['unmatched returns'],
  netSales: ['sales', 'net revenue', 'revenue', 'turnover', 'net'],
  orderedForfeited: ['forfeits of own orders'],
  returnRate: ['returns rate', 'rate of returns', 'return share'],
  cancellationRate: ['cancellations rate', 'cancel rate', 'rate of cancellations'],
  forfeitRate: ['forfeits rate', 'rate of forfeits', 'share lost', 'returned or cancelled'],
  orders: ['order count', 'number of orders'],
  activeCustomers: ['customers', 'number of customers', 'buyers'],
  averageOrderValue: ['order value', 'average order', 'aov', 'basket value'],
  averageCustomerSpend: ['customer spend', 'spend'],
  repeatRate: ['repeat share', 'repeat customers'],
}

const plain = (text: string) =>
  text
    .replace(/[A-Z](?=[a-z])/g, letter => ` ${letter}`)
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim()

/** People also write netsales. */
const joined = (words: string) => words.replaceAll(' ', '')

const calledSo = measureNames.flatMap(name =>
  [measureInWords(name), plain(name), ...(alsoCalled[name] ?? [])].map(words => ({ name, words })),
)

/** The measure a person means by these words, if it is called exactly so. */
export const measureCalled = (text: string): MeasureName | undefined =>
  calledSo.find(({ words }) => joined(words) === joined(plain(text)))?.name

/** What to say of words that are no measure, with the one they may have been meant for. */
export function noMeasure(text: string): UserError {
  const some = 'I know net sales, orders, return rate, repeat rate and more: see “New alert”.'
  if (!plain(text)) return new UserError('Which measure?', { hint: some })
  const search = new Fuse(calledSo, { keys: ['words'], threshold: 0.4, ignoreLocation: true })
  const [near] = search.search(plain(text).slice(0, 32))
  return new UserError(`I know no measure called “${shortened(text.trim())}”.`, {
    hint: near ? `Did you mean ${measureInWords(near.item.name)}?` : some,
  })
}
