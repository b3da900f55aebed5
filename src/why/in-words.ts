import type { Factor, Fold, Part, PeriodSales, Why } from '../why.ts'
import type { Say } from '../words.ts'
import { apportion } from './apportion.ts'
import { less, ruler, total } from './exact.ts'

/** The reasons of a change as part of a sentence, the main one alone, which factors it names, and what all others come to, in money. */
export type Reasons = { text: string; main: string; named: Factor[]; other: number }

/**
 * Says why net sales changed: "fewer customers (−£9,300), offset by fewer returns and cancellations (+£1,200)".
 *
 * At most four parts are named, the largest first and none under a tenth of it; five where there are no more. What the others come to stands with
 * them as "other reasons", unless it rounds to nothing beside the figures said; `other` has it in any case.
 * A word follows what the factor did, the sign what that brought. Undefined where no part has anything to say.
 */
export function whyInWords(
  why: Why,
  say: Pick<Say, 'change' | 'money' | 'exact' | 'list'>,
): Reasons | undefined {
  const parts = why.parts
    .filter(({ amount }) => amount !== 0)
    .toSorted((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
  const [first] = parts
  if (!first) return undefined
  const largest = Math.abs(first.amount)
  const worthy = parts.filter(({ amount }) => Math.abs(amount) >= largest / 10)
  // A fifth reason that alone is left says more than “other reasons” of one.
  const named = parts.length === 5 ? worthy : worthy.slice(0, 4)
  const other = total(parts.filter(part => !named.includes(part)).map(({ amount }) => amount))

  const amount = changeInWords(largest, say)
  // What is said adds up to the change, said to the same step.
  const amounts = [...named.map(part => part.amount), other]
  const { one, read, write } = ruler(stepOf(largest), amounts)
  const shares = apportion(amounts.map(read), one).map(write)
  const reasons = named.map((part, nth) => ({ amount: shares[nth] ?? 0, words: partInWords(part, why) }))
  const rest = shares.at(-1) ?? 0
  if (rest !== 0) reasons.push({ amount: rest, words: 'other reasons' })
  const up = (why.change || first.amount) > 0
  const said = (which: typeof reasons) =>
    say.list(which.map(reason => `${reason.words} (${amount(reason.amount)})`))
  const leading = said(reasons.filter(reason => reason.amount > 0 === up))
  const against = said(reasons.filter(reason => reason.amount > 0 !== up))
  return {
    text: against ? `${leading}, offset by ${against}` : leading,
    main: said(reasons.filter(reason => reason.amount > 0 === up).slice(0, 1)),
    named: named.map(({ factor }) => factor),
    other,
  }
}

/** The step to which changes are said: two or three digits of the largest are what matters, and cents where it is small. */
const stepOf = (largest: number) =>
  largest < 50 ? 0.01 : largest < 1000 ? 1 : 10 ** Math.floor(Math.log10(largest / 50))

/** Writes changes with their sign, all to the same step, which fits the largest of them: −£9,300, +£1,200. */
export function changeInWords(largest: number, say: Pick<Say, 'change' | 'money' | 'exact'>) {
  if (largest >= 100_000) return say.change
  const step = stepOf(largest)
  return (amount: number) => {
    const rounded = Math.sign(amount) * Math.round(Math.abs(amount) / step) * step
    const text = largest < 50 ? say.exact(amount) : say.money(rounded)
    return amount > 0 && /[1-9]/.test(text) ? `+${text}` : text
  }
}

/** Says which factors had to be counted as one, and why; undefined where none were. */
export function foldedInWords({ folded }: Why, say: Pick<Say, 'list'>): string | undefined {
  const sentences = folded.map(
    ({ factors, without, when }) =>
      `${missing[without]} ${times[when]}, so ${say.list(factors.map(factor => factorInWords[factor]))} count as one.`,
  )
  return sentences.length ? sentences.join(' ') : undefined
}

const missing: Record<Fold['without'], string> = {
  customers: 'No identified customer ordered',
  orders: 'There were no orders',
  gross: 'Nothing with a price was ordered',
  charged: 'Nothing was charged',
  net: 'Nothing was sold',
}

const times: Record<Fold['when'], string> = {
  before: 'in the period before',
  now: 'in this period',
  both: 'in either period',
}

/** What a factor is called in a table. */
export const factorInWords: Record<Factor, string> = {
  customers: 'customers',
  ordersPerCustomer: 'orders a customer',
  grossPerOrder: 'list value an order',
  chargedShare: 'share not discounted',
  keptShare: 'share kept',
  orders: 'orders',
  gross: 'list value to customers',
  grossPerCustomer: 'list value a customer',
  charged: 'charged to customers',
  chargedPerCustomer: 'charged a customer',
  chargedPerOrder: 'charged an order',
  net: 'net sales to customers',
  netPerCustomer: 'net sales a customer',
  netPerOrder: 'net sales an order',
  netShare: 'share of list value kept',
  ordered: 'ordered at list value',
  discounts: 'discounts',
  returns: 'returns and cancellations',
  credits: 'fees and corrections',
  guests: 'guests',
}

const drivers: Record<Factor, { up: string; down: string }> = {
  customers: { up: 'more customers', down: 'fewer customers' },
  ordersPerCustomer: { up: 'more orders a customer', down: 'fewer orders a customer' },
  grossPerOrder: { up: 'larger customer orders', down: 'smaller customer orders' },
  chargedShare: { up: 'a smaller share discounted', down: 'a larger share discounted' },
  keptShare: { up: 'a smaller share returned or cancelled', down: 'a larger share returned or cancelled' },
  orders: { up: 'more orders', down: 'fewer orders' },
  gross: { up: 'more ordered', down: 'less ordered' },
  grossPerCustomer: { up: 'more ordered by each customer', down: 'less ordered by each customer' },
  charged: { up: 'more charged', down: 'less charged' },
  chargedPerCustomer: { up: 'more charged to each customer', down: 'less charged to each customer' },
  chargedPerOrder: { up: 'more charged an order', down: 'less charged an order' },
  net: { up: 'higher sales to customers', down: 'lower sales to customers' },
  netPerCustomer: { up: 'higher net sales a customer', down: 'lower net sales a customer' },
  netPerOrder: { up: 'higher net sales an order', down: 'lower net sales an order' },
  netShare: { up: 'more of the list value kept', down: 'less of the list value kept' },
  ordered: { up: 'more ordered', down: 'less ordered' },
  // What is taken off stands below zero: up is less of it.
  discounts: { up: 'smaller discounts', down: 'larger discounts' },
  returns: { up: 'fewer returns and cancellations', down: 'more returns and cancellations' },
  credits: { up: 'fewer fees and corrections', down: 'more fees and corrections' },
  guests: { up: 'more from guests', down: 'less from guests' },
}

function partInWords(part: Part, { before, now }: Why): string {
  const up = (Math.sign(part.now - part.before) || part.amount) > 0
  if (part.factor === 'keptShare') return lossInWords(up, before, now)
  if (part.factor === 'chargedShare') return discountInWords(up, before, now)
  if (part.factor === 'guests') return guestsInWords(up, before, now)
  if (part.factor === 'net') {
    // Without an order in either period, what moved is what is neither ordered nor given back.
    if (!before.orders && !now.orders) return drivers.credits[up ? 'up' : 'down']
    if (!before.orders && up) return 'new sales to customers'
    if (!now.orders && !up) return 'no sales to customers'
  }
  return drivers[part.factor][up ? 'up' : 'down']
}

/** What guests brought, and what they did not order less or more of but had taken off or gave back, where that moved most. */
function guestsInWords(broughtMore: boolean, before: PeriodSales, now: PeriodSales): string {
  const way = broughtMore ? 'up' : 'down'
  const [was, is] = [guestAmounts(before), guestAmounts(now)]
  if (!was || !is) return drivers.guests[way]
  const moved = (['ordered', 'discounts', 'returns', 'credits'] as const)
    .map(name => ({ name, by: less(is[name], was[name]) * (broughtMore ? 1 : -1) }))
    .toSorted((a, b) => b.by - a.by)
  const [most] = moved
  const half = Math.abs(less(now.guestNet, before.guestNet)) / 2
  return most && most.name !== 'ordered' && most.by >= half
    ? `${drivers.guests[way]} after ${drivers[most.name][way]}`
    : drivers.guests[way]
}

/** What the net sales of guests are added up from, what was taken off below zero. */
function guestAmounts({
  guestNet,
  guestGross: gross,
  guestCharged: charged,
  guestForfeited: forfeited,
}: PeriodSales) {
  if (gross === undefined || charged === undefined || forfeited === undefined) return undefined
  return {
    ordered: Number(gross),
    discounts: less(charged, gross),
    returns: less(0, forfeited),
    credits: total([guestNet, less(forfeited, charged)]),
  }
}

/** A share can rise while the amount falls with sales: "larger" would then be wrong. */
function discountInWords(chargedMore: boolean, before: PeriodSales, now: PeriodSales): string {
  const rose = less(less(now.gross, now.charged), less(before.gross, before.charged))
  const way = chargedMore ? 'up' : 'down'
  return (chargedMore ? -rose : rose) > 0 ? drivers.discounts[way] : drivers.chargedShare[way]
}

/** Returns and other credits make up what was not kept: the word is of the one that moved the share, or of both. */
function lossInWords(keptMore: boolean, before: PeriodSales, now: PeriodSales): string {
  const [was, is] = [losses(before), losses(now)]
  const sign = keptMore ? -1 : 1
  const moved = (loss: 'returns' | 'credits') => (is[loss] / is.charged - was[loss] / was.charged) * sign
  const [returns, credits] = [moved('returns'), moved('credits')]
  const loss =
    Math.min(returns, credits) > Math.max(returns, credits) / 4
      ? 'both'
      : returns >= credits
        ? 'returns'
        : 'credits'
  // A share can fall while the amount rises with sales: "fewer" would then be wrong.
  const alike = (is[loss] - was[loss]) * sign > 0
  return lossWords[loss][alike ? 'amount' : 'share'][keptMore ? 'up' : 'down']
}

const lossWords = {
  returns: {
    amount: drivers.returns,
    share: drivers.keptShare,
  },
  credits: {
    amount: drivers.credits,
    share: {
      up: 'a smaller share of fees and corrections',
      down: 'a larger share of fees and corrections',
    },
  },
  both: {
    amount: {
      up: 'fewer returns, cancellations and other credits',
      down: 'more returns, cancellations and other credits',
    },
    share: { up: 'a smaller share given back', down: 'a larger share given back' },
  },
}

function losses({ charged, net, guestNet, forfeited }: PeriodSales) {
  const both = less(charged, less(net, guestNet))
  const returns = Number(forfeited ?? both)
  return { charged: Number(charged), both, returns, credits: less(both, returns) }
}
