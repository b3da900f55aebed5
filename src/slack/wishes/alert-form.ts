import type { KnownBlock, View } from '@slack/types'
import { thresholdInWords } from '../../alert.ts'
import { type Dimension, dimensions, type Member } from '../../insight.ts'
import { allMeasures, type MeasureName, measureInWords } from '../../measures.ts'
import type { Rule } from '../../rule.ts'
import { checkRule } from '../../weekly.ts'
import { checked, type Known, memberOf } from '../../wishes/alert-asked.ts'
import { type Company, type Say, sentence } from '../../words.ts'
import { quiet } from '../blocks.ts'
import type { Values } from '../feature.ts'
import { choice, field, isChannel, modal, option, placeFields } from './fields.ts'
import { under } from './refusal.ts'

const everything = 'everything'

/** The actions of the fields that change the form. */
export const alertOf = 'alert-of'
export const alertWhere = 'alert-where'

/** The measures that the form offers, the most used first, each with what it is in a few words; all work by text. */
const offered: Partial<Record<MeasureName, string>> = {
  netSales: 'What is left after discounts, returns and cancellations',
  orders: 'How many orders came in',
  averageOrderValue: 'What an order is worth on average',
  activeCustomers: 'How many known customers ordered',
  averageCustomerSpend: 'What a customer spends on average',
  repeatRate: 'The share of customers who had ordered before',
  returnRate: 'The share of the week’s sales that came back later',
  cancellationRate: 'The share of the week’s sales that was cancelled later',
  forfeitRate: 'The share of the week’s sales lost to returns or cancellations',
  forfeitedSales: 'What came back or was cancelled in the week, in money',
}

/** Slack takes no more in a menu. */
const mostOptions = 100

/** What a form for an alert knows beside its fields: the members to choose from, where one is to be chosen. */
export type AlertFormAbout = { meta: string; isNew: boolean; members: readonly Member[] }

/** The form for an alert, with what is known of it already, or filled in so far; its second step is the preview. */
export const alertForm = (values: Values, { meta, isNew, members }: AlertFormAbout): View =>
  modal(
    isNew ? 'New alert' : 'Change alert',
    [
      quiet(
        'I look at every full week, and tell you once when it goes past your limit and once when it is back.',
      ),
      choice('measure', 'What', measureOptions(values.measure), values.measure ?? 'netSales'),
      choice(
        alertOf,
        'Of',
        [option('All sales', everything), ...dimensions.map(name => option(`One ${name}…`, name))],
        values[alertOf] ?? everything,
        { tells: true },
      ),
      ...memberField(dimensionIn(values), members, values),
      choice(
        'passing',
        'Tell me when it is',
        [option('Above', 'above'), option('Below', 'below')],
        values.passing ?? 'below',
      ),
      field(
        'This limit',
        {
          type: 'plain_text_input',
          action_id: 'threshold',
          max_length: 40,
          ...(values.threshold && { initial_value: values.threshold }),
        },
        { hint: 'Such as 8%, 5,000 or 50k.' },
      ),
      ...placeFields(alertWhere, values[alertWhere], values.channel),
    ],
    { callback_id: 'alert-try', private_metadata: meta, submit: 'Try it', close: 'Cancel' },
  )

const isMeasure = (name = ''): name is MeasureName => name in allMeasures

/** The measures to choose from; one that was asked for by text stays among them. */
function measureOptions(chosen: string | undefined) {
  const names = Object.keys(offered).filter(isMeasure)
  const all = isMeasure(chosen) && !names.includes(chosen) ? [...names, chosen] : names
  return all.map(name => option(sentence(measureInWords(name)), name, offered[name]))
}

/** The dimension of which a form watches one member, if it does. */
export const dimensionIn = (values: Values): Dimension | undefined =>
  dimensions.find(one => one === values[alertOf])

// Slack keeps what a field of the same name held: a list of categories and one of regions have names of their own.
const listed = (dimension: Dimension) => `one-${dimension}`
const typed = (dimension: Dimension) => `named-${dimension}`

/** The field for the member that is watched: a list where Slack takes all of them, else their name. */
function memberField(
  dimension: Dimension | undefined,
  members: readonly Member[],
  values: Values,
): KnownBlock[] {
  if (!dimension) return []
  const label = `Which ${dimension}`
  const initial = values[typed(dimension)]
  if (members.length > 0 && members.length <= mostOptions)
    return [
      choice(
        listed(dimension),
        label,
        members.map(({ id, name, key }) => option(name, String(id), key)),
        values[listed(dimension)],
      ),
    ]
  return [
    field(
      label,
      {
        type: 'plain_text_input',
        action_id: typed(dimension),
        max_length: 200,
        ...(initial && { initial_value: initial }),
      },
      {
        hint: `The name of the ${dimension} as it stands in the answers${dimension === 'product' ? ', or its code' : ''}.`,
      },
    ),
  ]
}

/** What the fields of an alert's form hold before anybody changes them. */
export const alertValues = (rule: Rule, target: string, say: Say): Values => ({
  ...{ measure: rule.measure, passing: rule.passing, threshold: thresholdInWords(rule, say) },
  ...(rule.of && {
    [alertOf]: rule.of.dimension,
    [listed(rule.of.dimension)]: String(rule.of.member.id),
    [typed(rule.of.dimension)]: rule.of.member.key ?? rule.of.member.name,
  }),
  ...(isChannel(target) ? { [alertWhere]: 'channel', channel: target } : { [alertWhere]: 'me' }),
})

/** The rule that a form asks for, or what is wrong with a field. */
export function alertFilled(
  values: Values,
  known: Known,
  company: Company,
): Rule | { errors: Record<string, string> } {
  const { measure, passing, threshold = '' } = values
  if (!isMeasure(measure)) throw new Error(`a form offers measures of the list; measure: ${measure}`)
  const of = memberIn(values, known)
  if (of && 'errors' in of) return of
  const direction = passing === 'above' ? 'above' : 'below'
  const rule = { measure, ...(of && { of }), passing: direction } as const
  const refused = under('measure', () => checkRule({ ...rule, threshold: 0 }))
  return refused ?? under('threshold', () => checked(measure, of, direction, threshold, company))
}

/** The member that a form names or has chosen, or what is wrong with that. */
function memberIn(values: Values, known: Known): Rule['of'] | { errors: Record<string, string> } {
  const dimension = dimensionIn(values)
  if (!dimension) return undefined
  const id = values[listed(dimension)]
  const name = values[typed(dimension)]
  if (id !== undefined) {
    const member = known[dimension].all.find(one => String(one.id) === id)
    return member
      ? { dimension, member }
      : { errors: { [listed(dimension)]: `That ${dimension} is not there any more.` } }
  }
  // Whoever is quicker than the form has had no field for it.
  if (name === undefined) return { errors: { [alertOf]: `Choose which ${dimension}.` } }
  return under(typed(dimension), () => memberOf(dimension, name, known))
}
