import { UserError } from '../errors.ts'
import { allMeasures, type Format, type MeasureName, measureInWords } from '../measures.ts'
import { shortened } from '../names/members.ts'
import { decimals } from '../targets.ts'
import { figure } from '../wishes/threshold.ts'
import { type Company, sentence } from '../words.ts'

/** The value of a target as it is kept: to the cent, in whole numbers, or to a ten-thousandth of a percentage. */
export function valueIn(text: string, measure: MeasureName, company: Company): string {
  const { format } = allMeasures[measure]
  const value = figure(text, measure, company)
  const typed = `“${shortened(text.trim())}”`
  if (isForeign(text, format, company))
    throw new UserError(`${typed} could mean more than one figure.`, { hint: reads(format, company) })
  // Returns may outweigh sales, but nobody plans that.
  if (value < 0) throw new UserError(`${sentence(measureInWords(measure))} cannot be planned below zero.`)
  if (format === 'share' && !/%|per\s*cent/i.test(text)) {
    // A spreadsheet holds 50% as 0.5, and people may mean either.
    const asPercentage = figure(`${text}%`, measure, company)
    if (asPercentage > 0 && asPercentage <= 0.01)
      throw new UserError(`${typed} may be either of two percentages.`, {
        hint: `Write ${percentage(asPercentage * 100)} or ${percentage(asPercentage)}?`,
      })
  }
  return value.toFixed(decimals[format])
}

const percentage = (share: number) => `${Number((share * 100).toFixed(decimals.share - 2))}%`

const samples: Record<Format, { what: string; value: number; style: Intl.NumberFormatOptions }> = {
  money: { what: 'Amounts', value: 160_000, style: { minimumFractionDigits: 2 } },
  count: { what: 'Numbers', value: 12_000, style: {} },
  share: { what: 'Percentages', value: 0.0725, style: { style: 'percent', minimumFractionDigits: 2 } },
}

/** How figures read where the company is. */
function reads(format: Format, { locale }: Company): string {
  const { what, value, style } = samples[format]
  return `${what} read like ${new Intl.NumberFormat(locale, style).format(value)} here.`
}

/**
 * Whether points and commas stand as they do elsewhere, which makes thousands of units: 160.000,00 or 160.000 where a
 * point begins the decimals. Two decimals after either mark cannot be misread.
 */
function isForeign(text: string, format: Format, { locale }: Company): boolean {
  const [, digits = '', factor] = /([\d.,][\d.,'’\s]*)(thousand|million|billion|bn|k|m)?/i.exec(text) ?? []
  const marks = digits.replace(/[^\d.,]/g, '').replace(/[.,]$/, '')
  const decimal = new Intl.NumberFormat(locale)
    .formatToParts(1.5)
    .find(({ type }) => type === 'decimal')?.value
  const last = marks.match(/[.,](?=\d*$)/)?.[0]
  const others = new Set(marks.match(/[.,]/g)).size > 1
  if (decimal !== '.' && decimal !== ',') return false
  if (others) return last !== decimal
  return last === decimal && !factor && format !== 'share' && /^\d*[.,]\d{3}$/.test(marks)
}
