import type { Entry, Line, Product } from './source.ts'

/*
 * What the ledger can hold, whatever the source: a row beyond it is kept as a rejected row with the reason.
 */

const longest = 500
const instant = /^(\d{4})-(\d\d)-(\d\d) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/
const quantities = /^\d{1,11}(\.\d{1,3})?$/
const money = /^\d{1,12}(\.\d{1,4})?$/

/** Why a moment cannot be taken, or undefined; rows come in time, so the last good one is remembered. */
const timely = (lastDay: string) => {
  let lastMoment = ''
  return (at: string) => {
    if (at === lastMoment) return undefined
    const year = instant.exec(at)?.[1]
    const day = at.slice(0, 10)
    const date = new Date(`${day}T00:00:00Z`)
    if (!year || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(day))
      return 'a date that is not like 2011-12-09 12:50:00'
    if (year < '1970' || year > '2100') return 'a date outside 1970 to 2100'
    if (day > lastDay) return 'a date in the future'
    lastMoment = at
    return undefined
  }
}

/** Why an amount cannot be taken, or undefined. */
const beyond = (name: string, value: string, pattern: RegExp, digits: number) => {
  if (pattern.test(value)) return undefined
  if (value.startsWith('-')) return `${name} below zero`
  if (!/^\d+(\.\d+)?$/.test(value)) return `${name} that is no number`
  return (value.split('.')[1]?.replace(/0+$/, '').length ?? 0) > digits
    ? `${name} with more than ${digits} decimals`
    : `${name} too large`
}

const unreadable = (text: string | undefined) => {
  if (text === undefined) return undefined
  if (text.length > longest) return `a text over ${longest} characters`
  return text.includes('\0') ? 'a NUL character' : undefined
}

/** Why a line cannot be taken, whenever it was, or undefined. */
const fault = (line: Line, product: Product) => {
  if (line.order === '') return 'no order number'
  if (line.product === '') return 'no product'
  return (
    unreadable(line.order) ??
    unreadable(line.product) ??
    unreadable(line.customer) ??
    unreadable(line.region) ??
    unreadable(line.channel) ??
    unreadable(line.reason) ??
    unreadable(product.name) ??
    unreadable(product.category) ??
    beyond('a quantity', line.quantity, quantities, 3) ??
    beyond('an amount', line.gross, money, 4) ??
    (line.discount === undefined ? undefined : excessive(line.discount, line.gross))
  )
}

/** Why a discount of an amount cannot be taken, or undefined. */
const excessive = (discount: string, gross: string) =>
  beyond('a discount', discount, money, 4) ??
  (Number(discount) > Number(gross) ? 'a discount larger than the amount' : undefined)

/** Tells of each entry itself, or a rejection where the ledger cannot hold it; none may be later than the last day. */
export const limits = (lastDay = '2100-12-31') => {
  const untimely = timely(lastDay)
  return (entry: Entry): Entry => {
    if ('rejected' in entry) return entry
    const rejected = untimely(entry.line.at) ?? fault(entry.line, entry.product)
    return rejected === undefined ? entry : { rejected, raw: entry.line.identity, number: entry.number }
  }
}
