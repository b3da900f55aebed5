import { UserError } from '../errors.ts'
import { type Dimension, dimensions, type Member } from '../insight.ts'
import type { MeasureName } from '../measures.ts'
import { type Members, membersNamed, nearest, shortened } from '../names/members.ts'
import type { Rule } from '../rule.ts'
import { checkRule } from '../weekly.ts'
import type { Company } from '../words.ts'
import { measureCalled, noMeasure } from './measure-named.ts'
import { checkReach, threshold } from './threshold.ts'

/** An alert as a person types it, taken apart; nothing is looked up yet. */
export type Typed = {
  subject: string
  passing: Rule['passing']
  threshold: string
  filter?: { dimension: Dimension; name: string }
  here: boolean
}

const example = 'For example: return rate of Toys above 8%, or net sales below 50k region:north.'
const longest = 300

const words = {
  above: ['above', 'over', 'more than', 'greater than', 'higher than', 'exceeds', 'exceed', 'passes', '>=?'],
  below: ['below', 'under', 'less than', 'fewer than', 'lower than', '<=?'],
}
const moves = '(?:is|are|was|goes|go|gets|rises|rise|falls|fall|drops|drop|climbs|sinks|stays)'
const amount =
  "[^\\s\\d]{0,4}\\s?[-−]?\\s?[^\\s\\d]{0,3}\\d[\\d.,'’]*(?:\\s\\d{3})*\\s?(?:(?:k|m|bn|thousand|million|billion)\\b)?(?:\\s?(?:%|per\\s?cent\\b|[€£$¥]|(?!here\\b|for\\b|of\\b|in\\b|to\\b)[a-z]{3}\\b(?!:)))?"
const whole = new RegExp(
  `^(.*?)(?:\\s+${moves})?\\s*(?<![\\p{L}\\d])(?:(${words.above.join('|')})|(${words.below.join('|')}))(?!\\p{L})\\s*(${amount})(?=[\\s,;]|$)[,;]?(.*)$`,
  'isu',
)
const filter = new RegExp(`(?:^|\\s)(${dimensions.join('|')}):\\s*`, 'gi')

/** Takes apart what a person typed: a measure, perhaps of a member, above or below a threshold, perhaps here. */
export function typedAlert(text: string): Typed {
  if (text.length > longest)
    throw new UserError(`That is longer than ${longest} characters.`, { hint: example })
  const written = text.replace(/[“”„]/g, '"').replace(/\s+/g, ' ').trim()
  const [, subject = '', above, , limit = '', rest = ''] = whole.exec(written) ?? []
  if (!limit)
    throw new UserError(`I do not understand “${shortened(written)}”.`, {
      hint: `Say what to watch, then above or below, then a figure. ${example}`,
    })
  const before = filtered(subject)
  const here = /(?:^|\s)here[.!]?(?=\s|$)/i
  const after = filtered(rest.replace(here, ''))
  const filters = [...before.filters, ...after.filters]
  const [found, another] = filters
  if (another)
    throw new UserError('An alert watches everything, or one region, channel, category or product.', {
      hint: 'Ask for one alert for each.',
    })
  const extra = after.rest.replace(/^(of|for|in)\s/i, '').trim()
  if (extra && (found || / (of|for|in) /i.test(before.rest)))
    throw new UserError(`I do not understand “${shortened(extra)}”.`, { hint: example })
  return {
    subject: extra ? `${before.rest} of ${extra}` : before.rest,
    passing: above ? 'above' : 'below',
    threshold: limit,
    ...(found && { filter: found }),
    here: here.test(rest),
  }
}

/** A text without its filter, and the filter: a name goes on to the next filter or the end. */
function filtered(text: string): { rest: string; filters: { dimension: Dimension; name: string }[] } {
  const starts = [...text.matchAll(filter)]
  const filters = starts.flatMap(({ 0: whole, 1: key = '', index }, at) => {
    const dimension = dimensions.find(one => one === key.toLowerCase())
    const name = text
      .slice(index + whole.length, starts[at + 1]?.index)
      .replaceAll('"', '')
      .trim()
    return dimension ? [{ dimension, name }] : []
  })
  return { rest: text.slice(0, starts[0]?.index).trim(), filters }
}

/** The names that a typed alert is understood with. */
export type Known = Record<Dimension, Members>

/** The rule that a typed alert means. */
export function alertAsked(typed: Typed, known: Known, company: Company): Rule {
  const { measure, of } = typed.filter
    ? { measure: measured(typed.subject), of: memberOf(typed.filter.dimension, typed.filter.name, known) }
    : subjectOf(typed.subject, known)
  return checked(measure, of, typed.passing, typed.threshold, company)
}

/** A rule that can be watched and whose threshold can be passed. */
export function checked(
  measure: MeasureName,
  of: Rule['of'],
  passing: Rule['passing'],
  limit: string,
  company: Company,
): Rule {
  const rule = { measure, ...(of && { of }), passing, threshold: threshold(limit, measure, company) }
  checkReach(measure, passing, rule.threshold)
  checkRule(rule)
  return rule
}

function measured(text: string): MeasureName {
  const found = measureCalled(text)
  if (!found) throw noMeasure(text)
  return found
}

/** A measure, and what it is of: return rate of Toys, Toys return rate, or the measure alone. */
function subjectOf(text: string, known: Known): { measure: MeasureName; of?: Rule['of'] } {
  const alone = measureCalled(text)
  if (alone) return { measure: alone }
  for (const { 0: joint, index } of text.matchAll(/\s(?:of|for|in|from)\s(?:the\s)?/gi)) {
    const measure = measureCalled(text.slice(0, index))
    if (measure) return { measure, of: memberCalled(text.slice(index + joint.length), known) }
  }
  for (const { index } of text.matchAll(/\s/g)) {
    const measure = measureCalled(text.slice(index))
    const of = measure && sole(text.slice(0, index), known)
    if (measure && of) return { measure, of }
  }
  const [, before = text] = /^(.*?)\s(?:of|for|in|from)\s/i.exec(text) ?? []
  throw noMeasure(before)
}

/** The member of a dimension that a name means; a name that several share does not do. */
export function memberOf(
  dimension: Dimension,
  name: string,
  known: Known,
): { dimension: Dimension; member: Member } {
  const found = known[dimension].called(name) ?? membersNamed(dimension, name, [], known[dimension])
  const [member, another] = found
  if (!member || another)
    throw new UserError(`“${shortened(name)}” means ${found.length} ${plural(dimension)}.`, {
      hint: keysOf(found) ?? 'An alert watches one.',
    })
  return { dimension, member }
}

const plural = (dimension: Dimension) => (dimension === 'category' ? 'categories' : `${dimension}s`)

const keysOf = (found: readonly Member[]) => {
  const keys = found.slice(0, 5).flatMap(({ key }) => (key ? [key] : []))
  return keys.length > 1 ? `Name it by its number: ${keys.join(', ')}.` : undefined
}

const bearers = (name: string, known: Known) => dimensions.filter(dimension => known[dimension].called(name))

const sole = (name: string, known: Known) => {
  const [dimension, another] = bearers(name, known)
  return dimension && !another ? memberOf(dimension, name, known) : undefined
}

/** Whatever is called so, in any dimension. */
export function memberCalled(written: string, known: Known): Rule['of'] {
  const name = written.replaceAll('"', '').trim()
  const among = bearers(name, known)
  const [only, another] = among
  if (only && !another) return memberOf(only, name, known)
  if (another)
    throw new UserError(`“${shortened(name)}” is a ${among.join(' and a ')}.`, {
      hint: `Write ${among.map(dimension => `${dimension}:"${shortened(name)}"`).join(' or ')}.`,
    })
  const near = dimensions.flatMap(dimension => alike(dimension, name, known))
  throw new UserError(`I know no region, channel, category or product “${shortened(name)}”.`, {
    hint: near[0] ?? 'Write its name as it stands in the answers, or with its kind: category:Toys.',
  })
}

/** What each dimension would say of a name it does not know, where it knows one like it. */
function alike(dimension: Dimension, name: string, known: Known): string[] {
  const [near] = nearest(name.toLowerCase(), known[dimension].all)
  return near ? [`Did you mean ${near} (${dimension})?`] : []
}
