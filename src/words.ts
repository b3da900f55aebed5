/** How a company writes its figures. */
export type Company = { locale: string; currency: string }

/** The company's way to say figures, days and lists; every text a person reads is made with it. */
export type Say = {
  /** Rounded to what matters: £379k, −£1.2m. */
  short(amount: number): string
  /** The same with its sign: +£9.3k, −£1.2m. */
  change(amount: number): string
  /** Whole units: £379,124. */
  money(amount: number): string
  /** To the cent: £379,123.56. */
  exact(amount: number): string
  count(value: number): string
  /** A share of one as a percentage with one decimal, or as many as given: 8.1%, 8.06%. */
  share(value: number, decimals?: number): string
  /** A difference of shares of one in points of a percentage, with one decimal: −1.2. */
  points(value: number): string
  /** A share of one as a whole percentage: 8%. */
  percent(value: number): string
  /** 14 November 2011 */
  day(iso: string): string
  /** 14 Nov */
  shortDay(iso: string): string
  /** 14 Nov 2011 */
  shortDate(iso: string): string
  /** Nov */
  month(iso: string): string
  list(items: readonly string[]): string
}

// Intl writes a hyphen for minus and, in English, a capital K; people write −£100k.
const minus = (text: string) => text.replace(/^-|(?<=\s)-/, '−')
const thousands = (text: string) => text.replace(/(\d)K\b/, '$1k').replace(/(\d)M\b/, '$1m')

/** Makes the formatters of a locale and a currency once. */
export const say = ({ locale, currency }: Company): Say => {
  const english = locale.startsWith('en')
  const number = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, options)
    // Adding zero turns minus zero into zero.
    return (value: number) => minus(format.format(value + 0))
  }
  const money = (options: Intl.NumberFormatOptions) => {
    const format = number({ style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...options })
    return (value: number) => {
      const text = format(value)
      // An amount that rounds to nothing has no sign, and less than a cent is nothing.
      return /[1-9]/.test(text) && Math.abs(value) >= 0.005 ? text : format(0)
    }
  }
  const whole = money({ maximumFractionDigits: 0 })
  const exact = money({})
  const compact = money({ notation: 'compact', maximumSignificantDigits: 3 })
  const date = (options: Intl.DateTimeFormatOptions) => {
    // The words are English, so the dates among them are; figures follow the locale.
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options })
    return (iso: string) => format.format(new Date(`${iso}T00:00:00Z`))
  }
  const percent = (decimals: number) =>
    number({ style: 'percent', minimumFractionDigits: decimals, maximumFractionDigits: decimals })
  const tenths = percent(1)
  const oneDecimal = number({ minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const short = (value: number) => {
    if (Math.abs(value) < 10)
      return Number.isInteger(Math.round(value * 100) / 100) ? whole(value) : exact(value)
    if (Math.abs(value) < 1000) return whole(value)
    return english ? thousands(compact(value)) : compact(value)
  }
  return {
    short,
    change: value => `${value > 0 ? '+' : ''}${short(value)}`,
    money: whole,
    exact,
    count: number({ maximumFractionDigits: 0 }),
    share: (value, decimals = 1) => (decimals === 1 ? tenths : percent(decimals))(value),
    points: value => oneDecimal(Math.round(value * 1000) / 10),
    percent: percent(0),
    day: date({ day: 'numeric', month: 'long', year: 'numeric' }),
    shortDay: date({ day: 'numeric', month: 'short' }),
    shortDate: date({ day: 'numeric', month: 'short', year: 'numeric' }),
    month: date({ month: 'short' }),
    list: items => list.format(items),
  }
}

/** One thing or several: counted(1, 'order') is '1 order', counted(2, 'order') '2 orders'. */
export const counted = (value: number, one: string, { count }: Pick<Say, 'count'>, many = `${one}s`) =>
  `${count(value)} ${value === 1 ? one : many}`

/** How net sales have moved: 'Net sales fell 8% to £152k', with '(a usual swing)' where so much is ordinary. */
export function salesMoved(
  value: number,
  base: number,
  say: Pick<Say, 'percent' | 'short'>,
  ordinary: number,
) {
  const [share, now] = [value / base - 1, say.short(value)]
  if (Math.abs(share) < 0.005) return `Net sales stayed level at ${now}`
  const moved = `Net sales ${share > 0 ? 'rose' : 'fell'} ${say.percent(Math.abs(share))} to ${now}`
  return Math.abs(value - base) <= ordinary ? `${moved} ${usual}` : moved
}

/** Follows the size of a change that is ordinary: a reader sees the size first, and then that it needs no reason. */
export const usual = '(a usual swing)'

/** Names each with an amount, "Bench, Walnut (+£733); Throw, White (+£414)": names may hold commas, so semicolons part them. */
export const namedAmounts = (items: readonly (readonly [name: string, amount: string])[]) =>
  items.map(([name, amount]) => `${name} (${amount})`).join('; ')

/** A text with a capital first letter. */
export const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/**
 * How far a value lies above or below another, and what that other is: '23% above the plan', 'level with the plan', or
 * '4% below the period before (a usual swing)' where so much is ordinary. Undefined where there is nothing to compare with.
 */
export const against = (
  value: number,
  base: number,
  what: string,
  { percent }: Pick<Say, 'percent'>,
  ordinary = 0,
): string | undefined => {
  if (base <= 0) return undefined
  const change = value / base - 1
  if (Math.abs(change) < 0.005) return `level with ${what}`
  const far = `${percent(Math.abs(change))} ${change > 0 ? 'above' : 'below'} ${what}`
  return Math.abs(value - base) <= ordinary ? `${far} ${usual}` : far
}
