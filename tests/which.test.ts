import { setTimeout as sleep } from 'node:timers/promises'
import type { Button } from '@slack/types'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Message as Shown } from '../playground/shapes.ts'
import type { LocalSlack } from '../playground/slack.ts'
import { everything } from '../src/access.ts'
import { analyst } from '../src/analyst.ts'
import { UserError } from '../src/errors.ts'
import { customer } from '../src/insights/customer.ts'
import { returns } from '../src/insights/returns.ts'
import { weeklysales } from '../src/insights/weeklysales.ts'
import { seal } from '../src/slack/seal.ts'
import { which } from '../src/slack/which.ts'
import { clock } from './helpers/clock.ts'
import { company } from './helpers/company.ts'
import { emptyDatabase, sampleDatabase } from './helpers/database.ts'
import { image, labels, mine, start, table, whisper, words, you } from './helpers/tilly.ts'

const tom = 'U0TOMO0002'
let sample: Awaited<ReturnType<typeof sampleDatabase>>

beforeAll(async () => {
  sample = await sampleDatabase()
  await sample.owner`update regions set name = 'North East' where name = 'North'`
  await sample.owner`update regions set name = 'North West' where name = 'West'`
  await sample.owner`update customers set name = '<!channel> *Twin*' where key in ('C00001', 'C00002')`
})

const begin = () => start({ reader: sample.reader })
const buttons = ({ blocks }: Shown) =>
  blocks.flatMap(block =>
    block.type === 'actions' ? block.elements.filter((one): one is Button => one.type === 'button') : [],
  )
const answers = (slack: LocalSlack, user = you) => slack.messages(user).filter(table)

/** What is asked back in a channel. */
async function asked(slack: LocalSlack, command: string, channel = 'sales') {
  await slack.command(command, { channel })
  return slack.until(() => slack.ephemerals(you, channel).find(({ text }) => text.startsWith('Which ')))
}

describe('A name that several have', () => {
  test('is asked back with a button for each, and a press answers in the place of the question', async () => {
    const { slack } = await begin()
    const question = await asked(slack, '/weeklysales region:north last quarter')
    expect(question.text).toContain('Which region do you mean by “north”: North East or North West?')
    expect(labels(question)).toEqual(['North East', 'North West'])
    expect(answers(slack)).toEqual([])
    await slack.click(question, 'North West')
    const answer = await slack.until(() => mine(slack).find(image))
    expect(words(answer)).toContain('region North West')
    await slack.until(() => labels(question).includes('Share here'))
    expect(labels(question)).toEqual(['Open in messages', 'Share here'])
    expect(question.text).toContain('North West')
    expect(slack.ephemerals(you, 'sales')).toHaveLength(1)
    expect(slack.messages('sales')).toEqual([])
  })

  test('is asked back in the direct message, too, where the answer stands below', async () => {
    const { slack } = await begin()
    const question = await asked(slack, '/customer <!channel> *Twin* 2025', you)
    expect(question.text).not.toMatch(/<[!@#]/)
    expect(JSON.stringify(question.blocks)).not.toContain('mrkdwn')
    expect(labels(question)).toEqual(['<!channel> *Twin* (C00001)', '<!channel> *Twin* (C00002)'])
    await slack.click(question, '<!channel> *Twin* (C00002)')
    const answer = await slack.until(() => mine(slack).find(table))
    expect(words(answer)).toContain('2025')
    await slack.until(() => question.text === 'Here it is.')
    expect(labels(question)).toEqual([])
  })

  test('of many customers offers five, and what is typed in full is answered', async () => {
    const { slack } = await begin()
    const question = await asked(slack, '/customer smith last year')
    expect(question.text).toMatch(/“smith”: .* or one of \d+ more\?/)
    expect(labels(question)).toHaveLength(5)
    const [name = ''] = labels(question)
    await slack.click(question, name)
    const answer = await slack.until(() => mine(slack).find(table))
    expect(words(answer)).toContain(name)
    await slack.command(`/customer ${name} last year`, { channel: you })
    await slack.until(() => answers(slack).length === 2)
    expect(answers(slack)[1]?.text).toBe(answer.text)
  })

  test('twice in a question is asked back once for each', async () => {
    const { slack } = await begin()
    const question = await asked(slack, '/weeklysales region:north customer:smith last quarter')
    await slack.click(question, 'North East')
    await slack.until(() => question.text.startsWith('Which customer'))
    expect(slack.ephemerals(you, 'sales')).toHaveLength(1)
    const [name = ''] = labels(question)
    await slack.click(question, name)
    const answer = await slack.until(() => mine(slack).find(table))
    expect(words(answer)).toContain('region North East')
    expect(words(answer)).toContain(name)
  })

  test('is posted for all to see only where answers are', async () => {
    const { slack } = await start({ reader: sample.reader, env: { ANSWERS: 'public' } })
    const question = await asked(slack, '/weeklysales region:north last quarter')
    expect(slack.messages('sales')).toEqual([])
    await slack.click(question, 'North East')
    const answer = await slack.until(() => slack.messages('sales').find(image))
    expect(words(answer)).toContain('region North East')
    await slack.until(() => question.text === 'Here it is.')
  })
})

describe('A button of such a question', () => {
  test('is sealed, and carries a name nobody else has', async () => {
    const { slack } = await begin()
    const question = await asked(slack, '/weeklysales 2025 not:region:north')
    const carried = buttons(question).map(({ value = '' }) => seal(slack.token).open('which', value))
    expect(carried).toEqual([
      'weeklysales 2025 not:region:"North East"',
      'weeklysales 2025 not:region:"North West"',
    ])
  })

  test('pressed twice answers once', async () => {
    const { slack } = await begin()
    const question = await asked(slack, '/weeklysales region:north last quarter')
    await Promise.all([slack.click(question, 'North West'), slack.click(question, 'North West')])
    await slack.until(() => labels(question).includes('Share here'))
    await sleep(300)
    expect(answers(slack)).toHaveLength(1)
  })

  test('pressed by someone else answers them, and nobody sees it but they', async () => {
    const { slack } = await begin()
    const question = await asked(slack, '/weeklysales region:north last quarter')
    await slack.click(structuredClone(question), 'North West', tom)
    await slack.until(() => answers(slack, tom).length === 1)
    expect(answers(slack)).toEqual([])
    expect(slack.messages('sales')).toEqual([])
  })

  test.each([
    [
      'of another app',
      () => seal('xoxb-other').shut('which', 'weeklysales'),
      'does not carry what I gave it',
    ],
    ['for another purpose', (token: string) => seal(token).shut('ask', 'weeklysales'), 'does not carry'],
    ['of before', () => 'weeklysales region:"North East"', 'from an older version of me'],
  ] as const)('that is %s is refused with a sentence', async (_, value, sentence) => {
    const { slack } = await begin()
    const question = await asked(slack, '/weeklysales region:north last quarter')
    for (const button of buttons(question)) button.value = value(slack.token) ?? ''
    await slack.click(question, 'North West')
    await slack.until(() => slack.ephemerals(you, 'sales').find(({ text }) => text.includes(sentence)))
    expect(answers(slack)).toEqual([])
  })

  test('answers also when its address to reply to takes nothing any more', async () => {
    const { slack } = await start({ reader: sample.reader })
    const question = await asked(slack, '/weeklysales region:north last quarter')
    slack.faults.add({ kind: 'unavailable', method: 'response_url' })
    await slack.click(question, 'North West')
    await slack.until(() => answers(slack).length === 1)
  })

  test('whose text has no room in it gives way to what to type', () => {
    const error = new UserError('Which region?', {
      hint: 'Type region:"A".',
      choices: [{ label: 'A', ask: 'a'.repeat(3000) }],
    })
    const { blocks } = which(error, seal('xoxb'))
    expect(JSON.stringify(blocks)).toContain('Type region')
    expect(blocks.some(({ type }) => type === 'actions')).toBe(false)
  })
})

describe('Whom a person may not see', () => {
  test('is neither found nor offered, by any part of the name', async () => {
    const { answer } = analyst({ reader: sample.reader, company, now: clock })
    const [east] = await sample.owner`select id::int from regions where name = 'North East'`
    const scope = { regions: [Number(east?.id)], channels: '*' as const }
    const found = await answer({ insight: weeklysales, text: 'region:north', scope })
    expect(found.asked.region).toMatchObject([{ name: 'North East' }])
    for (const text of ['region:"north west"', 'region:nw', 'region:midlnds', 'region:midl'])
      await expect(answer({ insight: weeklysales, text, scope })).rejects.toMatchObject({
        message: expect.stringMatching(/^There is no region/),
        hint: expect.not.stringMatching(/West|Midlands/),
      })
    const [hidden] = await sample.owner`
      select name, key from customers where not regions && array[${scope.regions[0] ?? 0}]::smallint[]
      and name not in (select name from customers where regions && array[${scope.regions[0] ?? 0}]::smallint[])
      order by id limit 1`
    const name = String(hidden?.name)
    for (const text of [name, name.slice(0, -1), String(hidden?.key)]) {
      const said = await answer({ insight: customer, text, scope }).then(
        ({ rows }) => JSON.stringify(rows),
        error => (error instanceof UserError ? `${JSON.stringify(error.choices ?? '')} ${error.hint}` : ''),
      )
      expect(said).not.toContain(hidden?.key)
      expect(said).not.toContain(name)
    }
  })
})

describe('Among very many', () => {
  test('products and customers, only those that the text may name are read', async () => {
    const many = await sampleDatabase()
    await many.owner`
      insert into products (key, name, merchandise)
      select 'X' || n, 'Widget ' || chr(97 + n % 26) || chr(97 + n / 26 % 26) || chr(97 + n / 676 % 26) || n, true
      from generate_series(1, 60000) n`
    await many.owner`insert into products (key, name, merchandise) values ('Q-77', 'Zürcher Öl, süß', true)`
    const { answer } = analyst({ reader: many.reader, company, now: clock })
    const product = async (text: string) =>
      (await answer({ insight: returns, text: `product:"${text}" last week`, scope: everything })).asked
        .product
    for (const text of ['Q-77', 'q-77', 'zurcher ol, suß', 'Zürcher', 'öl', 'zrcher öl', 'xürcher öl süß'])
      if (text === 'öl') await expect(product(text)).rejects.toThrow('There is no product')
      else expect(await product(text)).toMatchObject([{ key: 'Q-77' }])
    // More begin so than are read: the exact one is among those that are.
    expect(await product('X59999')).toMatchObject([{ key: 'X59999' }])
    const [last] = await many.owner`select name, key from products where key = 'X60000'`
    expect(await product(String(last?.name))).toMatchObject([{ key: 'X60000' }])
    await expect(product('widget')).rejects.toThrow(/^Which product do you mean by “widget”: .* more\?$/)
  }, 60_000)
})

test('Before anything is loaded, whoever asks about a customer is told so', async () => {
  const empty = await emptyDatabase()
  const { slack } = await start({ reader: empty.reader })
  await slack.command('/customer 14911', { channel: 'sales' })
  const said = await whisper(slack, 'sales')
  expect(said.text).toContain('No sales are loaded yet. ')
  expect(said.text).toContain('npm run import')
})
