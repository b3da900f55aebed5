import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ActionsBlock, Button, StaticSelect } from '@slack/types'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { beforeAll, describe, expect, test } from 'vitest'
import { signature } from '../playground/deliver.ts'
import type { Message as Shown } from '../playground/shapes.ts'
import type { LocalSlack } from '../playground/slack.ts'
import { everything } from '../src/access.ts'
import { analyst } from '../src/analyst.ts'
import { columnsOf, headed } from '../src/cell.ts'
import { heard } from '../src/heard.ts'
import type { Answer, Insight, Row } from '../src/insight.ts'
import { insights } from '../src/insights/index.ts'
import { logger } from '../src/log.ts'
import { allMeasures } from '../src/measures.ts'
import type { Message } from '../src/slack/blocks.ts'
import { changes } from '../src/slack/changes.ts'
import { controls, periods } from '../src/slack/controls.ts'
import { explain } from '../src/slack/explain.ts'
import { seal } from '../src/slack/seal.ts'
import { typed } from '../src/slack/text.ts'
import { exactly, inWords, openQuestion, shutQuestion, told } from '../src/slack/trail.ts'
import { orm } from '../src/tx.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { sampleDatabase } from './helpers/database.ts'
import {
  chart,
  direct,
  image,
  labels,
  mine,
  sales,
  start,
  table,
  updates,
  voice,
  whisper,
  words,
  you,
} from './helpers/tilly.ts'

const tom = 'U0TOMO0002'

const rows = ({ blocks }: Shown) => blocks.filter((block): block is ActionsBlock => block.type === 'actions')
const elements = (shown: Shown) => rows(shown).flatMap(block => block.elements)
const buttons = (shown: Shown) => elements(shown).filter((one): one is Button => one.type === 'button')
const menu = (shown: Shown) =>
  elements(shown).find((one): one is StaticSelect => one.type === 'static_select')
const headline = ({ text }: Shown) => text.split('. ')[0]

/** An answer in the direct message, with its picture. */
async function answered(slack: LocalSlack, command: string) {
  await slack.command(command, { channel: you })
  return slack.until(() => mine(slack).findLast(image))
}

/** An answer that was shared in #sales. */
async function shared(slack: LocalSlack, command = '/topcustomers') {
  await slack.command(command, { channel: 'sales' })
  await slack.click(await whisper(slack, 'sales'), 'Share here')
  return slack.until(() => slack.messages('sales').find(image))
}

/** A question whose answers of some periods wait until they are let go. */
function held(isHeld: (answer: Answer) => boolean, change: (answer: Answer) => Answer = answer => answer) {
  const waiting: (() => void)[] = []
  const [weeklysales, ...others] = insights
  const insight: Insight = {
    ...weeklysales,
    async answer(...question) {
      const found = change(await weeklysales.answer(...question))
      if (isHeld(found)) await new Promise<void>(resolve => waiting.push(resolve))
      return found
    },
  }
  return {
    questions: [insight, ...others],
    waiting,
    release: () => {
      for (const go of waiting.splice(0)) go()
    },
  }
}

describe('A follow-up or another period', () => {
  test('takes the place of the answer: words and table at once, then the picture, and a way back', async () => {
    const { slack } = await start()
    const posted = await answered(slack, '/weeklysales')
    const before = structuredClone(posted)
    expect(labels(posted)).toEqual(['Top customers', 'Returns', 'CSV', 'How is this computed?'])
    await slack.click(posted, 'Top customers')
    await slack.until(() => labels(posted).includes('← Back') && image(posted))
    expect(labels(posted)).toEqual(['← Back', 'Week by week', 'Returns', 'CSV', 'How is this computed?'])
    const [first, second] = updates(slack).slice(1)
    expect(String(first?.args.blocks)).not.toContain('slack_file')
    expect(String(first?.args.blocks)).toContain('"type":"table"')
    expect(String(second?.args.blocks)).toContain('slack_file')
    await slack.click(posted, '← Back')
    await slack.until(() => headline(posted) === headline(before) && image(posted))
    expect(table(posted)?.rows).toEqual(table(before)?.rows)
    expect(labels(posted)).toEqual(labels(before))
    expect(mine(slack)).toHaveLength(1)
    expect(slack.ephemerals(you, you)).toEqual([])
  })

  test('leads back through every question there was', async () => {
    const { slack } = await start()
    const posted = await answered(slack, '/weeklysales')
    const seen = [headline(posted)]
    for (const next of ['Top customers', 'Returns', 'Week by week']) {
      await slack.click(posted, next)
      await slack.until(() => headline(posted) !== seen.at(-1))
      seen.push(headline(posted))
    }
    for (const before of seen.slice(0, -1).toReversed()) {
      await slack.click(posted, '← Back')
      await slack.until(() => headline(posted) === before)
    }
    expect(labels(posted)).not.toContain('← Back')
  })

  test('about another period keeps how many and the filters', async () => {
    const { slack } = await start()
    const posted = await answered(slack, '/topcustomers 3 last quarter channel:online')
    await slack.select(posted, 'period', 'Last week')
    await slack.until(() => posted.text.includes('22 to 28 June 2026') || posted.text.includes('week'))
    expect(table(posted)?.rows).toHaveLength(4)
    expect(words(posted)).toContain('channel online')
    await slack.select(posted, 'period', 'All time')
    await slack.until(() => posted.text.includes('all time'))
    expect(table(posted)?.rows).toHaveLength(4)
    expect(words(posted)).toContain('channel online')
  })

  test('leaves what was shared as it is, and answers whoever presses privately', async () => {
    const { slack } = await start()
    const posted = await shared(slack)
    const before = structuredClone(posted)
    for (const [at, who] of [tom, you].entries()) {
      await slack.select(posted, 'period', 'Last month', who)
      await slack.until(() =>
        slack
          .messages(who)
          .filter(({ text }) => text.includes('May 2026'))
          .find(image),
      )
      await slack.click(posted, 'Returns', who)
      await slack.until(() => slack.messages(who).filter(image).length >= 2 + (at === 1 ? 1 : 0))
      expect(slack.ephemerals(who, 'sales').some(said => labels(said).includes('Share here'))).toBe(true)
    }
    expect({ ...posted, state: undefined }).toEqual({ ...before, state: undefined })
    expect(slack.messages('sales')).toHaveLength(1)
  })

  test('that cannot be answered leaves the answer, and says why', async () => {
    const [weeklysales, ...others] = insights
    const failing: Insight = { ...weeklysales, answer: () => Promise.reject(new Error('a bug')) }
    const { slack } = await start({ questions: [failing, ...others] })
    const posted = await answered(slack, '/topcustomers')
    const before = structuredClone(posted)
    await slack.click(posted, 'Week by week')
    expect((await whisper(slack, you)).text).toContain('That broke on our side')
    expect(posted).toEqual(before)
  })

  test('comes as a message of its own where the answer was deleted meanwhile', async () => {
    const { questions, waiting, release } = held(() => true)
    const { slack } = await start({ questions })
    const posted = await answered(slack, '/topcustomers')
    await slack.click(posted, 'Week by week')
    await expect.poll(() => waiting.length).toBe(1)
    slack.workspace.remove(posted)
    release()
    const anew = await slack.until(() => mine(slack).find(image))
    expect(anew.ts).not.toBe(posted.ts)
    expect(labels(anew)).toContain('← Back')
    await slack.click(anew, '← Back')
    await slack.until(() => headline(anew) === headline(posted))
  })

  test.each(['message_not_found', 'cant_update_message', 'edit_window_closed'])(
    'comes as a message of its own where Slack refuses the change with %s',
    async error => {
      const { slack } = await start()
      const posted = await answered(slack, '/topcustomers')
      slack.faults.add({ kind: 'refused', method: 'chat.update', error, times: 1 })
      await slack.click(posted, 'Returns')
      await slack.until(() => mine(slack).filter(image).length === 2)
    },
  )

  test.each([
    ['too many calls', { kind: 'ratelimited', retryAfter: 1 }],
    ['an answer that got lost', { kind: 'unavailable-after' }],
    ['a cut connection', { kind: 'cut' }],
  ] as const)('takes its place after %s, once', async (_, fault) => {
    const { slack } = await start()
    const posted = await answered(slack, '/topcustomers')
    slack.faults.add({ ...fault, method: 'chat.update', times: 1 })
    await slack.click(posted, 'Returns')
    await slack.until(() => words(posted)?.includes('"Product"') && image(posted))
    expect(mine(slack)).toHaveLength(1)
  })
})

describe('Two presses at once', () => {
  const of = (label: string) => (answer: Answer) => answer.asked.period.label.includes(label)

  test('end with the answer to the last one, however late the first is found', async () => {
    const { questions, waiting, release } = held(of('May'))
    const { slack } = await start({ questions })
    const posted = await answered(slack, '/weeklysales')
    await slack.select(posted, 'period', 'Last month')
    await expect.poll(() => waiting.length).toBe(1)
    await slack.select(posted, 'period', 'Last quarter')
    await slack.until(() => posted.text.includes('Q1 2026') && image(posted))
    const count = updates(slack).length
    release()
    await sleep(300)
    expect(posted.text).toContain('Q1 2026')
    expect(updates(slack)).toHaveLength(count)
    expect(mine(slack)).toHaveLength(1)
  })

  test('never put the picture of the first on the answer to the second', async () => {
    const { slack } = await start()
    const posted = await answered(slack, '/weeklysales')
    slack.faults.add({ kind: 'late-file', wait: 700, times: 1 })
    await slack.select(posted, 'period', 'Last month')
    await slack.until(() => posted.text.includes('May 2026'))
    await slack.click(posted, 'Top customers')
    await slack.until(() => posted.text.includes('customer') && image(posted))
    const shown = structuredClone(posted.blocks)
    await sleep(1200)
    expect(posted.blocks).toEqual(shown)
    expect(image(posted)?.alt_text).toContain('customer')
  })

  test('never put the picture of the answer as it was posted on the one that took its place', async () => {
    const { slack } = await start()
    slack.faults.add({ kind: 'late-file', wait: 700, times: 1 })
    await slack.command('/weeklysales', { channel: you })
    const posted = await direct(slack)
    await slack.click(posted, 'Returns')
    await slack.until(() => words(posted)?.includes('"Product"') && image(posted))
    await sleep(1200)
    expect(words(posted)).toContain('"Product"')
    expect(image(posted)?.alt_text).toContain('eturn')
  })

  test('keep their order whatever the order in which answers and changes come through', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ answer: fc.nat(8), words: fc.nat(8), picture: fc.nat(8), press: fc.nat(8) }), {
          minLength: 1,
          maxLength: 5,
        }),
        async presses => {
          const { posted, pressed } = changes(heard(orm(sales().owner), logger('silent')))
          const wait = (steps: number) => sleep(steps)
          const place = { channel: 'D1', ts: randomUUID() }
          let shown = 'words 0'
          const seen: string[] = [shown]
          const show = async (what: string, steps: number) => {
            await wait(steps)
            shown = what
            seen.push(what)
            return true
          }
          const first = posted(place)
          const picture = wait(4).then(() => first.picture(() => show('picture 0', 3)))
          let at = 0
          const others: Promise<unknown>[] = []
          for (const press of presses) {
            await wait(press.press)
            const number = ++at
            const change = pressed(place, number)
            others.push(
              wait(press.answer).then(async () => {
                if (await change.words(() => show(`words ${number}`, press.words)))
                  await change.picture(() => show(`picture ${number}`, press.picture))
              }),
            )
          }
          await Promise.all([picture, ...others])
          expect(shown).toBe(`picture ${at}`)
          for (const [index, what] of seen.entries())
            if (what.startsWith('picture')) expect(seen[index - 1]).toBe(what.replace('picture', 'words'))
        },
      ),
      { numRuns: 25 },
    )
  })
})

describe('CSV', () => {
  const whole = Array.from(
    { length: 1500 },
    (_, at): Row => ({
      ...{ week: '2026-06-22', net: at + 0.25, orders: at, customers: 1, returns: 0, cancellations: 0 },
      ...{ gross: 1, discounts: 0, adjustments: 0, complete: true },
    }),
  )
  const files = (slack: LocalSlack, user: string) =>
    slack.messages(user).flatMap(({ files = [] }) => files.map(({ id }) => slack.file(id)))
  const content = (file: ReturnType<LocalSlack['file']>): Record<string, string>[] =>
    parse(file?.bytes ?? '', { columns: true, bom: true })

  test('sends all rows, more than the message shows, to the direct message and says so', async () => {
    const { questions } = held(
      () => false,
      answer => ({ ...answer, rows: whole }),
    )
    const { slack } = await start({ questions })
    const posted = await answered(slack, '/weeklysales')
    expect(table(posted)?.rows).toHaveLength(100)
    await slack.click(posted, 'CSV')
    const [file] = await slack.until(() => files(slack, you).length > 0 && files(slack, you))
    const sent = content(file)
    expect(sent).toHaveLength(1500)
    expect(sent.map(row => Number(row['Net sales (GBP)']))).toEqual(whole.map(({ net }) => net))
    const headings = Object.keys(sent[0] ?? {}).map(heading => heading.replace(' (GBP)', ''))
    const titles = Object.values(insights[0].columns).map(({ title }) => title)
    expect(headings.toSorted()).toEqual(titles.toSorted())
    const [shown = []] = table(posted)?.rows ?? []
    expect(headings.slice(0, shown.length)).toEqual(shown.map(cell => ('text' in cell ? cell.text : '')))
    expect(file?.name).toBe('weeklysales-2026-04-06-to-2026-06-28.csv')
    expect((await whisper(slack, you)).text).toBe(
      '1,500 rows as a CSV file: on the way to our direct message.',
    )
  })

  test('holds the rows of the question as it was asked, in days that do not move', async () => {
    const { slack } = await start()
    const posted = await answered(slack, '/topcustomers 3 last quarter')
    await slack.click(posted, 'CSV')
    const [file] = await slack.until(() => files(slack, you).length > 0 && files(slack, you))
    expect(content(file)).toHaveLength(3)
    expect(file?.name).toBe('topcustomers-2026-02-09-to-2026-03-31.csv')
  })

  test('of a shared answer goes to the direct message of whoever presses, never to the channel', async () => {
    const { slack } = await start()
    const posted = await shared(slack)
    await slack.click(posted, 'CSV', tom)
    await slack.until(() => files(slack, tom).length > 0)
    expect(files(slack, you)).toEqual([])
    expect(slack.messages('sales')).toHaveLength(1)
    const said = await slack.until(() => slack.ephemerals(tom, 'sales')[0])
    expect(said.text).toContain('5 rows as a CSV file')
    const completed = slack.calls.filter(({ method }) => method === 'files.completeUploadExternal')
    for (const { args } of completed) expect(String(args.channel_id ?? 'D')).toMatch(/^D/)
  })

  test('pressed twice is sent once', async () => {
    const { slack } = await start()
    const posted = await answered(slack, '/topcustomers')
    // Both presses come while the file is still on its way.
    slack.faults.add({ kind: 'slow', method: 'files.completeUploadExternal', wait: 500 })
    await Promise.all([slack.click(posted, 'CSV'), slack.click(posted, 'CSV')])
    await whisper(slack, you)
    await sleep(200)
    expect(files(slack, you)).toHaveLength(1)
  })

  test.each([
    ['files.getUploadURLExternal', 'file_uploads_disabled'],
    ['files.completeUploadExternal', 'file_upload_size_restricted'],
    ['conversations.open', 'missing_scope'],
  ])('says in a sentence that %s was refused', async (method, error) => {
    const { slack } = await start()
    const posted = await answered(slack, '/topcustomers')
    slack.faults.add({ kind: 'refused', method, error })
    await slack.click(posted, 'CSV')
    expect((await whisper(slack, you)).text).toContain(`Slack does not let me send you the file (${error}).`)
    expect(files(slack, you)).toEqual([])
  })

  test('is not sent twice where Slack took it without saying so', async () => {
    const { slack } = await start()
    const posted = await answered(slack, '/topcustomers')
    slack.faults.add({ kind: 'unavailable-after', method: 'files.completeUploadExternal', times: 1 })
    await slack.click(posted, 'CSV')
    expect((await whisper(slack, you)).text).toContain('Slack did not say whether it took the file.')
    expect(files(slack, you)).toHaveLength(1)
  })

  test('that breaks on the way is said with a reference', async () => {
    const { slack } = await start()
    const posted = await answered(slack, '/topcustomers')
    slack.faults.add({ kind: 'unavailable', method: 'upload' })
    await slack.click(posted, 'CSV')
    expect((await whisper(slack, you)).text).toContain('That broke on our side')
    expect(files(slack, you)).toEqual([])
  })

  test('whose bytes were lost on the way is sent again', async () => {
    const { slack } = await start()
    const posted = await answered(slack, '/topcustomers')
    slack.faults.add({ kind: 'unavailable', method: 'upload', times: 1 })
    await slack.click(posted, 'CSV')
    await slack.until(() => files(slack, you).length > 0)
    expect(files(slack, you)).toHaveLength(1)
  })

  test('whose file is never ready was announced as on the way, and nothing more', async () => {
    const { slack } = await start()
    const posted = await answered(slack, '/topcustomers')
    slack.faults.add({ kind: 'never-ready' })
    await slack.click(posted, 'CSV')
    expect((await whisper(slack, you)).text).toContain('on the way')
  })
})

describe('How is this computed?', () => {
  test('is answered in the thread of a direct message: columns, days, filters, how far the data goes', async () => {
    const { slack } = await start()
    const posted = await answered(slack, '/topcustomers 2 last month region:"North & <South>"')
    await slack.click(posted, 'How is this computed?')
    const reply = await slack.until(() => mine(slack).find(({ threadTs }) => threadTs === posted.ts))
    const said = words(reply) ?? ''
    for (const cell of table(posted)?.rows[0] ?? [])
      expect(said).toContain(`"${'text' in cell && cell.text}: "`)
    expect(said).toContain('1 May 2026 to 31 May 2026, both days included')
    expect(said).toContain('region North & <South>')
    expect(said).toContain('The list ends after 2.')
    expect(said).toContain('complete through 28 June 2026')
    expect(said).not.toContain('"mrkdwn"')
    expect(reply.text).toContain('North &amp; &lt;South&gt;')
    expect(slack.ephemerals(you, you)).toEqual([])
  })

  test('keeps to the days of the answer when the words would mean others by now', async () => {
    const { slack } = await start()
    const posted = await answered(slack, '/topcustomers last week')
    const how = buttons(posted).find(one => one.action_id === 'how')
    const own = seal(slack.token)
    const { words, exact } = openQuestion(how?.value ?? '', 'how', own)
    expect(exact?.period).toBe('2026-06-22..2026-06-28')
    // As if a week had passed: the words now mean other days than the message shows.
    if (how)
      how.value =
        shutQuestion('how', words, exact && { ...exact, period: '2026-06-15..2026-06-21' }, own) ?? ''
    await slack.click(posted, 'How is this computed?')
    const reply = await slack.until(() => mine(slack).find(({ threadTs }) => threadTs === posted.ts))
    expect(reply.text).toContain('Period: 15 June 2026 to 21 June 2026')
  })

  test('names its question first as people call it, for by then another may stand above it', async () => {
    const { slack } = await start()
    const posted = await answered(slack, '/topcustomers last month')
    await slack.click(posted, 'How is this computed?')
    const reply = await slack.until(() => mine(slack).find(({ threadTs }) => threadTs === posted.ts))
    await slack.select(posted, 'period', 'Last week')
    await slack.until(() => !posted.text.includes('May 2026'))
    expect(reply.blocks[0]).toMatchObject({
      text: {
        text: expect.stringMatching(
          /^How this is computed: The customers who bring the most net sales, .*May 2026/,
        ),
      },
    })
  })

  test('of a shared answer is answered unseen by others', async () => {
    const { slack } = await start()
    const posted = await shared(slack)
    await slack.click(posted, 'How is this computed?', tom)
    const said = await slack.until(() => slack.ephemerals(tom, 'sales')[0])
    expect(words(said)).toContain('none, so everything that you may see is counted')
    expect(slack.messages('sales')).toHaveLength(1)
  })

  test('says of one day that it is one, and of a part that it is one', async () => {
    const asking = analyst({
      reader: sales().reader,
      company,
      now: () => Temporal.Instant.from('2026-06-29T09:00:00Z'),
    })
    const [weeklysales] = insights
    const said = async (text: string) =>
      explain(await asking.answer({ insight: weeklysales, text, scope: everything }), weeklysales, voice).text
    expect(await said('2026-06-01')).toContain('Period: 1 June 2026.')
    expect(await said('2026-06-01..2026-07-31')).toContain('; part of it is not complete in the data.')
    expect(await said('last week')).not.toContain('not complete')
  })

  const lists = (shown: Message) =>
    shown.blocks.flatMap(block =>
      block.type === 'rich_text' && 'elements' in block
        ? block.elements.flatMap(list =>
            list.type === 'rich_text_list'
              ? [
                  list.elements.map(({ elements }) =>
                    elements.map(one => ('text' in one ? one.text : '')).join(''),
                  ),
                ]
              : [],
          )
        : [],
    )
  const found: Answer = {
    ...{ insight: 'made', asOf: '2026-06-27', dataThrough: '2026-06-28' },
    asked: {
      period: { from: '2026-06-01', to: '2026-06-15', label: 'two weeks', complete: true, unit: 'week' },
    },
    ...{ headline: '', detail: '', context: '', chart: null, rows: [{ change: 1 }], next: [] },
  }

  test('tells of the columns that are seen, and of the days they are compared with', () => {
    const made: Insight = {
      ...insights[0],
      columns: {
        name: { title: 'Product', as: 'text' },
        change: { title: 'Change', as: 'change', means: 'Net sales less those of the period before' },
        previous: { title: 'Before', as: 'money', means: 'Net sales of the period before', before: true },
        code: { title: 'Code', as: 'text', means: 'What the shop calls it', detail: true },
      },
    }
    expect(lists(explain(found, made, voice))).toEqual([
      ['Change: Net sales less those of the period before', 'Before: Net sales of the period before'],
      [
        'Compared with: the period before, 18 May 2026 to 31 May 2026, both days included',
        'Period: 1 June 2026 to 14 June 2026, both days included',
        'Filters: none, so everything that you may see is counted',
        'Data: through 28 June 2026; the last complete day is 27 June 2026',
      ],
    ])
    expect(explain({ ...found, rows: [] }, made, voice).text).not.toContain('Compared with')
  })

  test('tells of the measures where no column says what it means', () => {
    const made: Insight = {
      ...insights[0],
      measures: ['netSales'],
      columns: { net: { title: 'Net', as: 'money' } },
    }
    expect(lists(explain(found, made, voice))[0]).toEqual([`Net sales: ${allMeasures.netSales.about}`])
  })

  test('tells of every measure where each has a row', () => {
    const kpis = insights.find(({ name }) => name === 'kpis')
    if (!kpis) throw new Error('there is a question of measures')
    const [, measures] = lists(explain(found, kpis, voice))
    expect(measures).toHaveLength(kpis.measures.length)
    expect(measures).toContain(`Repeat rate: ${allMeasures.repeatRate.about}`)
    expect(measures).toContain(
      'Returns and cancellations: Merchandise that came back or was called off, at what was charged, on the day of either',
    )
  })

  test('says of no column and of no measure its name alone', () => {
    for (const insight of insights)
      for (const line of lists(explain(found, insight, voice)).flat()) {
        const [name = '', ...said] = line.split(': ')
        expect(said.join(': '), insight.name).not.toBe(name)
      }
  })

  test.each(insights.map(insight => ({ insight, name: insight.name })))(
    'of /$name has three to six lines about its columns, each by the title that the table gives it',
    ({ insight }) => {
      const [lines = []] = lists(explain(found, insight, voice))
      const titles = columnsOf(headed(insight.columns, found.asked)).shown.map(([, { title }]) => title)
      expect(lines.map(line => line.split(': ')[0])).toEqual(titles)
      expect(lines.length).toBeGreaterThanOrEqual(3)
      expect(lines.length).toBeLessThanOrEqual(6)
    },
  )
})

describe('What a message carries', () => {
  let sample: Awaited<ReturnType<typeof sampleDatabase>>
  beforeAll(async () => {
    sample = await sampleDatabase()
  })

  test.each(
    insights.flatMap(insight => insight.examples.map(text => ({ insight, text, name: insight.name }))),
  )(
    'asks /$name $text again to the day, and about every period that is offered',
    async ({ insight, text }) => {
      const { answer } = analyst({ reader: sample.reader, company, now: clock })
      const ask = (words: string) =>
        answer({ insight, text: words.replace(insight.name, ''), scope: everything })
      const found = await ask(text)
      const exact = exactly(found, insight)
      if (!exact) throw new Error('a question that can be asked again')
      const again = await ask(inWords(exact))
      const { from, to } = found.asked.period
      expect(again.asked).toMatchObject({ ...found.asked, period: { from, to } })
      expect(again.rows).toEqual(found.rows)
      for (const other of periods) {
        const { asked } = await ask(inWords(exact, other))
        expect({ ...asked, period: '' }).toEqual({ ...found.asked, period: '' })
        // Who is asked about stays; of the other questions the period alone is asked.
        const whom = insight.word === 'customer' ? `${insight.examples[0]} ` : ''
        expect(asked.period).toEqual((await ask(`${whom}${other}`)).asked.period)
      }
    },
  )

  test('is sealed, every value of every button and menu', async () => {
    const { slack } = await start()
    const posted = await shared(slack)
    await slack.command('/returns', { channel: you })
    const own = await slack.until(() =>
      mine(slack).find(one => image(one) && words(one)?.includes('"Product"')),
    )
    await slack.click(own, 'Top customers')
    await slack.until(() => labels(own).includes('← Back'))
    const asides = slack.ephemerals(you, 'sales')
    const values = [posted, own, ...mine(slack), ...asides].flatMap(shown => [
      ...buttons(shown).flatMap(({ value, url }) => (url ? [] : [value])),
      ...(menu(shown)?.options?.map(({ value }) => value) ?? []),
    ])
    expect(values.length).toBeGreaterThan(20)
    for (const value of values) expect(value).toMatch(/^1\.[\w-]{22}\.[\w-]+$/)
  })

  test('comes back as it was for the same token and purpose, and for no other', () => {
    const own = seal('xoxb-own')
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.nat(),
        fc.string(),
        (text, at, other) => {
          const value = own.shut('ask', text)
          if (!value) return
          expect(value.length).toBeLessThanOrEqual(2000)
          expect(own.open('ask', value)).toBe(Buffer.from(text).toString())
          expect(() => own.open('csv', value)).toThrow('does not carry what I gave it')
          expect(() => seal('xoxb-other').open('ask', value)).toThrow('does not carry what I gave it')
          expect(() => own.open('ask', other)).toThrow('older version')
          const turned = [...value]
          const index = 2 + (at % (turned.length - 2))
          turned[index] = turned[index] === 'A' ? 'w' : 'A'
          const changed = turned.join('')
          // The last character of base64url has bits that say nothing.
          if (Buffer.from(changed.slice(25), 'base64url').equals(Buffer.from(value.slice(25), 'base64url')))
            return
          expect(() => own.open('ask', changed)).toThrow(/does not carry|older version/)
        },
      ),
    )
  })

  test('forgets the oldest questions before it grows too long for Slack', () => {
    const own = seal('xoxb-own')
    const [weeklysales] = insights
    const found: Answer = {
      insight: 'weeklysales',
      asked: { period: { from: '2026-01-01', to: '2026-06-29', label: 'June', complete: true, unit: 'day' } },
      ...{ asOf: '2026-06-28', dataThrough: '2026-06-28', headline: 'h', detail: '', context: '' },
      ...{ chart: null, rows: [{ week: '2026-06-22' }], next: [] },
    }
    const before = Array.from({ length: 60 }, (_, at) => `weeklysales ${at} ${'x'.repeat(300)}`)
    const made = controls(found, weeklysales, { words: 'weeklysales', before }, { seal: own, isKept: true })
    const kept = told(made, own)?.before ?? []
    expect(kept.length).toBeGreaterThan(2)
    expect(kept).toEqual(before.slice(0, kept.length))
  })

  test('of a question too long to be carried is left out, and its answer is given all the same', async () => {
    const { owner, reader } = await sampleDatabase()
    const { slack } = await start({ reader })
    // A code is shorter than the name by which it is asked again.
    const products = await owner<{ key: string }[]>`select key from products order by key limit 30`
    const long = products.map(({ key }) => `product:${key}`).join(' ')
    await slack.command(`/weeklysales ${long}`, { channel: you })
    const posted = await slack.until(() => mine(slack).find(image))
    expect(menu(posted)).toBeUndefined()
    expect(labels(posted)).toContain('How is this computed?')
    await slack.click(posted, 'CSV')
    await slack.until(() => mine(slack).some(({ files }) => files))
  })

  const forged = seal('xoxb-of-another-workspace')
  test.each([
    ['a follow-up of before', 'ask-0', 'topcustomers last quarter', 'from an older version of me'],
    ['a file of before', 'csv', '', 'from an older version of me'],
    [
      'a follow-up of another app',
      'ask-0',
      forged.shut('ask', 'returns') ?? '',
      'does not carry what I gave it',
    ],
    ['a file of another app', 'csv', forged.shut('csv', 'returns') ?? '', 'does not carry what I gave it'],
    ['an explanation of another app', 'how', forged.shut('how', '{}') ?? '', 'does not carry what I gave it'],
    ['a very long value', 'csv', '1.'.padEnd(5_000, 'x'), 'from an older version of me'],
  ])('is refused with a sentence where it is %s', async (_, id, value, sentence) => {
    const { slack } = await start()
    const posted = await answered(slack, '/weeklysales')
    const count = slack.calls.length
    const button = buttons(posted).find(one => one.action_id === id)
    if (button) button.value = value
    await slack.click(posted, id)
    const said = await whisper(slack, you)
    expect(said.text).toContain(sentence)
    expect(said.text).toContain('Ask again')
    expect(slack.calls).toHaveLength(count)
  })

  test('is refused where a menu offers what it was not given, or the message no longer tells its question', async () => {
    const { slack } = await start()
    const posted = await answered(slack, '/weeklysales')
    const [first, second] = menu(posted)?.options ?? []
    if (!first || !second) throw new Error('a menu of periods')
    first.value = 'last century'
    await slack.select(posted, 'period', first.text.text)
    expect((await whisper(slack, you)).text).toContain('older version')
    const how = buttons(posted).find(one => one.action_id === 'how')
    if (how) how.value = forged.shut('how', JSON.stringify({ words: 'returns' })) ?? ''
    await slack.select(posted, 'period', second.text.text)
    expect((await whisper(slack, you, 2)).text).toContain('does not carry')
    expect(posted.edited).toBe(true)
    expect(updates(slack)).toHaveLength(1)
  })

  test('is refused of Share here and Undo, too, and nothing is posted or deleted', async () => {
    const { slack } = await start()
    await slack.command('/returns', { channel: 'sales' })
    const said = await whisper(slack, 'sales')
    const tampered = structuredClone(said)
    for (const button of buttons(tampered)) button.value = 'topcustomers'
    await slack.click(tampered, 'Share here')
    expect((await whisper(slack, 'sales', 2)).text).toContain('older version')
    expect(slack.messages('sales')).toEqual([])
    await slack.click(said, 'Share here')
    const posted = await slack.until(() => slack.messages('sales').find(image))
    await slack.until(() => said.text === 'Shared here.')
    const undo = structuredClone(said)
    for (const button of buttons(undo)) button.value = `${you} ${posted.channel} ${posted.ts}`
    await slack.click(undo, 'Undo')
    expect((await whisper(slack, 'sales', 3)).text).toContain('older version')
    expect(slack.messages('sales')).toHaveLength(1)
  })
})

describe('What Slack does to an app', () => {
  const usedUp = (slack: LocalSlack) => {
    const url = String(slack.deliveries.at(-1)?.form.response_url)
    return Promise.all(
      Array.from({ length: 5 }, () =>
        fetch(url, { method: 'POST', body: JSON.stringify({ text: 'used', replace_original: true }) }),
      ),
    )
  }

  test('a response_url used up: whoever asked is told in the channel all the same, unseen by others', async () => {
    const { questions, waiting, release } = held(() => true)
    const { slack } = await start({ questions })
    await slack.command('/weeklysales', { channel: 'sales' })
    await expect.poll(() => waiting.length).toBe(1)
    await usedUp(slack)
    release()
    const said = await slack.until(() =>
      slack.ephemerals(you, 'sales').find(one => labels(one).includes('Share here')),
    )
    expect(slack.calls.filter(({ method }) => method === 'chat.postEphemeral')).toHaveLength(1)
    await slack.click(said, 'Share here')
    await slack.until(() => slack.messages('sales').find(image))
  })

  test('a response_url used up where the bot is no member: they are told in their direct message', async () => {
    const { questions, waiting, release } = held(() => true)
    const { slack } = await start({ questions })
    await slack.command('/weeklysales', { channel: 'warehouse' })
    await expect.poll(() => waiting.length).toBe(1)
    await usedUp(slack)
    release()
    await slack.until(() => mine(slack).find(one => labels(one).includes('Share here')))
    expect(slack.messages('warehouse')).toEqual([])
  })

  test('a response_url past its half hour: the same', async () => {
    let ahead = 0
    const { questions, waiting, release } = held(() => true)
    const { slack } = await start({ questions, now: () => Date.now() + ahead })
    await slack.command('/weeklysales', { channel: 'sales' })
    await expect.poll(() => waiting.length).toBe(1)
    ahead = 31 * 60_000
    release()
    await slack.until(() => slack.ephemerals(you, 'sales').find(one => labels(one).includes('Share here')))
  })

  test('an archived channel: sharing says so, and what was shared there answers still', async () => {
    const { slack } = await start()
    const posted = await shared(slack)
    await slack.command('/returns', { channel: 'sales' })
    const said = await whisper(slack, 'sales', 2)
    slack.admin.archive('sales')
    await slack.click(said, 'Share here')
    await slack.until(() =>
      slack.ephemerals(you, 'sales').find(({ text }) => text.startsWith('This channel is archived')),
    )
    expect(slack.messages('sales')).toHaveLength(1)
    await slack.click(posted, 'Week by week', tom)
    await slack.until(() => slack.messages(tom).find(image))
  })

  test('a channel the bot was taken out of: sharing says how to invite it', async () => {
    const { slack } = await start()
    await slack.command('/returns', { channel: 'sales' })
    const said = await whisper(slack, 'sales')
    slack.admin.remove('sales')
    await slack.click(said, 'Share here')
    expect((await whisper(slack, 'sales', 2)).text).toContain('/invite @tilly')
  })

  test('a person deactivated while the answer was found: nothing breaks, and others are answered', async () => {
    const { questions, waiting, release } = held(() => true)
    const { slack, lines } = await start({ questions })
    await slack.command('/weeklysales', { channel: 'sales', user: tom })
    await expect.poll(() => waiting.length).toBe(1)
    slack.admin.deactivate(tom)
    release()
    await expect.poll(() => lines.some(line => line.includes('user_disabled'))).toBe(true)
    await slack.command('/returns', { channel: you })
    await slack.until(() => mine(slack).find(image))
    expect(slack.messages('sales')).toEqual([])
  })

  test('a revoked token: whoever asks is answered in the reply, and nothing is public', async () => {
    const { slack } = await start()
    await slack.command('/returns', { channel: 'sales' })
    const said = await whisper(slack, 'sales')
    await slack.until(() => mine(slack).find(image))
    await slack.admin.revoke()
    await slack.click(said, 'Share here')
    expect((await whisper(slack, 'sales', 2)).text).toContain(
      'no longer accepts me in this workspace (token_revoked)',
    )
    await slack.command('/weeklysales', { channel: 'sales' })
    const answer = await slack.until(() => slack.ephemerals(you, 'sales').find(table))
    expect(chart(answer)).toBeDefined()
    expect(menu(answer)).toBeUndefined()
    expect(slack.messages('sales')).toEqual([])
    slack.admin.restore()
    await slack.click(answer, 'Returns')
    await slack.until(() => mine(slack).filter(image).length === 2)
  })

  test('more calls than Slack takes: everything arrives, later', async () => {
    const { slack } = await start()
    for (const method of [
      'chat.postMessage',
      'chat.update',
      'chat.getPermalink',
      'files.getUploadURLExternal',
    ])
      slack.faults.add({ kind: 'ratelimited', method, retryAfter: 1, times: 1 })
    await slack.command('/returns', { channel: you })
    await slack.until(() => mine(slack).find(image))
    expect(mine(slack)).toHaveLength(1)
  })
})

describe('Bad input', () => {
  const send = (
    url: string,
    secret: string,
    form: Record<string, string>,
    time = Math.floor(Date.now() / 1000),
  ) => {
    const body = new URLSearchParams(form).toString()
    return fetch(`${url}/slack/events`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        // What was refused half-way keeps its connection to itself.
        connection: 'close',
        'x-slack-request-timestamp': String(time),
        'x-slack-signature': signature(secret, time, body),
      },
    })
  }
  const command = (slack: LocalSlack, text: string, trigger: string) => ({
    ...{ command: '/weeklysales', text, user_id: you, channel_id: 'C0SALES001', team_id: 'T0LOCAL001' },
    ...{ trigger_id: trigger, response_url: `${slack.url}/response/none` },
  })

  test('of 5 MB is refused, of 3 MB only where it is not signed, and the bot lives on', async () => {
    const { slack, url } = await start()
    const text = (size: number) => '<@'.repeat(size / '%3C%40'.length)
    for (const secret of ['wrong', slack.signingSecret])
      expect((await send(url, secret, command(slack, text(5e6), '1'))).status).toBe(413)
    expect((await send(url, 'wrong', command(slack, text(3e6), '2'))).status).toBe(401)
    expect((await send(url, slack.signingSecret, command(slack, text(3e6), '3'))).status).toBe(200)
    await slack.until(() => slack.ephemerals(you, 'sales').find(({ text }) => text.includes('longer than')))
    expect(mine(slack)).toEqual([])
    await slack.command('/weeklysales', { channel: you })
    await slack.until(() => mine(slack).find(table))
  })

  test('is read at its beginning only where it is made to take long', () => {
    expect(typed('<@'.repeat(2_500_000)).length).toBeLessThan(5000)
  })

  test('a signed request that is sent again is not obeyed again', async () => {
    const { slack, url } = await start()
    const form = command(slack, '', '42.42.abc')
    expect((await send(url, slack.signingSecret, form)).status).toBe(200)
    await slack.until(() => mine(slack).find(image))
    expect((await send(url, slack.signingSecret, form)).status).toBe(200)
    await sleep(200)
    expect(mine(slack).filter(table)).toHaveLength(1)

    const posted = mine(slack).find(table) as Shown
    await slack.click(posted, 'CSV')
    await slack.until(() => mine(slack).some(({ files }) => files))
    const press = slack.deliveries.at(-1)?.form ?? {}
    expect((await send(url, slack.signingSecret, press)).status).toBe(200)
    await sleep(200)
    expect(mine(slack).filter(({ files }) => files)).toHaveLength(1)
  })

  test('a payload that is none is refused, and the bot lives on', async () => {
    const { slack, url } = await start()
    const payloads = ['', '{', '[]', '{}', '{"type":"block_actions","actions":[]}']
    await Promise.all(payloads.map(payload => send(url, slack.signingSecret, { payload })))
    await slack.command('/weeklysales', { channel: you })
    await slack.until(() => mine(slack).find(table))
  })
})

describe('Names that would mention everyone', () => {
  test('do so nowhere: not in answers, what took their place, explanations, files or asides', async () => {
    const { slack } = await start()
    const posted = await shared(slack, '/topcustomers region:"North & <South>"')
    for (const press of ['CSV', 'How is this computed?', 'Returns']) await slack.click(posted, press, tom)
    await slack.until(() => slack.messages(tom).find(image) && slack.messages(tom).find(({ files }) => files))
    const own = await answered(slack, '/topcustomers')
    await slack.click(own, 'How is this computed?')
    await slack.click(own, 'CSV')
    await slack.click(own, 'Returns')
    await slack.until(() => labels(own).includes('← Back') && mine(slack).some(({ files }) => files))
    await slack.until(() => mine(slack).some(({ threadTs }) => threadTs))
    const everything = [
      ...slack.messages('sales'),
      ...slack.messages(tom),
      ...slack.messages(you),
      ...slack.ephemerals(you, 'sales'),
      ...slack.ephemerals(tom, 'sales'),
      ...slack.ephemerals(you, you),
    ]
    expect(everything.length).toBeGreaterThan(8)
    for (const { text, blocks } of everything) {
      expect(text).not.toMatch(/<[!@#]/)
      const said = JSON.stringify(blocks)
      expect(said).not.toContain('"mrkdwn"')
      expect(said).not.toMatch(/"type":"(broadcast|link|channel|usergroup|emoji)"/)
      expect(said).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
    }
    for (const { args } of slack.calls)
      for (const word of [args.initial_comment, args.filename, args.title])
        expect(String(word ?? '')).not.toMatch(/[<>*`]|\u202e/)
  })
})
