import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pictures } from '../charts/png.ts'
import { deliveries, rules, subscriptions } from '../drizzle/schema/bot.ts'
import { working } from '../jobs/working.ts'
import { everything } from '../src/access.ts'
import { analyst } from '../src/analyst.ts'
import { env } from '../src/env.ts'
import { insights } from '../src/insights/index.ts'
import { logger } from '../src/log.ts'
import { brief, message } from '../src/slack/message.ts'
import { age, dated, isStale, loadedInWords } from '../src/stale.ts'
import { orm } from '../src/tx.ts'
import { foreseen } from '../src/wishes/foreseen.ts'
import { trying } from '../src/wishes/trying.ts'
import { say } from '../src/words.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { sampleDatabase } from './helpers/database.ts'
import { atEnd, maya, sales, slackWith } from './helpers/local-slack.ts'

const voice = say(company)
const at = (text: string) => () => Temporal.Instant.from(text)
/** A Monday five weeks after the sample company's last day. */
const late = at('2026-08-03T09:00:00Z')

let sample: Awaited<ReturnType<typeof sampleDatabase>>
beforeAll(async () => {
  sample = await sampleDatabase()
})

describe('Sales are stale', () => {
  const on = (today: string, dataThrough: string, staleAfter = 3, timeZone = 'Europe/London') =>
    isStale(dataThrough, { now: at(today), timeZone, staleAfter })

  test('where their last day is more days ago than they may be, on the calendar of the company', () => {
    expect(on('2026-07-03T12:00:00Z', '2026-06-30')).toBe(false)
    expect(on('2026-07-04T12:00:00Z', '2026-06-30')).toBe(true)
    expect(on('2026-07-04T12:00:00Z', '2026-06-30', 4)).toBe(false)
    expect(on('2026-07-01T12:00:00Z', '2026-06-30', 0)).toBe(true)
    expect(on('2026-06-29T12:00:00Z', '2026-06-30', 0)).toBe(false)
    // It is the 4th in London before it is the 4th in New York.
    expect(on('2026-07-03T23:30:00Z', '2026-06-30')).toBe(true)
    expect(on('2026-07-03T23:30:00Z', '2026-06-30', 3, 'America/New_York')).toBe(false)
    expect(age('2024-02-28', { now: at('2024-03-01T12:00:00Z'), timeZone: 'UTC' })).toBe(2)
  })

  test('is said in a sentence to whoever runs Tilly', () => {
    const covered = { firstDay: '2009-12-01', dataThrough: '2011-12-09', asOf: '2011-12-08' }
    expect(loadedInWords(covered, { ...company, now: clock }).note).toBe(
      'Sales are loaded through 9 December 2011, 5,318 days ago.',
    )
    expect(loadedInWords(covered, { ...company, now: at('2011-12-10T09:00:00Z') })).toEqual({
      says: 'loaded through 9 December 2011',
    })
    expect(loadedInWords(null, { ...company, now: clock }).note).toBe('No sales are loaded yet.')
  })
})

describe('A headline about stale sales', () => {
  const through = '2026-06-30'

  test.each([
    [
      'Net sales fell 8% to £152k – Q2 2026',
      'Net sales fell 8% to £152k – Q2 2026 · sales loaded through 30 Jun 2026',
      undefined,
    ],
    [
      `${'x'.repeat(90)} – the 12 months to 31 May 2026`,
      `${'x'.repeat(90)} – the 12 months to 31 May 2026 · data to 30 Jun 2026`,
      undefined,
    ],
    [
      `${'x'.repeat(60)}; half spend £42 or less, y${'y'.repeat(40)} – the 12 months to 31 May 2026`,
      `${'x'.repeat(60)} – the 12 months to 31 May 2026 · sales loaded through 30 Jun 2026`,
      `Half spend £42 or less, y${'y'.repeat(40)}.`,
    ],
    [`${'x'.repeat(140)} – 2026`, `${'x'.repeat(140)} – 2026`, 'Sales are loaded through 30 Jun 2026.'],
  ])('reads: %s', (headline, expected, putOff) => {
    expect(dated(headline, through, voice)).toEqual({ headline: expected, ...(putOff && { putOff }) })
  })

  test('keeps to the length of one, begins as it did, and loses nothing', () => {
    const part = fc.stringMatching(/^[a-z£0-9 ;–]{1,80}$/)
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), part, (parts, subject) => {
        const headline = `${parts.join('; ')} – ${subject}`
        const { headline: told, putOff = '' } = dated(headline, through, voice)
        expect(told.length).toBeLessThanOrEqual(Math.max(150, headline.length))
        expect(told + putOff).toContain('30 Jun 2026')
        const letters = (text: string) => [...text.toLowerCase().replace(/[\s;.·–]/g, '')].sort().join('')
        const clause =
          /sales loaded through 30 Jun 2026|data to 30 Jun 2026|Sales are loaded through 30 Jun 2026\./
        expect(letters(`${told}${putOff}`.replace(clause, ''))).toBe(letters(headline))
        expect(dated(headline, undefined, voice)).toEqual({ headline })
      }),
    )
  })
})

describe('An answer', () => {
  const cases = insights.flatMap(insight => insight.examples.map(text => ({ insight, text })))

  test('says through when sales are loaded in its first line, or first of all beneath it, whatever is asked', async () => {
    const { answer } = analyst({ reader: sample.reader, company, now: late })
    let beneath = 0
    for (const { insight, text } of cases) {
      const found = await answer({ insight, text, scope: everything })
      const asked = `${insight.name} ${text}`
      expect(found.stale, asked).toBe(true)
      expect(found.headline.length, asked).toBeLessThanOrEqual(150)
      if (/ · (sales loaded through|data to) 30 Jun 2026$/.test(found.headline)) continue
      expect(found.detail, asked).toMatch(/^Sales are loaded through 30 Jun 2026\. /)
      beneath += 1
    }
    expect(beneath).toBeLessThan(cases.length / 10)
  })

  test('begins with its number, in Slack as everywhere', async () => {
    const [insight] = insights
    const { answer } = analyst({ reader: sample.reader, company, now: late })
    const found = await answer({ insight, text: 'last week', scope: everything })
    for (const { text, blocks } of [
      message(found, insight, voice),
      brief(found, { open: 'https://a.example' }),
    ]) {
      expect(text).toMatch(/^£47\.2k net – .* · sales loaded through 30 Jun 2026/)
      expect(blocks[0]).toMatchObject({
        type: 'header',
        text: { text: expect.stringMatching(/^£47\.2k net – .* · sales loaded through 30 Jun 2026$/) },
      })
    }
    expect(JSON.stringify(found.chart)).not.toContain('loaded through')
  })

  test('that is kept is told as old as it has become since', async () => {
    let now = clock
    const { answer } = analyst({ reader: sample.reader, company, now: () => now() })
    const [insight] = insights
    const ask = () => answer({ insight, text: 'last week', scope: everything })
    const fresh = await ask()
    expect(fresh.stale).toBeUndefined()
    expect(fresh.headline).not.toContain('loaded')
    now = late
    const old = await ask()
    expect(old).toMatchObject({ rows: fresh.rows, stale: true })
    expect(old.headline).toBe(`${fresh.headline} · sales loaded through 30 Jun 2026`)
    now = clock
    expect((await ask()).headline).toBe(fresh.headline)
  })
})

describe('What is told unasked', () => {
  const drawing = pictures(1)
  afterAll(() => drawing.close())

  /** Delivers what is due now, and gives the first lines of the messages. */
  async function delivered(now: () => Temporal.Instant) {
    const database = await sampleDatabase()
    const db = orm(database.owner)
    const [digest] = await db
      .insert(subscriptions)
      .values({
        ...{ owner: maya, target: sales, weekday: 1, at: '08:00', timeZone: 'Europe/London' },
        since: now().toString(),
      })
      .returning()
    const watching = { measure: 'netSales', passing: 'below' as const, threshold: '50000' }
    const [rule] = await db
      .insert(rules)
      .values({ owner: maya, target: sales, ...watching, judged: '2026-06-22' })
      .returning()
    if (!digest || !rule) throw new Error('an insert returns its row; digest, rule: none')
    const due = { due: now().toString(), target: sales }
    await db.insert(deliveries).values([
      { kind: 'digest', subject: digest.id, ...due },
      { kind: 'alert', subject: rule.id, ...due, about: { week: '2026-06-22', passed: true, value: 47_200 } },
    ])
    const slack = await slackWith()
    const worker = await working(database, {
      ...{ pictures: drawing, log: logger('warn'), scopeOf: () => everything },
      ...{ now, clock: async () => now() },
      env: env({ SLACK_BOT_TOKEN: slack.token, SLACK_API_URL: slack.apiUrl }),
    })
    atEnd(() => worker.stop())
    await slack.until(() => slack.messages(sales).length === 2)
    return slack.messages(sales).map(({ text }) => text.split('. ')[0] ?? '')
  }

  test('says through when sales are loaded in its first line, digest and alert, and not where they are new', async () => {
    const stale = await delivered(late)
    const fresh = await delivered(clock)
    for (const said of [/^Week of 22–28 June: net sales fell/, /^Net sales fell below £50,000: £47/]) {
      expect(stale.find(text => said.test(text))).toMatch(/ · sales loaded through 30 Jun 2026$/)
      expect(fresh.find(text => said.test(text))).not.toMatch(/loaded through/)
    }
  })

  test('is foreseen so, too', async () => {
    const wish = {
      measure: 'netSales',
      dimension: null,
      memberId: null,
      passing: 'below',
      threshold: '50000',
    } as const
    const title = async (now: () => Temporal.Instant) =>
      foreseen(await trying(sample.reader, { ...company, now }).tried(wish, everything), voice).title
    expect(await title(late)).toBe('Net sales below £50,000 · sales loaded through 30 Jun 2026')
    expect(await title(clock)).toBe('Net sales below £50,000')
  })
})
