import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { everything } from '../src/access.ts'
import { analyst } from '../src/analyst.ts'
import { UserError } from '../src/errors.ts'
import { topcustomers } from '../src/insights/topcustomers.ts'
import { members } from '../src/names/members.ts'
import { checkTyped } from '../src/names/tokens.ts'
import { targetTyped } from '../src/targets/written.ts'
import { typedAlert } from '../src/wishes/alert-asked.ts'
import { weekTime } from '../src/wishes/week-time.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { sampleDatabase } from './helpers/database.ts'

/*
 * Whatever is typed is answered, or refused in a sentence: control characters, halves of surrogate pairs, marks of other
 * scripts and very long texts included.
 */

const odd = fc.constantFrom(
  '\0',
  '\x07',
  '\x1b[31m',
  '\ud800',
  '\udc00',
  '\uffff',
  '\u202e',
  '\u200b',
  '"',
  ':',
  ',',
  'İ',
)
const text = fc
  .array(
    fc.oneof(
      odd,
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom('customer:', 'region:', ' ', 'last week'),
    ),
    {
      maxLength: 8,
    },
  )
  .map(parts => parts.join(''))

let ask: ReturnType<typeof analyst>['answer']
beforeAll(async () => {
  ask = analyst({ reader: (await sampleDatabase()).reader, company, now: clock }).answer
})

/** What somebody is told: nothing where it was answered. */
async function refusal(work: () => unknown): Promise<unknown> {
  try {
    await work()
    return undefined
  } catch (error) {
    return error
  }
}

const expectSaid = (error: unknown) => {
  if (error === undefined) return
  expect(error).toBeInstanceOf(UserError)
  // A terminal would obey a control character that is quoted back.
  expect(String(error)).not.toMatch(/[^\P{Cc}\t\n\r]/u)
}

test('Any text after a command is answered or refused in a sentence', () =>
  fc.assert(
    fc.asyncProperty(text, async typed =>
      expectSaid(await refusal(() => ask({ insight: topcustomers, text: typed, scope: everything }))),
    ),
    { numRuns: 150, examples: [['region:"a\0b"'], ['customer:a\0b'], ['x'.repeat(10_000)]] },
  ))

test('Any text that asks for an alert, a target or a digest is understood or refused in a sentence', () => {
  const nobody = members([])
  const known = { region: nobody, channel: nobody, category: nobody, product: nobody }
  return fc.assert(
    fc.asyncProperty(text, async typed => {
      expectSaid(await refusal(() => typedAlert(typed)))
      expectSaid(await refusal(() => typedAlert(`net sales of ${typed} below 50k`)))
      expectSaid(await refusal(() => targetTyped(`net sales ${typed} june 2026 5k`, known, company)))
      expectSaid(await refusal(() => weekTime(typed)))
    }),
  )
})

test('A character that cannot be seen is named by its number', () => {
  expect(() => checkTyped('a\0b')).toThrow('Your text holds a character that cannot be read (U+0000).')
  expect(() => checkTyped('\ud800')).toThrow('(U+D800)')
  expect(() => checkTyped('a\tb\nc – 東京 👩‍👩‍👧')).not.toThrow()
})
