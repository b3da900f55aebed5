import { eq } from 'drizzle-orm'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { pictures } from '../charts/png.ts'
import { deliveries, incidents, rules, subscriptions } from '../drizzle/schema/bot.ts'
import { products } from '../drizzle/schema/sales.ts'
import { tick } from '../jobs/schedule.ts'
import { working } from '../jobs/working.ts'
import { checkBlocks } from '../playground/blocks/check.ts'
import type { Message, View } from '../playground/shapes.ts'
import { type LocalSlack, type LocalSlackOptions, localSlack } from '../playground/slack.ts'
import { channels } from '../playground/team.ts'
import { everything } from '../src/access.ts'
import { alertWords } from '../src/alert.ts'
import { type Env, env } from '../src/env.ts'
import { UserError } from '../src/errors.ts'
import { heard } from '../src/heard.ts'
import { insights } from '../src/insights/index.ts'
import { logger } from '../src/log.ts'
import { measureInWords } from '../src/measures.ts'
import { members } from '../src/names/members.ts'
import { weeksFrom } from '../src/rule.ts'
import { commands, help } from '../src/slack/help.ts'
import { bot } from '../src/slack/listen.ts'
import type { Patience } from '../src/slack/patience.ts'
import { wishes } from '../src/slack/wishes/wishes.ts'
import { orm } from '../src/tx.ts'
import { alertAsked, typedAlert } from '../src/wishes/alert-asked.ts'
import { foreseen, standing, type Tried } from '../src/wishes/foreseen.ts'
import { measureCalled, measureNames } from '../src/wishes/measure-named.ts'
import { threshold } from '../src/wishes/threshold.ts'
import { trying } from '../src/wishes/trying.ts'
import { weekTime } from '../src/wishes/week-time.ts'
import { say } from '../src/words.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { emptyDatabase, sampleDatabase } from './helpers/database.ts'
import { unhurried, unhurriedSlack } from './helpers/unhurried.ts'

const you = 'U0MAYA0001'
const tom = 'U0TOMO0002'
const priya = 'U0PRIY0003'
const sales = 'C0SALES001'
const british = { locale: 'en-GB', currency: 'GBP' }
const german = { locale: 'de-DE', currency: 'EUR' }
const voice = say(british)

/** What a person is told instead. */
function told(read: () => unknown): string {
  try {
    return `understood: ${JSON.stringify(read())}`
  } catch (error) {
    if (error instanceof UserError) return `${error.message} ${error.hint ?? ''}`.trim()
    throw error
  }
}

describe('A day and a time', () => {
  test.each([
    ['monday 8:00', 1, '08:00', false],
    ['friday 17:30 here', 5, '17:30', true],
    ['every Mon at 8am', 1, '08:00', false],
    ['tuesdays 12:15 am', 2, '00:15', false],
    ['fri. 5.30 pm to me', 5, '17:30', false],
    ['9 on thurs, here', 4, '09:00', true],
    ['noon on wed', 3, '12:00', false],
    ['SUNDAY 0:00', 7, '00:00', false],
  ] as const)('are read from “%s”', (text, weekday, at, here) => {
    expect(weekTime(text)).toEqual({ weekday, at, here })
  })

  test.each([
    ['monday', /^At what time of day\? For example/],
    ['8:00', /^On which day of the week\?/],
    ['monday 25:00', /^“25:00” is not a time of day\. Write it as 8:00/],
    ['monday 8:60', /^“8:60” is not a time/],
    ['monday 13pm', /^“13pm” is not a time/],
    ['mnday 8:00', /^I do not understand “mnday”\. Did you mean Monday\?/],
    ['mon tue 8:00', /^That is more than one day or time\./],
    ['daily 8:00', /^A digest comes once a week\./],
    ['purple', /^I do not understand “purple”/],
  ] as const)('are missing from “%s”, and that is said', (text, sentence) => {
    expect(told(() => weekTime(text))).toMatch(sentence)
  })

  test('are found again however they are written, and no text breaks the reader', () => {
    const written = fc.tuple(
      fc.constantFrom('monday', 'Tue', 'WEDNESDAYS', 'thu', 'friday', 'Sat', 'sunday'),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
    )
    fc.assert(
      fc.property(written, ([day, hour, minute]) => {
        const at = `${hour}:${String(minute).padStart(2, '0')}`
        expect(weekTime(`${day} ${at}`).at).toBe(at.padStart(5, '0'))
        expect(weekTime(`every ${day} at ${at}`)).toEqual(weekTime(`${at} ${day}`))
      }),
    )
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), text => void told(() => weekTime(text))))
  })
})

describe('A threshold', () => {
  test.each([
    ['8 %', 0.08],
    ['8%', 0.08],
    ['8 percent', 0.08],
    ['8', 0.08],
    ['0.08', 0.08],
    ['12.5%', 0.125],
    ['0%', 0],
  ])('of a share is read from “%s”', (text, value) => {
    expect(threshold(text, 'returnRate', british)).toBeCloseTo(value, 9)
  })

  test.each([
    ['£5,000', british, 5000],
    ['5k', british, 5000],
    ['£1.2m', british, 1_200_000],
    ['5 000', british, 5000],
    ['5.000', british, 5],
    ['5.000', german, 5000],
    ['5,5k', german, 5500],
    ['1.234.567,89 €', german, 1_234_567.89],
    ['-£250', british, -250],
    ['GBP 50', british, 50],
  ] as const)('of money is read from “%s” as the company writes it', (text, company, value) => {
    expect(threshold(text, 'netSales', company)).toBe(value)
  })

  test.each([
    ['120%', 'returnRate', /^Return rate cannot be above 100%/],
    ['-1%', 'returnRate', /^Return rate cannot be below zero/],
    ['8.25%', 'returnRate', /one decimal\. Try 8\.3%/],
    ['£8', 'returnRate', /^A percentage is wanted for return rate, not an amount of money/],
    ['8%', 'netSales', /^An amount of money is wanted for net sales, not a percentage/],
    ['€50', 'netSales', /^Amounts are in GBP here, not in €/],
    ['-3', 'orders', /^Orders cannot be below zero/],
    ['lots', 'orders', /^“lots” is not a figure I can read\. Write a number/],
    ['9e99', 'orders', /^“9e99” is not a figure I can read|number is wanted/],
  ] as const)('“%s” is none of %s, and that is said', (text, measure, sentence) => {
    expect(told(() => threshold(text, measure, british))).toMatch(sentence)
  })

  test('no text breaks the reader, and what it reads is a number', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[£€$-]?[\d.,' ]{1,12}[km%]?$/),
    )
    fc.assert(
      fc.property(texts, fc.constantFrom(...measureNames), (text, measure) => {
        expect(told(() => threshold(text, measure, british))).not.toMatch(/null|NaN/)
      }),
    )
  })
})

describe('An alert as it is typed', () => {
  const named = (...names: string[]) => members(names.map((name, at) => ({ id: at + 1, name })))
  const known = {
    region: named('North', 'South West'),
    channel: named('Online', 'North'),
    category: named('Toys', 'For Kids'),
    product: members([
      { id: 1, name: 'Red Kite', key: 'P1' },
      { id: 2, name: 'Red Kite', key: 'P2' },
      { id: 3, name: 'Over the Moon', key: 'P3' },
    ]),
  }
  const read = (text: string) => alertAsked(typedAlert(text), known, british)

  test.each([
    ['return rate of Toys above 8%', 'returnRate', 'category Toys', 'above', 0.08],
    ['Toys return rate > 8 %', 'returnRate', 'category Toys', 'above', 0.08],
    ['return rate rises above 8% for toys', 'returnRate', 'category Toys', 'above', 0.08],
    ['repeat rate below 30%', 'repeatRate', '', 'below', 0.3],
    ['net sales below 50k region:north', 'netSales', 'region North', 'below', 50_000],
    ['sales region:"south west" fall below £50,000', 'netSales', 'region South West', 'below', 50_000],
    ['net sales of over the moon over 5k', 'netSales', 'product Over the Moon', 'above', 5000],
    ['returns of P2 more than 5k', 'returns', 'product Red Kite', 'above', 5000],
    ['AOV of online under £20', 'averageOrderValue', 'channel Online', 'below', 20],
    ['sales for for kids < 1.2m', 'netSales', 'category For Kids', 'below', 1_200_000],
  ] as const)('“%s” is understood', (text, measure, of, passing, limit) => {
    const rule = read(text)
    expect(rule).toMatchObject({ measure, passing })
    expect(rule.threshold).toBeCloseTo(limit, 9)
    expect(rule.of ? `${rule.of.dimension} ${rule.of.member.name}` : '').toBe(of)
  })

  test.each([
    ['retrun rate of toys above 8%', /^I know no measure called “retrun rate”\. Did you mean return rate\?/],
    ['return rate of toy above 8%', /“toy”\. Did you mean Toys \(category\)\?/],
    ['return rate above 8% category:Toyz', /^There is no category “Toyz”\. Did you mean Toys\?/],
    ['net sales of north below 5k', /^“north” is a region and a channel\. Write region:"north" or channel/],
    ['returns of red kite over 5k', /^“red kite” means 2 products\. Name it by its number: P1, P2/],
    ['orders product:P1 below 5', /^Orders and customers cannot be watched for a single product/],
    ['return rate above 120%', /^Return rate cannot be above 100%/],
    ['return rate above 100%', /^Return rate cannot be above 100%/],
    ['orders below 0', /^Orders cannot be below zero/],
    [
      'return rate of toys',
      /^I do not understand “return rate of toys”\. Say what to watch, then above or below/,
    ],
    ['above 5k', /^Which measure\?/],
    ['orders above 5 region:north channel:online', /^An alert watches everything, or one region/],
    ['net sales below £', /^I do not understand/],
  ])('“%s” is refused in a sentence', (text, sentence) => {
    expect(told(() => read(text))).toMatch(sentence)
  })

  test('goes to the channel where it says so, wherever it says so after the threshold', () => {
    expect(typedAlert('net sales below 5k here').here).toBe(true)
    expect(typedAlert('net sales below 5k, here region:north')).toMatchObject({
      here: true,
      filter: { dimension: 'region', name: 'north' },
    })
    expect(typedAlert('net sales below 5k').here).toBe(false)
  })

  test('every measure is found by its own words and by its name, and no text breaks the reader', () => {
    for (const name of measureNames)
      expect([measureCalled(name), measureCalled(measureInWords(name).toUpperCase())]).toEqual([name, name])
    const piece = fc.oneof(
      fc.constantFrom(
        'return rate',
        'of',
        'Toys',
        'above',
        '>',
        '8%',
        '5k',
        'region:',
        '"',
        'here',
        'net sales',
        '-',
      ),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), pieces => void told(() => read(pieces.join(' ')))),
      { numRuns: 500 },
    )
  })
})

describe('What an alert would have said', () => {
  const weeks = (...values: (number | null)[]) =>
    values.map((value, at) => ({ week: weeksFrom('2026-01-05', at), value }))
  const tried = (change: Partial<Tried>): Tried => ({
    rule: { measure: 'returnRate', passing: 'above', threshold: 0.08 },
    weeks: weeks(0.05, 0.09, 0.1, 0.07, null, 0.12),
    passedBefore: false,
    firstDay: '2024-01-01',
    asOf: '2026-02-15',
    ...change,
  })

  test('is counted by the times it would have been told, each with its weeks and how far it went', () => {
    const found = foreseen(tried({}), voice)
    expect(found.title).toBe('Return rate above 8.0%')
    expect(found.told).toBe('It would have told you twice in 6 weeks, and again when it was over.')
    expect(found.episodes).toEqual(['12–25 Jan 2026: up to 10.0%', 'Since 9 Feb 2026: 12.0%'])
    expect(standing(tried({}))).toEqual({ passedSince: '2026-02-09' })
    expect(found.notes[0]).toBe(
      'It is above 8.0% now (12.0% in the week of 9–15 Feb 2026): you hear from me when that is over. In 5 weeks it was between 5.0% and 12.0%.',
    )
    expect(found.promise).toBe('once when it goes above 8.0%, and once when it is back below')
  })

  test('of one time that is over is told as once, and one that goes on has no end', () => {
    expect(foreseen(tried({ weeks: weeks(0.05, 0.09, 0.07) }), voice).told).toBe(
      'It would have told you once in 3 weeks, and again when it was over.',
    )
    expect(foreseen(tried({ weeks: weeks(0.09, 0.07, 0.09, 0.07) }), voice).told).toBe(
      'It would have told you twice in 4 weeks, and each time again when it was over.',
    )
    expect(foreseen(tried({ weeks: weeks(0.05, 0.09) }), voice).told).toBe(
      'It would have told you once in 2 weeks.',
    )
  })

  test('says that it was passed at the start, instead of an end without a beginning', () => {
    const found = foreseen(tried({ weeks: weeks(0.09, 0.07, 0.1), passedBefore: true }), voice)
    expect(found.told).toBe(
      'It would have told you once in 3 weeks. It was already above 8.0% at the start, until 11 Jan 2026.',
    )
    expect(found.episodes).toEqual(['Since 19 Jan 2026: 10.0%'])
    const ended = foreseen(tried({ weeks: weeks(0.09, 0.07), passedBefore: true }), voice)
    expect(ended.told).toMatch(
      /^It would have told you once in 2 weeks: that it was over\. It was already above/,
    )
    expect(ended.episodes).toEqual([])
    expect(foreseen(tried({ weeks: weeks(0.07, 0.1, 0.07), passedBefore: true }), voice).told).toMatch(
      /told you once in 3 weeks, and again when it was over\. It was above 8\.0% before that, until 4 Jan 2026\.$/,
    )
  })

  test('tells a value apart from its threshold, and says where it would speak too often', () => {
    const found = foreseen(tried({ weeks: weeks(0.0804, 0.07) }), voice)
    expect(found.episodes).toEqual(['5–11 Jan 2026: 8.04%'])
    const restless = weeks(...Array.from({ length: 14 }, (_, at) => (at % 2 ? 0.07 : 0.09)))
    expect(foreseen(tried({ weeks: restless }), voice).notes.join(' ')).toMatch(/That is often/)
    expect(found.notes.join(' ')).not.toMatch(/That is often/)
    const below = { measure: 'netSales', passing: 'below', threshold: 50_000 } as const
    expect(
      foreseen(tried({ rule: below, weeks: weeks(60_000, 49_960, 48_000, 70_000) }), voice),
    ).toMatchObject({
      episodes: ['12–25 Jan 2026: down to £48k'],
    })
  })

  test('every time is told once, whatever the weeks: its lines are as many as it says, and each value is past the threshold', () => {
    const values = fc.array(fc.option(fc.double({ min: 0, max: 0.2, noNaN: true })), { maxLength: 30 })
    fc.assert(
      fc.property(values, fc.boolean(), (some, passedBefore) => {
        const found = foreseen(tried({ weeks: weeks(...some), passedBefore }), voice)
        const [, said = '0'] = /told you (nothing|once|twice|\d+)/.exec(found.told) ?? []
        const count = { nothing: 0, once: 1, twice: 2 }[said] ?? Number(said)
        const onlyEnd = / that it was over\. /.test(found.told)
        expect(found.episodes).toHaveLength(onlyEnd ? 0 : count)
        for (const episode of found.episodes)
          expect(episode).not.toMatch(/(to|:) 8\.0%$|NaN|Infinity|undefined/)
      }),
    )
  })

  test('is nothing where it was always or never passed, with how near it came', () => {
    const always = tried({ weeks: weeks(0.09, 0.1), passedBefore: true })
    expect(foreseen(always, voice).told).toBe(
      'It would have told you nothing in 2 weeks. Always above 8.0%: the lowest was 9.0%.',
    )
    expect(standing(always)).toEqual({ passedSince: '2026-01-05' })
    const never = tried({ weeks: weeks(0.01, 0.0796) })
    expect(foreseen(never, voice).told).toBe(
      'It would have told you nothing in 2 weeks. Never above 8.0%: the highest was 7.96%.',
    )
    expect(standing(never)).toEqual({ passedSince: null })
    expect(foreseen(tried({ weeks: [] }), voice).told).toMatch(
      /no week of sales yet whose returns are all in/,
    )
    const orders = { measure: 'orders', passing: 'above', threshold: 5 } as const
    expect(foreseen(tried({ rule: orders, weeks: [] }), voice).told).toMatch(/no full week of sales yet/)
  })

  test('says that returns need time, and nothing of it where they have no part', () => {
    expect(foreseen(tried({}), voice).notes).toContain(
      'Returns need time: I look at each week 30 days after it ends.',
    )
    const orders = { measure: 'orders', passing: 'above', threshold: 5 } as const
    expect(foreseen(tried({ rule: orders }), voice).notes).toHaveLength(1)
  })

  test('says what the first year of data cannot know', () => {
    const repeat = { measure: 'repeatRate', passing: 'below', threshold: 0.3 } as const
    const notes = (firstDay: string) => foreseen(tried({ rule: repeat, firstDay }), voice).notes.join(' ')
    expect(notes('2025-06-01')).toMatch(/data begins on 1 June 2025: in its first year nobody can tell/)
    expect(notes('2024-01-01')).not.toMatch(/first year/)
  })

  test('an alert that is told has a figure of its own, beside its threshold and when it is back', () => {
    const rule = { measure: 'returnRate', passing: 'above', threshold: 0.08 } as const
    const spoken = alertWords(rule, { week: '2026-02-09', value: 0.0804, passed: true }, weeks(0.05), voice)
    expect(spoken.headline).toBe('Return rate rose above 8.0%: 8.04%')
    expect(spoken.detail).toMatch(/^In the week of 9–15 Feb 2026\..*30 days after it ends\.$/)
    const back = { week: '2026-02-09', value: 0.0796, passed: false, began: '2026-01-05' }
    expect(alertWords(rule, back, weeks(0.05), voice).headline).toBe(
      'Return rate was above 8.0% from 5 Jan, and is back below 8.0%: 7.96%',
    )
    const net = { measure: 'netSales', passing: 'below', threshold: 50_000 } as const
    const fell = alertWords(net, { week: '2026-02-09', value: 49_960, passed: true }, weeks(60_000), voice)
    expect(fell.headline).toBe('Net sales fell below £50,000: £49,960')
    expect(fell.detail).not.toMatch(/30 days/)
    const level = alertWords(net, { week: '2026-02-09', value: 50_000, passed: false }, weeks(60_000), voice)
    expect(level.headline).toMatch(/is back at £50,000/)
  })
})

let database: Awaited<ReturnType<typeof sampleDatabase>>
let db: PostgresJsDatabase
beforeAll(async () => {
  database = await sampleDatabase()
  db = orm(database.owner)
})
beforeEach(async () => {
  for (const table of [deliveries, incidents, rules, subscriptions]) await db.delete(table)
})
const drawing = pictures(1)
afterAll(() => drawing.close())

type Options = Omit<LocalSlackOptions, 'now'> & {
  settings?: Partial<Env>
  now?: () => Temporal.Instant
  base?: typeof database
  patience?: Patience
}

/** A local Slack with the bot listening to it. */
async function start({
  settings = {},
  now = clock,
  base = database,
  patience = unhurried,
  ...options
}: Options = {}) {
  const slack = await localSlack({
    ...{ ...unhurriedSlack, commands: commands(insights, settings.COMMAND_PREFIX) },
    channels: structuredClone(channels),
    ...options,
  })
  const tokens = { SLACK_BOT_TOKEN: slack.token, SLACK_SIGNING_SECRET: slack.signingSecret }
  const given = {
    env: { ...env({}), ...tokens, SLACK_API_URL: slack.apiUrl, ...settings },
    ...{ log: logger('silent'), scopeOf: () => everything, now, reader: base.reader, patience },
  }
  const tilly = bot({
    ...{ ...given, insights, pictures: drawing },
    heard: heard(orm(base.owner), given.log),
    features: wishes({ ...given, owner: base.owner }),
  })
  const port = await tilly.start(0, '127.0.0.1')
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`)
  onTestFinished(async () => {
    await tilly.stop()
    await slack.close()
  })
  return { slack, given }
}

const wordsOf = (shown: { blocks: unknown } | undefined) => JSON.stringify(shown?.blocks)
const labels = ({ blocks }: Message) =>
  blocks.flatMap(block =>
    block.type === 'actions'
      ? block.elements.flatMap(one => (one.type === 'button' ? [one.text.text] : []))
      : [],
  )

/** What a person was last told in a place, once it reads so; it keeps every limit of Slack. */
async function hears(
  slack: LocalSlack,
  words: RegExp,
  { user = you, channel = 'general' } = {},
): Promise<Message> {
  const found = await slack.until(() =>
    slack.ephemerals(user, channel).findLast(shown => words.test(wordsOf(shown))),
  )
  expect(checkBlocks(found.blocks, { most: 50, pictures: false, files: new Map(), now: 0 })).toMatchObject({
    ok: true,
  })
  return found
}

/** The form a person has open, once it reads so. */
const sees = (slack: LocalSlack, words: RegExp, user = you): Promise<View> =>
  slack.until(() => slack.views(user).find(view => words.test(JSON.stringify([view.title, view.blocks]))))

describe('/digest', () => {
  test('asks for a digest in the person’s own time zone, shows the next one, and asks only once for the same', async () => {
    const { slack } = await start()
    await slack.command('/digest monday 8:00', { user: priya })
    const set = await hears(slack, /The digest is set/, { user: priya })
    expect(wordsOf(set)).toMatch(/Every Monday at 08:00 \(America\/New York\), to /)
    // Monday 6 July 2026, 8 o'clock in New York.
    expect(wordsOf(set)).toContain(`"timestamp":${Date.parse('2026-07-06T12:00:00Z') / 1000}`)
    expect(labels(set)).toEqual(['Preview', 'Send now', 'Pause', 'Change', 'Delete'])
    const [row, ...others] = await db.select().from(subscriptions)
    expect(others).toEqual([])
    expect(row).toMatchObject({
      owner: priya,
      target: priya,
      weekday: 1,
      at: '08:00',
      timeZone: 'America/New_York',
    })
    expect(Temporal.Instant.from(String(row?.since).replace(' ', 'T')).equals(clock())).toBe(true)

    await slack.command('/digest every mon at 8am', { user: priya })
    await hears(slack, /You have this digest already/, { user: priya })
    expect(await db.select().from(subscriptions)).toHaveLength(1)
  })

  test('falls back to the company’s time zone where Slack does not tell the person’s', async () => {
    const { slack } = await start({ settings: { COMPANY_TIMEZONE: 'Asia/Tokyo' } })
    await slack.command('/digest help')
    await hears(slack, /friday 17:30/)
    slack.faults.add({ kind: 'refused', error: 'access_denied', method: 'users.info' })
    await slack.command('/digest friday 17:30')
    await hears(slack, /Every Friday at 17:30 \(Asia\/Tokyo\)/)
  })

  test('“here” means the channel, which must be one the bot is in', async () => {
    const { slack } = await start()
    await slack.command('/digest friday 17:30 here', { channel: 'sales' })
    await hears(slack, /The digest is set/, { channel: 'sales' })
    expect(await db.select().from(subscriptions)).toMatchObject([{ owner: you, target: sales }])
    await slack.command('/digest friday 17:30 here', { channel: 'warehouse' })
    const refused = await hears(slack, /I am not in that channel/, { channel: 'warehouse' })
    expect(wordsOf(refused)).toContain('/invite @tilly')
    expect(await db.select().from(subscriptions)).toHaveLength(1)
  })

  test('where Slack does not tell whether the bot is in a channel, it says what to do', async () => {
    const { slack } = await start({ scopes: ['commands', 'chat:write', 'users:read'] })
    await slack.command('/digest friday 17:30 here', { channel: 'warehouse' })
    await hears(slack, /The digest is set.*invite me there/, { channel: 'warehouse' })
  })

  test('answers help, nonsense and half a wish in clear sentences', async () => {
    const { slack } = await start({ settings: { COMMAND_PREFIX: 'hv-' } })
    await slack.command('/hv-digest help')
    await hears(slack, /\/hv-digest friday 17:30 here/)
    await slack.command('/hv-digest monday')
    await hears(slack, /At what time of day/)
    await slack.command('/hv-digest mnday 8:00')
    await hears(slack, /Did you mean Monday/)
    await slack.command('/hv-sales digest monday 8:00')
    await hears(slack, /The digest is set/)
    await slack.command('/hv-sales help')
    await hears(slack, /\/hv-digest help.*\/hv-alerts help/)
  })

  test('alone it lists what is there, and every button does what it says', async () => {
    const { slack } = await start()
    await slack.command('/digest')
    const none = await hears(slack, /No digest yet/)
    expect(labels(none)).toEqual(['New digest'])
    await slack.command('/digest monday 8:00')
    await hears(slack, /The digest is set/)
    await slack.command('/digest')
    const listed = await hears(slack, /1 digest"/)

    await slack.click(listed, 'Pause')
    const paused = await hears(slack, /Paused: the digest to you, Mondays at 08:00\./)
    expect(labels(paused)).toEqual(['Preview', 'Send now', 'Resume', 'Change', 'Delete', 'New digest'])
    expect(await db.select().from(subscriptions)).toMatchObject([{ paused: true }])

    await slack.click(paused, 'Resume')
    const resumed = await hears(slack, /On again: the digest to you/)
    await slack.click(resumed, 'Delete')
    const deleted = await hears(slack, /Deleted: the digest to you, Mondays at 08:00\./)
    expect(labels(deleted)).toEqual(['Undo', 'New digest'])
    expect(await db.select().from(subscriptions)).toEqual([])

    await slack.click(deleted, 'Undo')
    const back = await hears(slack, /Back again: the digest to you/)
    expect(await db.select().from(subscriptions)).toMatchObject([{ owner: you, weekday: 1, paused: false }])
    // The list stands where it stood: each of these took the place of the one before.
    expect(slack.ephemerals(you, 'general').filter(shown => shown.ts === back.ts)).toHaveLength(1)
  })

  test('one that had to be paused says why, and goes on when somebody resumes it', async () => {
    const { slack } = await start()
    await slack.command('/digest monday 8:00')
    await hears(slack, /The digest is set/)
    await db.update(subscriptions).set({ paused: true, stopped: 'is_archived' })
    await slack.command('/digest')
    const listed = await hears(slack, /Paused by me: the channel is archived\./)
    await slack.click(listed, 'Resume')
    await hears(slack, /On again: the digest to you/)
    expect(await db.select().from(subscriptions)).toMatchObject([{ paused: false, stopped: null }])
  })

  test('what was missed in a pause is not sent once it goes on', async () => {
    let now = Temporal.Instant.from('2026-06-01T06:00:00Z')
    const { slack } = await start({ now: () => now })
    await slack.command('/digest monday 8:00')
    await hears(slack, /The digest is set/)
    await tick(db, now)
    await slack.click(await hears(slack, /The digest is set/), 'Pause')
    const paused = await hears(slack, /Paused/)
    now = Temporal.Instant.from('2026-06-01T09:00:00Z')
    await slack.click(paused, 'Resume')
    await hears(slack, /On again/)
    await tick(db, now)
    expect(await db.select().from(deliveries)).toEqual([])
    await tick(db, Temporal.Instant.from('2026-06-08T07:00:00Z'))
    expect((await db.select().from(deliveries)).map(({ due }) => due)).toEqual(['2026-06-08 07:00:00+00'])
  })

  test('a channel’s digest is anyone’s there to pause, and nobody’s elsewhere', async () => {
    const { slack } = await start()
    await slack.command('/digest monday 8:00 here', { channel: 'sales' })
    await hears(slack, /The digest is set/, { channel: 'sales' })
    await slack.command('/digest', { channel: 'sales', user: tom })
    const toms = await hears(slack, /1 digest"/, { user: tom, channel: 'sales' })
    expect(wordsOf(toms)).toContain(you)
    await slack.command('/digest', { channel: 'general', user: tom })
    await hears(slack, /No digest yet/, { user: tom })

    // The owner has it in her list anywhere; tom's hand on her button changes nothing.
    await slack.command('/digest', { channel: 'general' })
    await slack.click(await hears(slack, /1 digest"/), 'Pause', tom)
    await slack.until(() =>
      slack.ephemerals(tom, 'general').find(shown => /not yours to change/.test(wordsOf(shown) ?? '')),
    )
    expect(await db.select().from(subscriptions)).toMatchObject([{ paused: false }])
    await slack.click(toms, 'Pause')
    await hears(slack, /Paused/, { user: tom, channel: 'sales' })
    expect(await db.select().from(subscriptions)).toMatchObject([{ paused: true }])
  })

  test('a button of a digest that is gone says so', async () => {
    const { slack } = await start()
    await slack.command('/digest monday 8:00')
    const set = await hears(slack, /The digest is set/)
    await db.delete(subscriptions)
    await slack.click(set, 'Send now')
    await hears(slack, /not there any more/)
    expect(await db.select().from(deliveries)).toEqual([])
  })

  test('a person has fifty at most, in a list that keeps to Slack’s limits and can be turned', async () => {
    const { slack } = await start()
    const times = Array.from(
      { length: 50 },
      (_, at) => `${String(at % 24).padStart(2, '0')}:${at < 24 ? '00' : at < 48 ? '20' : '40'}`,
    )
    await db.insert(subscriptions).values(
      times.map(at => ({
        owner: you,
        target: you,
        weekday: 3,
        at,
        timeZone: 'UTC',
        since: clock().toString(),
      })),
    )
    await slack.command('/digest monday 8:00')
    await hears(slack, /You have 50 digests: that is as many/)
    await slack.command('/digest')
    const first = await hears(slack, /"50 digests"/)
    expect(labels(first).filter(label => label === 'Delete')).toHaveLength(15)
    await slack.click(first, 'More')
    await slack.click(await hears(slack, /15:00/), 'More')
    await slack.click(await hears(slack, /06:20/), 'More')
    const last = await hears(slack, /01:40/)
    expect(labels(last).filter(label => label === 'Delete')).toHaveLength(5)
    expect(labels(last)).toContain('Earlier ones')
    expect(labels(last)).not.toContain('More')
    await slack.click(last, 'Pause')
    await hears(slack, /Paused.*Wednesdays at 21:20/)
  })

  test('New digest opens a form with the person’s zone; what it asks for is kept, and shown in the form', async () => {
    const { slack } = await start()
    await slack.command('/digest', { channel: 'sales', user: priya })
    await slack.click(await hears(slack, /No digest yet/, { channel: 'sales', user: priya }), 'New digest')
    const form = await sees(slack, /New digest/, priya)
    expect(wordsOf(form)).toContain('America/New York')
    // The field for the channel is there where it is wanted, and then it is no option.
    expect(wordsOf(form)).not.toMatch(/Which channel|"optional"/)
    expect(await slack.submit(form, { 'digest-where': 'A channel' })).toMatchObject({
      ok: false,
      errors: { 'digest-where': 'Choose a channel.' },
    })
    await slack.select(form, 'digest-where', 'A channel')
    const wide = await sees(slack, /Which channel/, priya)
    expect(wordsOf(wide)).toContain(sales)
    const absent = await slack.submit(wide, { channel: 'C0WAREHOU1' })
    expect(absent).toMatchObject({
      errors: { channel: expect.stringMatching(/not in that channel.*\/invite @tilly/) },
    })
    slack.admin.archive('returns')
    const archived = await slack.submit(wide, { channel: 'C0RETURNS1' })
    expect(archived).toMatchObject({ errors: { channel: expect.stringMatching(/archived/) } })
    slack.admin.archive('returns', false)
    slack.admin.restrictPosting('returns')
    const readOnly = await slack.submit(wide, { channel: 'C0RETURNS1' })
    expect(readOnly).toMatchObject({
      errors: { channel: expect.stringMatching(/Only some people may post/) },
    })
    expect(await db.select().from(subscriptions)).toEqual([])

    expect(await slack.submit(wide, { weekday: 'Thursday', at: '16:45', channel: sales })).toEqual({
      ok: true,
    })
    const done = await sees(slack, /The digest is set/, priya)
    expect(wordsOf(done)).toMatch(/Every Thursday at 16:45 \(America\/New York\)/)
    expect(wordsOf(done)).toMatch(/about the week of 22–28 Jun 2026.*up to six hours/)
    expect(await db.select().from(subscriptions)).toMatchObject([
      { owner: priya, target: sales, weekday: 4, at: '16:45', timeZone: 'America/New_York' },
    ])

    // The same once more: the form stays open and says so.
    await slack.command('/digest new', { channel: 'sales', user: priya })
    const again = await sees(slack, /New digest/, priya)
    await slack.select(again, 'digest-where', 'A channel')
    const twice = await slack.submit(await sees(slack, /Which channel/, priya), {
      ...{ weekday: 'Thursday', at: '16:45' },
    })
    expect(twice).toMatchObject({
      errors: { weekday: 'You have that one already: the digest to #sales, Thursdays at 16:45.' },
    })
    expect(await db.select().from(subscriptions)).toHaveLength(1)
  })

  test('Change opens the same form with what is known, and nothing from before is due', async () => {
    const { slack } = await start()
    await slack.command('/digest monday 8:00 here', { channel: 'sales' })
    await slack.click(await hears(slack, /The digest is set/, { channel: 'sales' }), 'Change')
    const form = await sees(slack, /Change digest/)
    expect(await slack.submit(form, { at: '10:00', 'digest-where': 'me' })).toEqual({ ok: true })
    await sees(slack, /Changed.*Every Monday at 10:00/)
    expect(await db.select().from(subscriptions)).toMatchObject([{ weekday: 1, at: '10:00', target: you }])

    // Somebody else in a channel may change its digest; a stranger's form for a person's does nothing.
    await slack.command('/digest', { channel: 'sales' })
    await slack.click(await hears(slack, /1 digest"/, { channel: 'sales' }), 'Change')
    const another = await sees(slack, /Change digest/)
    await db.delete(subscriptions)
    expect(await slack.submit(another, {})).toMatchObject({
      ok: false,
      errors: { weekday: expect.stringMatching(/not there any more/) },
    })
  })

  test('Preview goes to whoever asks, Send now where the digest goes: each once a minute, and by the jobs', async () => {
    const { slack, given } = await start()
    const worker = await working(database, {
      ...given,
      ...{ pictures: drawing, lease: 4000, clock: async () => given.now() },
    })
    onTestFinished(() => worker.stop())
    await slack.command('/digest monday 8:00 here', { channel: 'sales' })
    const set = await hears(slack, /The digest is set/, { channel: 'sales' })

    await slack.click(set, 'Preview')
    const listed = await hears(
      slack,
      /A preview is on its way to your messages with me: the digest to #sales/,
      {
        channel: 'sales',
      },
    )
    const seen = await slack.until(() => slack.messages(you)[0])
    expect(seen.text).toMatch(/^Preview: Week of 22–28 June: net sales fell 8% to £47\.2k/)
    expect(JSON.stringify(seen.blocks[0])).toMatch(
      /Preview – only you see this; it goes to .*C0SALES001.* every Monday at 08:00\./,
    )
    expect(slack.messages('sales')).toEqual([])

    expect(wordsOf(listed)).toMatch(/Post it to #sales now\?/)
    await slack.click(listed, 'Send now')
    const sent = await hears(slack, /(Posted|On its way) to #sales\./, { channel: 'sales' })
    const posted = await slack.until(() => slack.messages('sales')[0])
    expect(posted.text).toMatch(/^Week of 22–28 June: net sales/)
    expect(wordsOf(posted)).toMatch(/Sent by .*U0MAYA0001/)
    expect(wordsOf(posted)).not.toMatch(/only you see this/)
    await slack.click(sent, 'Send now')
    await hears(slack, /went to #sales within this minute, so I did not send it again/, { channel: 'sales' })
    await expect
      .poll(async () =>
        (await db.select().from(deliveries)).map(({ target, state }) => [target, state]).toSorted(),
      )
      .toEqual([
        [sales, 'sent'],
        [you, 'sent'],
      ])
    expect(slack.messages('sales')).toHaveLength(1)

    // It reads as one message, and its buttons answer whoever presses them, unseen by the others.
    await slack.until(() => slack.messages('sales')[0]?.blocks.some(({ type }) => type === 'image'))
    const [whole] = slack.messages('sales')
    if (!whole) throw new Error('it was posted; messages: none')
    expect(whole.blocks.map(({ type }) => type)).toEqual([
      ...['header', 'rich_text', 'image', 'actions', 'rich_text', 'context'],
    ])
    expect(labels(whole)).toEqual(['What moved', 'Returns', 'Week by week'])
    expect(wordsOf(whole)).toMatch(
      /Up most: .*; down most: .*came back or was cancelled, led by .*below the average of the last 12 weeks/,
    )
    await slack.click(whole, 'Returns', tom)
    await hears(slack, /came back or was cancelled/, { user: tom, channel: 'sales' })
    expect(slack.messages('sales')).toHaveLength(1)
  })
})

describe('/alerts', () => {
  /** The product whose returns were planted. */
  const bestseller = async () => {
    const [found] = await db.select().from(products).where(eq(products.key, 'P013'))
    if (!found) throw new Error('the sample company has its bestseller; key: P013')
    return found
  }

  test('shows what it would have said before it is saved, and saves it as it stands', async () => {
    const { slack } = await start()
    await slack.command('/alerts net sales of toys below £3,000')
    const preview = await hears(slack, /It would have told you/)
    expect(labels(preview)).toEqual(['Save', 'Cancel'])
    expect(await db.select().from(rules)).toEqual([])
    const { episodes, told } = foreseen(
      await trying(database.reader, { ...company, now: clock }).tried(
        {
          measure: 'netSales',
          dimension: 'category',
          memberId:
            (await trying(database.reader, { ...company, now: clock }).known(everything)).category.called(
              'toys',
            )?.[0]?.id ?? 0,
          ...{ passing: 'below', threshold: '3000' },
        },
        everything,
      ),
      voice,
    )
    expect(wordsOf(preview)).toContain(told)
    for (const episode of episodes) expect(wordsOf(preview)).toContain(episode)

    await slack.click(preview, 'Save')
    const saved = await hears(slack, /Saved: net sales of Toys below £3,000/)
    expect(labels(saved)).toEqual(['Preview', 'Pause', 'Change', 'Delete', 'New alert'])
    // The data ends on Tuesday 30 June: the last complete week begins on the 22nd.
    expect(await db.select().from(rules)).toMatchObject([
      {
        owner: you,
        target: you,
        measure: 'netSales',
        dimension: 'category',
        passing: 'below',
        judged: '2026-06-22',
      },
    ])
    await slack.command('/alerts net sales category:toys below 3k')
    await slack.click(await hears(slack, /would have told you/), 'Save')
    await hears(slack, /You have it already/)
    expect(await db.select().from(rules)).toHaveLength(1)
  })

  test('the preview agrees with a count by hand over the whole sample', async () => {
    const { episodes } = foreseen(
      await trying(database.reader, { ...company, now: clock }).tried(
        { measure: 'netSales', dimension: null, memberId: null, passing: 'above', threshold: '0' },
        everything,
      ),
      voice,
    )
    expect(episodes).toEqual([])
    const limits = await database.owner<{ week: string; net: number }[]>`
      select to_char(date_trunc('week', day), 'YYYY-MM-DD') as week,
        sum(gross - discounts - returns - cancellations - adjustments)::float8 as net
      from order_facts where day >= '2025-12-15' and day < '2026-06-29' group by 1 order by 1`
    const middle = limits.map(({ net }) => net).toSorted((one, other) => one - other)[14] ?? 0
    const tried = await trying(database.reader, { ...company, now: clock }).tried(
      { measure: 'netSales', dimension: null, memberId: null, passing: 'above', threshold: String(middle) },
      everything,
    )
    const shown = limits.slice(-26)
    expect(tried.weeks.map(({ week }) => week)).toEqual(shown.map(({ week }) => week))
    let passed = (limits.at(-27)?.net ?? 0) > middle
    const begins = shown.filter(({ net }) => {
      const now = net > middle + 0.005
      const begins = now && !passed
      passed = now
      return begins
    })
    expect(foreseen(tried, voice).episodes).toHaveLength(begins.length)
    expect(begins.length).toBeGreaterThan(2)
  })

  test('one that is passed already is on record as begun, so that only its end is news', async () => {
    const { slack } = await start()
    const product = await bestseller()
    await slack.command('/alerts net sales product:P013 above £1')
    const preview = await hears(slack, /Always above £1: the lowest was/)
    expect(wordsOf(preview)).toMatch(/It is above £1 now.*you hear from me when that is over/)
    await slack.click(preview, 'Save')
    const saved = await hears(slack, /Above since the week of/)
    const [rule] = await db.select().from(rules)
    expect(rule).toMatchObject({ memberId: product.id })
    const [incident, ...others] = await db.select().from(incidents)
    expect(others).toEqual([])
    expect(incident).toMatchObject({ ruleId: rule?.id, ended: null })

    // Deleted and brought back it is the same alert, with the same incident.
    await slack.click(saved, 'Delete')
    await slack.click(await hears(slack, /Deleted: the alert to you, net sales of/), 'Undo')
    await hears(slack, /Back again.*Above since the week of/)
    expect(await db.select().from(rules)).toEqual([rule])
  })

  test('a pause leaves nothing to tell: what began or ended in it is on record', async () => {
    const { slack } = await start()
    await slack.command('/alerts net sales above £1')
    await slack.click(await hears(slack, /Always above/), 'Save')
    await slack.click(await hears(slack, /Above since/), 'Pause')
    const paused = await hears(slack, /Paused: the alert to you, net sales above £1\./)
    await db.delete(incidents)
    await db.update(rules).set({ judged: '2026-05-04' })
    await slack.click(paused, 'Resume')
    const goesOn = await hears(
      slack,
      /On again: the alert to you, net sales above £1\. What it missed is not told/,
    )
    expect(await db.select().from(rules)).toMatchObject([{ paused: false, judged: '2026-06-22' }])
    expect(await db.select().from(incidents)).toMatchObject([{ ended: null }])

    await slack.click(goesOn, 'Pause')
    await db.update(rules).set({ threshold: '1000000000' })
    await slack.click(await hears(slack, /Paused: the alert to you, net sales above £1(,000)*/), 'Resume')
    await hears(slack, /All quiet/)
    expect(await db.select().from(incidents)).toMatchObject([{ ended: '2026-06-22' }])
    expect(await db.select().from(deliveries)).toEqual([])
  })

  test('says that returns need time, where it goes, and what Cancel leaves', async () => {
    const { slack } = await start()
    await slack.command('/alerts return rate of Toys above 8% here', { channel: 'returns' })
    const preview = await hears(slack, /Return rate of Toys above 8\.0%/, { channel: 'returns' })
    expect(wordsOf(preview)).toMatch(
      /Returns need time: I look at each week 30 days after it ends\..*I’ll post it to /,
    )
    expect(wordsOf(preview)).toContain('C0RETURNS1')
    await slack.click(preview, 'Cancel')
    await hears(slack, /Not saved/, { channel: 'returns' })
    expect(await db.select().from(rules)).toEqual([])
  })

  test.each([
    ['orders of P013 below 5', /cannot be watched for a single product/],
    ['return rate above 120%', /cannot be above 100%/],
    ['return rate of Toyz above 8%', /Did you mean Toys \(category\)/],
    ['retrun rate of Toys above 8%', /Did you mean return rate/],
    ['gibberish', /Say what to watch, then above or below/],
    ['net sales &lt; 5k of Toys and Garden', /I know no region/],
    ['help', /net sales below 50k region:north/],
  ])('/alerts %s is answered in a sentence', async (text, sentence) => {
    const { slack } = await start()
    await slack.command(`/alerts ${text}`)
    await hears(slack, sentence)
    expect(await db.select().from(rules)).toEqual([])
  })

  test('New alert opens a form of two steps: the second shows what it would have said, and saves it', async () => {
    const { slack } = await start()
    await slack.command('/alerts', { channel: 'sales' })
    await slack.click(await hears(slack, /No alert yet/, { channel: 'sales' }), 'New alert')
    const form = await sees(slack, /New alert/)
    const fill = { measure: 'returnRate', passing: 'above' }
    expect(JSON.stringify(form.blocks)).not.toMatch(/"optional"|Which/)
    expect(await slack.submit(form, { ...fill, threshold: '120%' })).toMatchObject({
      errors: { threshold: expect.stringMatching(/cannot be above 100%/) },
    })
    // Few have a list, many are typed.
    await slack.select(form, 'alert-of', 'product')
    const byName = await sees(slack, /"Which product"/)
    expect(
      await slack.submit(byName, { measure: 'orders', 'named-product': 'P013', threshold: '5' }),
    ).toMatchObject({
      errors: { measure: expect.stringMatching(/single product/) },
    })
    expect(await slack.submit(byName, { ...fill, 'named-product': 'Ketle', threshold: '5%' })).toMatchObject({
      errors: { 'named-product': expect.stringMatching(/There is no product/) },
    })
    await slack.select(byName, 'alert-of', 'category')
    const listed = await sees(slack, /"Which category"/)
    expect(await slack.submit(listed, { ...fill, 'one-category': 'Toys', threshold: '8 %' })).toEqual({
      ok: true,
    })
    const second = await sees(slack, /What I would have said/)
    expect(wordsOf(second)).toMatch(/Return rate of Toys above 8\.0%.*It would have told you/)
    expect(await db.select().from(rules)).toEqual([])
    expect(await slack.submit(second)).toEqual({ ok: true })
    const done = await sees(slack, /Saved: return rate of Toys above 8\.0%/)
    expect(wordsOf(done)).toMatch(/Returns need time/)
    // The data ends on 30 June: the last week whose returns are all in ended on 31 May.
    expect(await db.select().from(rules)).toMatchObject([
      { measure: 'returnRate', passing: 'above', target: you, judged: '2026-05-25' },
    ])

    await slack.command('/alerts new')
    await slack.select(await sees(slack, /New alert/), 'alert-of', 'category')
    const twice = { ...fill, 'one-category': 'Toys', threshold: '8%' }
    expect(await slack.submit(await sees(slack, /"Which category"/), twice)).toMatchObject({
      errors: { threshold: 'You have that one already: return rate of Toys above 8.0%.' },
    })
    expect(await db.select().from(rules)).toHaveLength(1)
  })

  test('the form offers the ten measures that are used most, in plain words, and all others work by text', async () => {
    const { slack } = await start()
    await slack.command('/alerts new')
    const [what] = (await sees(slack, /New alert/)).blocks.filter(({ block_id }) => block_id === 'measure')
    const options = JSON.stringify(what).matchAll(/"text":"([^"]+)","emoji":false},"value"/g)
    const offered = new Set([...options].map(([, one]) => one))
    expect([...offered]).toEqual([
      ...['Net sales', 'Orders', 'Average order value', 'Active customers', 'Average customer spend'],
      ...['Repeat rate', 'Return rate', 'Cancellation rate', 'Share returned or cancelled'],
      'Returns and cancellations',
    ])
    await slack.command('/alerts forfeits of own orders above 1k')
    await hears(slack, /Later returns and cancellations above £1,000/)
  })

  test('Change opens the form with what is watched, and what is saved then counts from now on', async () => {
    const { slack } = await start()
    await slack.command('/alerts net sales of toys above £1 here', { channel: 'sales' })
    await slack.click(await hears(slack, /Always above/, { channel: 'sales' }), 'Save')
    const listed = await hears(slack, /Above since/, { channel: 'sales' })
    await slack.click(listed, 'Change')
    const form = await sees(slack, /Change alert/)
    expect(JSON.stringify(form.state)).toMatch(/netSales.*category.*Toys.*above.*£1.*channel.*C0SALES001/)
    expect(await slack.submit(form, { threshold: '£1,000,000' })).toEqual({ ok: true })
    expect(await slack.submit(await sees(slack, /What I would have said/))).toEqual({ ok: true })
    await sees(slack, /Changed: net sales of Toys above £1,000,000/)
    expect(await db.select().from(rules)).toMatchObject([{ threshold: '1000000.000000', target: sales }])
    expect(await db.select().from(incidents)).toEqual([])

    // Others in the channel may pause and delete it; what it watches is hers to say.
    await slack.command('/alerts', { channel: 'sales', user: tom })
    const toms = await hears(slack, /1 alert"/, { channel: 'sales', user: tom })
    expect(labels(toms)).toEqual(['Preview', 'Pause', 'Delete', 'New alert'])
    await slack.click(listed, 'Change', tom)
    await slack.until(() =>
      slack.ephemerals(tom, 'sales').find(shown => /Only whoever asked/.test(wordsOf(shown) ?? '')),
    )
    await slack.click(toms, 'Preview', tom)
    await hears(slack, /It would have told you nothing in 26 weeks\. Never above/, {
      channel: 'sales',
      user: tom,
    })
  })

  test('a form whose weeks take long closes, and the preview comes as a message that can be saved', async () => {
    const { slack } = await start({ patience: { ...unhurried, form: 500 } })
    await slack.command('/alerts new')
    const form = await sees(slack, /New alert/)
    let unlock: () => void = () => {}
    const locked = database.owner.begin(async tx => {
      await tx`lock table coverage in access exclusive mode`
      await new Promise<void>(resolve => {
        unlock = resolve
      })
    })
    await expect
      .poll(async () => {
        const [lock] =
          await database.owner`select from pg_locks where mode = 'AccessExclusiveLock' and granted`
        return lock !== undefined
      })
      .toBe(true)
    expect(await slack.submit(form, { measure: 'orders', threshold: '7' })).toEqual({ ok: true })
    expect(slack.views(you)).toEqual([])
    expect(slack.messages(you)).toEqual([])
    unlock()
    await locked
    const preview = await slack.until(() => slack.messages(you)[0])
    expect(preview.text).toMatch(/^Orders below 7: It would have told you/)
    await slack.click(preview, 'Save')
    await expect.poll(() => db.select().from(rules)).toMatchObject([{ owner: you, measure: 'orders' }])
  })

  test('a form that Slack opens no more is said in a sentence', async () => {
    const { slack } = await start()
    slack.faults.add({ method: 'views.open', kind: 'refused', error: 'expired_trigger_id' })
    await slack.command('/alerts new')
    await hears(slack, /That took too long to open\./)
    await slack.command('/digest new')
    await hears(slack, /That took too long to open\./)
  })

  test('a person has fifty at most, and is told so in the form, too', async () => {
    const { slack } = await start()
    await db.insert(rules).values(
      Array.from({ length: 50 }, (_, at) => ({
        ...{
          owner: you,
          target: you,
          measure: 'orders',
          passing: 'above' as const,
          threshold: String(at + 1),
        },
        since: clock().toString(),
      })),
    )
    await slack.command('/alerts new')
    const form = await sees(slack, /New alert/)
    await slack.submit(form, { measure: 'orders', threshold: '7000' })
    await slack.submit(await sees(slack, /What I would have said/))
    await sees(slack, /Not saved.*You have 50 alerts/)
    expect(await db.select().from(rules)).toHaveLength(50)
    await slack.command('/alerts')
    const listed = await hears(slack, /"50 alerts"/)
    expect(labels(listed).filter(label => label === 'Delete')).toHaveLength(15)
  })

  test('before any sales are loaded an alert can wait for the first complete week', async () => {
    const base = await emptyDatabase()
    const { slack } = await start({ base })
    await slack.command('/alerts net sales below 5k')
    const preview = await hears(slack, /no full week of sales yet/)
    await slack.click(preview, 'Save')
    await hears(slack, /Saved.*Waiting for the first full week/)
    expect(await orm(base.owner).select().from(rules)).toMatchObject([{ judged: null }])
  })

  test('a button that somebody changed on its way does nothing', async () => {
    const { slack } = await start()
    await slack.command('/alerts net sales below 5k')
    const preview = await hears(slack, /Save/)
    const forged = structuredClone(preview)
    for (const block of forged.blocks)
      if (block.type === 'actions')
        for (const one of block.elements)
          if (one.type === 'button' && one.action_id === 'alert-save')
            one.value = `${one.value?.slice(0, -4)}AAAA`
    await slack.click(forged, 'Save')
    await hears(slack, /does not carry what I gave it/)
    expect(await db.select().from(rules)).toEqual([])
  })
})

test('names that look like markup stay names in lists, previews and forms', async () => {
  const { slack } = await start()
  const hostile = '<!channel> *bold* \u202eabc :tada: `x`'
  const product = await db.update(products).set({ name: hostile }).where(eq(products.key, 'P001')).returning()
  expect(product).toHaveLength(1)
  await slack.command('/alerts net sales product:P001 above £1')
  const preview = await hears(slack, /above £1/)
  await slack.click(preview, 'Save')
  const saved = await hears(slack, /Saved/)
  for (const shown of [preview, saved]) {
    expect(wordsOf(shown)).not.toMatch(/mrkdwn|\u202e|"broadcast"/)
    expect(shown.text).not.toMatch(/<!channel>/)
  }
})

test('help lists both commands, and each declares how it is used', () => {
  const all = commands(insights, 'x-').map(({ command }) => command)
  expect(all).toEqual(expect.arrayContaining(['/x-digest', '/x-alerts', '/x-sales']))
  expect(JSON.stringify(help(insights, 'x-').blocks)).toMatch(/\/x-digest help.*\/x-alerts help/)
})
