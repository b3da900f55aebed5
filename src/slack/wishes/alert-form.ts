import type { View } from '@slack/types'
import { dimensions } from '../../insight.ts'
import { allMeasures, type MeasureName, measureInWords } from '../../measures.ts'
import type { Rule } from '../../rule.ts'
import { checkRule } from '../../weekly.ts'
import { checked, type Known, memberCalled, memberOf } from '../../wishes/alert-asked.ts'
import { measureNames } from '../../wishes/measure-named.ts'
import { type Company, sentence } from '../../words.ts'
import { quiet } from '../blocks.ts'
import type { Values } from '../feature.ts'
import { choice, field, modal, option, placeFields } from './fields.ts'
import { under } from './refusal.ts'

const everything = 'everything'

/** The form for an alert; its second step shows what it would have said. */
export const alertForm = (meta: string, here: string): View =>
  modal(
    'New alert',
    [
      quiet(
        'You are told when a measure of a complete week passes a threshold, and once more when that is over.',
      ),
      choice(
        'measure',
        'Measure',
        measureNames.map(name => option(sentence(measureInWords(name)), name, allMeasures[name].about)),
        'netSales',
      ),
      choice(
        'dimension',
        'Of',
        [option('Everything', everything), ...dimensions.map(name => option(`One ${name}`, name))],
        everything,
      ),
      field(
        'Which one',
        { type: 'plain_text_input', action_id: 'member', max_length: 200 },
        { optional: true, hint: 'The name of the region, channel, category or product, such as Toys.' },
      ),
      choice('passing', 'Is', [option('Above', 'above'), option('Below', 'below')], 'below'),
      field(
        'Threshold',
        { type: 'plain_text_input', action_id: 'threshold', max_length: 40 },
        { hint: 'Such as 8%, 5,000 or 50k.' },
      ),
      ...placeFields(undefined, here),
    ],
    { callback_id: 'alert-try', private_metadata: meta, submit: 'Try it', close: 'Cancel' },
  )

const isMeasure = (name = ''): name is MeasureName => name in allMeasures

/** The rule that a form asks for, or what is wrong with a field. */
export function alertFilled(
  { measure, dimension, member = '', passing, threshold = '' }: Values,
  known: Known,
  company: Company,
): Rule | { errors: Record<string, string> } {
  if (!isMeasure(measure)) throw new Error(`a form offers measures of the list; measure: ${measure}`)
  const kind = dimensions.find(one => one === dimension)
  // Whoever names one and leaves Everything above it has said enough.
  const of = under('member', () =>
    kind ? memberOf(kind, member, known) : member ? memberCalled(member, known) : undefined,
  )
  if (of && 'errors' in of) return of
  const direction = passing === 'above' ? 'above' : 'below'
  const rule = { measure, ...(of && { of }), passing: direction } as const
  const refused = under('measure', () => checkRule({ ...rule, threshold: 0 }))
  return refused ?? under('threshold', () => checked(measure, of, direction, threshold, company))
}
