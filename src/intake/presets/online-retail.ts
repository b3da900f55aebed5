import { times } from '../decimal.ts'
import { row } from '../row.ts'
import type { Preset } from './preset.ts'

/** A stock code begins with five digits or with DCGS; all others (postage, fees, vouchers, tests) are charges. */
const merchandise = /^(\d{5}|DCGS)/
const whole = /^-?\d+$/
const price = /^-?\d+(\.\d+)?$/

/** A moment as the ledger has it, also where its seconds or its clock time are left out, or a T stands between. */
const moment = (text: string) => {
  const [, day, time = '00:00', seconds = ':00'] =
    /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?)?$/.exec(text) ?? []
  return day ? `${day} ${time}${seconds}` : text
}

/** Why a row is no sale and no credit, in the words of who keeps the books, or undefined. */
const fault = (invoice: string, code: string, quantity: string, each: string) => {
  if (invoice === '') return 'no invoice number'
  if (code === '') return 'no stock code'
  if (invoice.startsWith('A')) return 'bad-debt adjustment'
  if (!whole.test(quantity)) return 'a quantity that is no whole number'
  const credit = invoice.startsWith('C')
  const negative = quantity.startsWith('-')
  if (Number(quantity) === 0) return 'no quantity'
  if (credit && !negative) return 'credit with a positive quantity'
  if (!credit && negative) return 'stock adjustment'
  if (!price.test(each)) return 'a price that is no number'
  return Number(each) > 0 ? undefined : 'no price'
}

/** UCI's Online Retail II, as its two sheets look in one CSV file. */
export const onlineRetail: Preset = {
  name: 'online-retail',
  header: [
    'Invoice',
    'StockCode',
    'Description',
    'Quantity',
    'InvoiceDate',
    'Price',
    'Customer ID',
    'Country',
  ],
  entry: (fields, number) => {
    const [invoice = '', code = '', description = '', quantity = '', at = '', each = '', customer, country] =
      fields
    const identity = row(fields)
    const rejected = fault(invoice, code, quantity, each)
    if (rejected !== undefined) return { rejected, raw: identity, number }
    const count = quantity.startsWith('-') ? quantity.slice(1) : quantity
    return {
      number,
      product: { key: code, name: description.trim() || undefined, merchandise: merchandise.test(code) },
      line: {
        order: invoice,
        at: at.length === 19 && at[10] === ' ' ? at : moment(at),
        kind: invoice.startsWith('C') ? 'credit' : 'sale',
        product: code,
        customer: customer || undefined,
        region: country || undefined,
        quantity: count,
        gross: times(count, each) ?? '',
        identity,
      },
    }
  },
}
