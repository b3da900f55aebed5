import { UserError } from '../errors.ts'
import { allMeasures, type Format, type MeasureName, measureInWords } from '../measures.ts'
import { shortened } from '../names/members.ts'
import { type Company, sentence } from '../words.ts'

const example: Record<Format, string> = {
  money: 'Write an amount, such as 5,000 or 50k.',
  count: 'Write a number, such as 250 or 1.2k.',
  share: 'Write a percentage, such as 8%.',
}

const times: Record<string, number> = { k: 1e3, thousand: 1e3, m: 1e6, million: 1e6, bn: 1e9, billion: 1e9 }

/** A threshold as people type it; one that is a share has one decimal. */
export function threshold(text: string, measure: MeasureName, company: Company): number {
  const value = figure(text, measure, company)
  if (allMeasures[measure].format !== 'share') return value
  const rounded = Math.round(value * 1e3) / 1e3
  if (Math.abs(rounded - value) > 1e-9)
    throw new UserError('A percentage is watched to one decimal.', {
      hint: `Try ${(rounded * 100).toFixed(1)}%.`,
    })
  return rounded
}

/** A figure as people type it, in what the measure is counted in: 8 %, 0.08, £5,000, 5k, 1.2m. */
export function figure(text: string, measure: MeasureName, company: Company): number {
  const { format } = allMeasures[measure]
  const what = measureInWords(measure)
  const wanted = { money: 'An amount of money', count: 'A number', share: 'A percentage' }[format]
  const wrong = (say: string) => new UserError(say, { hint: example[format] })
  const { value, unit, percent } = written(text, company) ?? {}
  if (value === undefined || !Number.isFinite(value) || Math.abs(value) > 1e12)
    throw wrong(`“${shortened(text.trim())}” is not a figure I can read.`)
  if (percent && format !== 'share') throw wrong(`${wanted} is wanted for ${what}, not a percentage.`)
  if (unit && format !== 'money') throw wrong(`${wanted} is wanted for ${what}, not an amount of money.`)
  if (unit && !unitsOf(company).includes(unit.toUpperCase()))
    throw wrong(`Amounts are in ${company.currency} here, not in ${unit}.`)
  if (format === 'money') return Math.round(value * 100) / 100
  if (value < 0) throw wrong(`${sentence(what)} cannot be below zero.`)
  if (format === 'count') return value
  // People type 8 for 8 %, and 0.08 for the same.
  const share = percent || value >= 1 ? value / 100 : value
  if (share > 1) throw wrong(`${sentence(what)} cannot be above 100%.`)
  return share
}

/** Refuses a threshold that can never be passed. */
export function checkReach(measure: MeasureName, passing: 'above' | 'below', value: number) {
  const what = sentence(measureInWords(measure))
  const { format } = allMeasures[measure]
  const hint = 'It would never tell you anything: choose another figure.'
  if (format === 'share' && passing === 'above' && value >= 1)
    throw new UserError(`${what} cannot be above 100%.`, { hint })
  if (format !== 'money' && passing === 'below' && value <= 0)
    throw new UserError(`${what} cannot be below zero.`, { hint })
}

/** A number with what stands around it, or nothing where it is none. */
function written(text: string, company: Company) {
  const [, before = '', sign = '', digits = '', factor = '', after = ''] =
    /^\s*([^\d\s.,+−-]*)\s*([-−]?)\s*[^\d\s.,+−-]*?\s*(\d[\d.,'’\s]*|\.\d+)\s*(thousand|million|billion|bn|k|m)?\s*([^\d\s]*)\s*$/iu.exec(
      text.replace(/per\s*cent/i, '%').trim(),
    ) ?? []
  if (!digits) return undefined
  const value = Number(plainDigits(digits, company)) * (times[factor.toLowerCase()] ?? 1)
  const percent = after === '%'
  const unit = before || (percent ? '' : after)
  return { value: sign ? -value : value, unit, percent }
}

/** Digits without what groups them, and with a point before decimals. */
function plainDigits(text: string, { locale }: Company): string {
  const bare = text.replace(/[\s'’]/g, '').replace(/[.,]$/, '')
  const decimal = new Intl.NumberFormat(locale)
    .formatToParts(1.5)
    .find(({ type }) => type === 'decimal')?.value
  const last = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf(','))
  if (last < 0) return bare
  const mark = bare.charAt(last)
  const isSole = bare.indexOf(mark) === last
  const hasOther = /[.,]/.test(bare.slice(0, last).replaceAll(mark, ''))
  // Three digits after a lone mark are a group, unless the company writes decimals so.
  const isDecimal = isSole && (hasOther || bare.length - last !== 4 || mark === decimal)
  if (!isDecimal) return bare.replace(/[.,]/g, '')
  return `${bare.slice(0, last).replace(/[.,]/g, '')}.${bare.slice(last + 1)}`
}

/** How the company's currency is written: its code and its signs. */
const unitsOf = ({ locale, currency }: Company) => [
  currency,
  ...(['symbol', 'narrowSymbol'] as const).flatMap(currencyDisplay =>
    new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay })
      .formatToParts(0)
      .flatMap(({ type, value }) => (type === 'currency' ? [value.toUpperCase()] : [])),
  ),
]
