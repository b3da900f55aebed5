import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { App } from '@slack/bolt'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import sharp from 'sharp'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  type TestContext,
  test,
} from 'vitest'
import { type LocalSlack, localSlack } from '../playground/slack.ts'
import { emptyDatabase, sampleDatabase } from './helpers/database.ts'
import { unhurriedSlack } from './helpers/unhurried.ts'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const commands = [
  { command: '/hello', description: 'A greeting with everything a message holds', usage: '/hello [who]' },
  { command: '/help', description: 'What can be asked', usage: '/help' },
  { command: '/returns', description: 'What came back', usage: '/returns [period]' },
]
const maya = 'U0MAYA0001'
const hostile = '<img src=x onerror="document.title=1">'
const escaped = '&lt;img src=x onerror="document.title=1"&gt;'
const phone = { width: 390, height: 844 }

const raw = (text: string) => ({ type: 'raw_text', text })
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August']
const series = (name: string, by: number) => ({
  name,
  data: months.map((label, at) => ({ label, value: 1000 + at * by })),
})

/** A message with every kind of block; `file` is its picture. */
const everything = (file: string, title: string) => [
  { type: 'header', text: { type: 'plain_text', text: title } },
  {
    type: 'section',
    text: {
      type: 'mrkdwn',
      text: `*Bold* and _italic_ for <@${maya}>, ${escaped} <javascript:alert(1)|not a link>`,
    },
    fields: [
      { type: 'mrkdwn', text: '*Net sales*\n£182,410.55' },
      { type: 'mrkdwn', text: `*Word*\n${'longwordwithoutend'.repeat(12)}` },
    ],
  },
  { type: 'image', slack_file: { id: file }, alt_text: 'Net sales by week: 171, 175, 182' },
  {
    type: 'table',
    rows: [
      ['Week', 'Gross sales', 'Discounts', 'Returns', 'Net sales', 'Orders', 'Customers'].map(raw),
      ...months.map(month => [month, ...Array<string>(6).fill('£182,410.55')].map(raw)),
    ],
    column_settings: [{ align: 'left' }, ...Array<{ align: string }>(6).fill({ align: 'right' })],
  },
  {
    type: 'data_visualization',
    title: 'By region',
    chart: {
      type: 'bar',
      series: [series('North', 70), series('South', -90)],
      axis_config: { categories: months },
    },
  },
  {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: hostile }] }],
  },
  { type: 'divider' },
  { type: 'context', elements: [{ type: 'mrkdwn', text: 'Data through 22 November' }] },
  {
    type: 'actions',
    elements: [
      {
        type: 'button',
        action_id: 'again',
        style: 'primary',
        text: { type: 'plain_text', text: 'Look again' },
      },
      {
        type: 'button',
        action_id: 'delete',
        style: 'danger',
        text: { type: 'plain_text', text: 'Delete' },
        confirm: {
          title: { type: 'plain_text', text: 'Delete it?' },
          text: { type: 'plain_text', text: 'For good.' },
        },
      },
    ],
  },
]

/** A small app that answers `/hello` by a direct message and points to it. */
async function greeter(slack: LocalSlack): Promise<App> {
  const app = new App({
    token: slack.token,
    signingSecret: slack.signingSecret,
    clientOptions: { slackApiUrl: slack.apiUrl },
  })
  const picture = await sharp({ create: { width: 1280, height: 720, channels: 3, background: '#0e6f66' } })
    .png()
    .toBuffer()
  let file = ''
  app.command('/hello', async ({ ack, command, client, respond }) => {
    await ack()
    const upload = await client.files.getUploadURLExternal({ filename: 'hello.png', length: picture.length })
    file = String(upload.file_id)
    await fetch(String(upload.upload_url), { method: 'POST', body: new Uint8Array(picture) })
    await client.files.completeUploadExternal({ files: [{ id: file, title: 'Hello' }] })
    const { channel, ts } = await client.chat.postMessage({
      channel: command.user_id,
      text: 'Hello',
      blocks: everything(file, `Hello ${command.text}`) as never,
    })
    const { permalink } = await client.chat.getPermalink({ channel: String(channel), message_ts: String(ts) })
    await respond({
      text: 'The answer is in your messages',
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: 'The answer is in *your* messages' } },
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'open',
              url: String(permalink),
              text: { type: 'plain_text', text: 'Open' },
            },
          ],
        },
      ],
    })
  })
  app.action('open', ({ ack }) => ack())
  app.action('again', async ({ ack, body, client }) => {
    await ack()
    const { channel, message } = body as unknown as { channel: { id: string }; message: { ts: string } }
    await client.chat.update({
      channel: channel.id,
      ts: message.ts,
      text: 'Changed',
      blocks: everything(file, 'Changed in place') as never,
    })
  })
  app.action('delete', async ({ ack, respond }) => {
    await ack()
    await respond({ delete_original: true })
  })
  const server = await app.start({ port: 0, host: '127.0.0.1' })
  const { port } = server.address() as AddressInfo
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`)
  return app
}

let browser: Browser | undefined
let slack: LocalSlack
let app: App
const problems: string[] = []

beforeAll(async () => {
  if (existsSync(executablePath)) browser = await chromium.launch({ executablePath, args })
})
afterAll(async () => {
  await browser?.close()
})
beforeEach(() => {
  problems.length = 0
})
afterEach(async () => {
  for (const context of browser?.contexts() ?? []) await context.close()
})

/** The page in a fresh browser profile; it may load nothing from elsewhere and break nothing. */
async function open(
  ctx: TestContext,
  options: BrowserContextOptions = {},
  url = () => slack.url,
): Promise<Page> {
  if (!browser)
    return ctx.skip(`Chromium is missing; looked at: ${executablePath} (set CHROMIUM to another path)`)
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  page.on('pageerror', error => problems.push(error.message))
  page.on('console', message => message.type() === 'error' && problems.push(message.text()))
  page.on('request', request => request.url().startsWith(url()) || problems.push(request.url()))
  await page.goto(url())
  await page.locator('textarea:enabled').waitFor()
  return page
}

const heading = (page: Page, text: string) => page.getByRole('heading', { name: text, exact: true })
/** A computed style; tests know no DOM, so the browser's function is looked up there. */
const style = (locator: Locator, name: string) =>
  locator.evaluate((node, name) => Reflect.get(globalThis, 'getComputedStyle')(node)[name], name)
const suggestions = (page: Page) => page.getByRole('listbox', { name: 'Commands' }).getByRole('option')
const width = (page: Page) => page.evaluate('document.scrollingElement.scrollWidth - innerWidth')

async function hello(page: Page, who: string) {
  await page.locator('textarea').pressSequentially('/hello')
  await page.keyboard.press('Tab')
  await page.keyboard.type(who)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Open' }).click()
  await heading(page, `Hello ${who}`).waitFor()
}

describe('The page', () => {
  beforeEach(async () => {
    slack = await localSlack({ commands, ...unhurriedSlack, company: 'Corner & Sons' })
    app = await greeter(slack)
  })
  afterEach(async () => {
    await app.stop()
    await slack.close()
  })

  test('says what it is, and each channel what to type', async ctx => {
    const page = await open(ctx)
    await page.getByText('A local stand-in for Slack').waitFor()
    expect(await page.locator('.banner').textContent()).toContain('Corner & Sons')
    await heading(page, 'Welcome to #sales').waitFor()
    await page.getByRole('log').getByRole('button', { name: '/hello' }).click()
    expect(await page.locator('textarea').inputValue()).toBe('/hello ')
    expect(problems).toEqual([])
  })

  test('completes a command, shows the answer with everything in it, and changes it in place', async ctx => {
    const page = await open(ctx)
    await page.keyboard.type('/he')
    const options = suggestions(page)
    await options.first().waitFor()
    expect(await options.count()).toBe(2)
    await page.keyboard.press('ArrowDown')
    expect(await page.getByRole('listbox').getByRole('option', { selected: true }).textContent()).toContain(
      '/help',
    )
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    expect(await page.locator('textarea').inputValue()).toBe('/hello ')
    expect(await page.getByRole('status').textContent()).toBe('/hello [who]')
    await page.keyboard.type('world')
    await page.keyboard.press('Enter')

    await page.getByText('Only visible to you').waitFor()
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /Tilly.*1 unread/ })
      .waitFor()
    await page.getByRole('button', { name: 'Open' }).click()
    await heading(page, 'Hello world').waitFor()
    expect(new URL(page.url()).pathname).toMatch(/^\/archives\/D\w+\/p\d+$/)

    const message = page.getByRole('article').filter({ has: heading(page, 'Hello world') })
    expect(await message.locator('strong').first().textContent()).toBe('Bold')
    expect(await message.getByText('@Maya Lindqvist').count()).toBe(1)
    expect(await message.getByText(hostile).count()).toBe(2)
    expect(await message.locator('a', { hasText: 'not a link' }).count()).toBe(0)
    const picture = message.locator('.picture img')
    await expect.poll(() => picture.evaluate(node => Reflect.get(node, 'naturalWidth'))).toBe(1280)
    expect(await picture.getAttribute('alt')).toBe('Net sales by week: 171, 175, 182')
    const table = message.getByRole('table').first()
    expect(await table.getByRole('row').count()).toBe(9)
    const cell = table.getByRole('cell', { name: '£182,410.55' }).first()
    expect(await style(cell, 'textAlign')).toBe('right')
    expect(await message.getByRole('img', { name: /^By region: North: January 1,000/ }).count()).toBe(1)

    await message.getByRole('button', { name: /^Enlarge/ }).click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    await message.getByRole('button', { name: 'Look again' }).click()
    await heading(page, 'Changed in place').waitFor()
    expect(await heading(page, 'Hello world').count()).toBe(0)
    expect(await page.getByRole('article').count()).toBe(1)

    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog', { name: 'Delete it?' }).getByRole('button', { name: 'Yes' }).click()
    await page.getByRole('article').waitFor({ state: 'detached' })
    expect(problems).toEqual([])
  })

  test('links into Slack move inside the page', async ctx => {
    const page = await open(ctx)
    const { team, appId, bot } = slack.workspace
    slack.workspace.post({
      channel: 'C0SALES001',
      user: bot.id,
      text: `<slack://app?team=${team}&amp;id=${appId}&amp;tab=messages|My messages> <slack://channel?team=${team}&amp;id=C0RETURNS1|Returns>`,
    })
    await page.getByRole('link', { name: 'Returns' }).click()
    await heading(page, 'Welcome to #returns').waitFor()
    await page.goBack()
    await page.getByRole('link', { name: 'My messages' }).click()
    await page.getByText('Private answers arrive here').waitFor()
    expect(page.context().pages()).toHaveLength(1)
    expect(problems).toEqual([])
  })

  test('a private message can be dismissed, and is nobody else’s', async ctx => {
    const page = await open(ctx)
    const other = await open(ctx)
    await other.getByLabel('You are').selectOption('U0TOMO0002')
    await page.keyboard.type('/nonsense')
    await page.keyboard.press('Enter')
    await page.getByText('/nonsense is not a valid command').waitFor()
    await page.keyboard.type('Good morning')
    await page.keyboard.press('Enter')
    await other.getByText('Good morning').waitFor()
    expect(await other.getByText('/nonsense').count()).toBe(0)
    await page.getByRole('button', { name: 'Dismiss message' }).click()
    await page.getByText('Only visible to you').waitFor({ state: 'detached' })
    expect(slack.ephemerals(maya, 'sales')).toEqual([])
  })

  test('arrow up brings back what was sent', async ctx => {
    const page = await open(ctx)
    for (const text of ['First', 'Second']) {
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
      await page.getByRole('log').getByText(text).waitFor()
    }
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    expect(await page.locator('textarea').inputValue()).toBe('First')
    await page.keyboard.press('ArrowDown')
    expect(await page.locator('textarea').inputValue()).toBe('Second')
  })

  test('without a bot the box sleeps and says so, and it wakes by itself', async ctx => {
    const page = await open(ctx)
    await app.stop()
    await page.locator('textarea:disabled').waitFor()
    await page.getByText('Tilly is not connected. Start the bot').waitFor()
    app = await greeter(slack)
    await page.locator('textarea:enabled').waitFor()
  })

  test('a page that lost the local Slack finds it again', async ctx => {
    const page = await open(ctx)
    const port = Number(new URL(slack.url).port)
    await slack.close()
    await page.getByRole('alert').waitFor()
    slack = await localSlack({ commands, ...unhurriedSlack, port, company: 'Corner & Daughters' })
    await page.getByRole('heading', { name: 'Corner & Daughters' }).waitFor()
    await page.getByRole('alert').waitFor({ state: 'detached' })
  })

  test('colours follow the system until a person chooses, and the choice stays', async ctx => {
    const page = await open(ctx, { colorScheme: 'dark' })
    const background = () => style(page.locator('main'), 'backgroundColor')
    const dark = await background()
    await page.getByRole('button', { name: 'Use light colours' }).click()
    await expect.poll(background).toBe('rgb(255, 255, 255)')
    expect(dark).not.toBe('rgb(255, 255, 255)')
    await page.reload()
    await page.locator('textarea:enabled').waitFor()
    expect(await background()).toBe('rgb(255, 255, 255)')
  })

  for (const colorScheme of ['light', 'dark'] as const)
    test(`at 390 pixels nothing runs over the edge, ${colorScheme}`, async ctx => {
      const page = await open(ctx, { viewport: phone, colorScheme, hasTouch: true })
      expect(await width(page)).toBeLessThanOrEqual(0)
      await page.locator('textarea').pressSequentially('/')
      await suggestions(page).last().tap()
      expect(await page.locator('textarea').inputValue()).toBe('/returns ')
      await page.locator('textarea').fill('')
      await hello(page, 'phone')
      expect(await width(page)).toBeLessThanOrEqual(0)
      // What is wider than the page scrolls in its own box; nothing else may stick out.
      const sticking = await page.evaluate(`[...document.querySelectorAll('main *')]
        .filter(node => !node.closest('.sideways table, .suggestions') && node.getBoundingClientRect().right > innerWidth + 1)
        .map(node => node.className || node.tagName)`)
      expect(sticking).toEqual([])
      const table = page.locator('.sideways').first()
      const edges = page.locator('.edges').first()
      const shadow = () =>
        edges.evaluate(
          node => Reflect.get(globalThis, 'getComputedStyle')(node, '::after').content !== 'none',
        )
      expect(await shadow()).toBe(true)
      const scrolled = table.evaluate(node => {
        node.scrollLeft = 1000
        return node.scrollLeft
      })
      expect(await scrolled).toBeGreaterThan(0)
      // At the far end nothing more lies to the right, and the first column is still there.
      await expect.poll(shadow).toBe(false)
      const month = table.getByRole('cell', { name: 'January', exact: true })
      const [cell, outer] = [await month.boundingBox(), await edges.boundingBox()]
      expect(cell?.x).toBeCloseTo((outer?.x ?? 0) + 1, 0)

      await page.getByRole('button', { name: 'Conversations' }).tap()
      await page.getByRole('navigation').getByRole('button', { name: 'returns' }).tap()
      await heading(page, 'Welcome to #returns').waitFor()
      expect(await width(page)).toBeLessThanOrEqual(0)
      expect(problems).toEqual([])
    })
})

describe('Open', () => {
  beforeEach(async () => {
    slack = await localSlack({ commands, ...unhurriedSlack })
    app = await greeter(slack)
  })
  afterEach(async () => {
    await app.stop()
    await slack.close()
  })

  for (const viewport of [{ width: 1280, height: 900 }, phone])
    test(`leads to the headline, which stays in view while pictures arrive, at ${viewport.width} pixels`, async ctx => {
      const page = await open(ctx, { viewport })
      let release = () => {}
      const held = new Promise<void>(resolve => {
        release = resolve
      })
      await page.route('**/files/*', async route => {
        await held
        await route.continue()
      })
      for (const [at, who] of ['one', 'two'].entries()) {
        await page.locator('textarea').fill(`/hello ${who}`)
        await page.keyboard.press('Enter')
        await page.getByRole('button', { name: 'Open' }).nth(at).waitFor()
      }
      const pictures = page.locator('.picture img')
      const loaded = () =>
        expect
          .poll(() =>
            pictures.evaluateAll(all => all.map(picture => Number(Reflect.get(picture, 'naturalWidth')))),
          )
          .toEqual([1280, 1280])
      const inView = async (text: string) => {
        const [headline, box] = [heading(page, text), page.locator('.messages')]
        await headline.waitFor()
        const place = async () => {
          const [inner, outer] = [await headline.boundingBox(), await box.boundingBox()]
          if (!inner || !outer) throw new Error(`Nothing to measure; heading: ${text}`)
          return { top: inner.y - outer.y, bottom: outer.y + outer.height - inner.y - inner.height }
        }
        // The page scrolls to it once it is drawn.
        await expect
          .poll(async () => Object.values(await place()).every(distance => distance >= 0))
          .toBe(true)
        return (await place()).top
      }

      await page.getByRole('button', { name: 'Open' }).first().click()
      const before = await inView('Hello one')
      const height = () => pictures.first().evaluate(node => Number(Reflect.get(node, 'clientHeight')))
      const reserved = await height()
      release()
      await loaded()
      expect(await height()).toBe(reserved)
      expect(await inView('Hello one')).toBeCloseTo(before, 0)

      // As with a fresh answer at the end: a few words first, the rest by a change once the reader is there.
      const bare = slack.messages(maya).map(message => {
        const { blocks } = message
        slack.workspace.change(message, { blocks: blocks.slice(0, 2) })
        return { message, blocks }
      })
      await expect.poll(() => pictures.count()).toBe(0)
      await page.goBack()
      await page.getByRole('button', { name: 'Open' }).last().click()
      await inView('Hello two')
      for (const { message, blocks } of bare) slack.workspace.change(message, { blocks })
      await loaded()
      const top = await inView('Hello two')

      // Whoever moves on is not pulled back.
      await heading(page, 'Hello two').hover()
      await page.mouse.wheel(0, -300)
      const moved = async () => (await heading(page, 'Hello two').boundingBox())?.y
      await expect.poll(moved).toBeGreaterThan(top + 250)
      slack.workspace.post({ channel: bare[0]?.message.channel ?? '', user: maya, text: 'One more' })
      await page.getByText('One more').waitFor()
      expect(await moved()).toBeGreaterThan(top + 250)
      expect(problems).toEqual([])
    })
})

describe('Forms, Home, threads and the log', () => {
  const plain = (text: string) => ({ type: 'plain_text', text })
  const option = (value: string) => ({ text: plain(value), value })
  const section = (text: string, more: object = {}) => ({
    type: 'section',
    text: { type: 'mrkdwn', text },
    ...more,
  })
  const field = (id: string, label: string, element: object, more: object = {}) => ({
    type: 'input',
    block_id: id,
    label: plain(label),
    element: { ...element, action_id: id },
    ...more,
  })
  const modal = (title: string, blocks: object[], more: object = {}) =>
    ({
      type: 'modal',
      callback_id: 'form',
      title: plain(title),
      submit: plain('Save'),
      blocks,
      ...more,
    }) as never
  const form = [
    field('measure', 'Measure', { type: 'static_select', options: ['Returns', 'Orders'].map(option) }),
    field('share', 'Threshold', { type: 'number_input', is_decimal_allowed: true }),
    field('member', 'Only for', { type: 'external_select', min_query_length: 1 }, { optional: true }),
    field('days', 'Days', {
      type: 'multi_static_select',
      placeholder: plain('Any day'),
      options: ['Mon', 'Fri'].map(option),
    }),
    field('at', 'At', { type: 'timepicker', initial_time: '08:00' }),
    field('when', 'When', { type: 'radio_buttons', options: ['above', 'below'].map(option) }),
    field('note', 'Note', { type: 'plain_text_input', multiline: true }, { optional: true }),
  ]
  let heard: unknown[]
  let opened: unknown[]

  beforeEach(async () => {
    slack = await localSlack({ commands, ...unhurriedSlack })
    app = await greeter(slack)
    heard = []
    opened = []
    app.command('/help', async ({ ack, client, body }) => {
      await ack()
      await client.views.open({ trigger_id: body.trigger_id, view: modal('New alert', form) })
    })
    app.view('form', async ({ ack, view }) => {
      const { values } = view.state
      if (values.share?.share?.value === '99')
        return ack({ response_action: 'errors', errors: { share: 'It has never been that high.' } })
      heard.push(values)
      return values.share
        ? ack({ response_action: 'push', view: modal('Saved', [section('All *well*')]) })
        : ack()
    })
    app.options('member', ({ ack, options }) => ack({ options: [option(`${options.value}ys`)] as never }))
    app.action(/^(period|dots|go)$/, async ({ ack, action }) => {
      await ack()
      heard.push(action)
    })
    app.event('app_home_opened', async ({ event, client }) => {
      opened.push([event.user, event.tab])
      const elements = [
        {
          type: 'static_select',
          action_id: 'period',
          placeholder: plain('Period'),
          options: ['Week', 'Month'].map(option),
        },
        { type: 'button', action_id: 'go', text: plain('Send now') },
      ]
      const dots = { type: 'overflow', action_id: 'dots', options: ['Pause', 'Delete'].map(option) }
      const blocks = [
        section(`For <@${event.user}>`, { accessory: dots }),
        { type: 'actions', block_id: 'row', elements },
      ]
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } as never })
    })
  })
  afterEach(async () => {
    await app.stop()
    await slack.close()
  })

  async function openForm(page: Page) {
    await page.locator('textarea').fill('/help')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'New alert' })
    await dialog.waitFor()
    return dialog
  }
  const save = (dialog: Locator) => dialog.getByRole('button', { name: 'Save' }).click()

  test('a form says what is missing under each field, then what the app objects to, and goes through', async ctx => {
    const page = await open(ctx)
    const dialog = await openForm(page)
    await save(dialog)
    await dialog.getByText('Please complete this required field.').first().waitFor()
    expect(await dialog.getByText('Please complete this required field.').count()).toBe(4)
    expect(heard).toEqual([])
    await dialog.getByLabel('Measure').selectOption('Returns')
    await dialog.getByLabel('Threshold').fill('much')
    await dialog.getByLabel('Only for').fill('To')
    await dialog.getByRole('option', { name: 'Toys' }).click()
    await dialog.getByText('Any day').click()
    await dialog.getByLabel('Fri').check()
    await dialog.getByLabel('At', { exact: true }).fill('09:30')
    await dialog.getByLabel('above').check()
    await dialog.getByLabel('Note').fill('Because')
    await save(dialog)
    await dialog.getByText('Enter a number.').waitFor()
    await dialog.getByLabel('Threshold').fill('99')
    await save(dialog)
    await dialog.getByText('It has never been that high.').waitFor()
    expect(await dialog.getByRole('alert').count()).toBe(1)
    await dialog.getByLabel('Threshold').fill('8')
    expect(await dialog.getByRole('alert').count()).toBe(0)
    await save(dialog)
    await page.getByRole('dialog', { name: 'Saved' }).waitFor()
    expect(heard).toEqual([
      {
        measure: { measure: { type: 'static_select', selected_option: option('Returns') } },
        share: { share: { type: 'number_input', value: '8' } },
        member: { member: { type: 'external_select', selected_option: option('Toys') } },
        days: { days: { type: 'multi_static_select', selected_options: [option('Fri')] } },
        at: { at: { type: 'timepicker', selected_time: '09:30' } },
        when: { when: { type: 'radio_buttons', selected_option: option('above') } },
        note: { note: { type: 'plain_text_input', value: 'Because' } },
      },
    ])
    await page.getByRole('button', { name: 'Back', exact: true }).click()
    expect(await dialog.getByLabel('Measure').inputValue()).toBe('Returns')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(slack.views()).toEqual([])
    expect(problems).toEqual([])
  })

  test('a form that the app does not take stays, and says so', async ctx => {
    const page = await open(ctx)
    await page.locator('textarea').fill('/help')
    await page.keyboard.press('Enter')
    const [view] = await slack.until(() => slack.views().length > 0 && slack.views())
    if (!view) throw new Error('no form was opened')
    await clientOfApp().views.update({
      view_id: view.id,
      view: modal('Nobody listens', [section('x')], { callback_id: 'unheard' }),
    })
    const dialog = page.getByRole('dialog', { name: 'Nobody listens' })
    slack.deliverTo('http://127.0.0.1:9/slack/events')
    await save(dialog)
    await dialog.getByText('We had some trouble connecting').waitFor()
    expect(slack.views()).toHaveLength(1)
  })
  const clientOfApp = () => app.client

  test('Home is each person’s own, and its menus and buttons reach the app', async ctx => {
    const page = await open(ctx)
    await page.getByRole('navigation').getByRole('button', { name: /Tilly/ }).click()
    await page.getByRole('tab', { name: 'Home' }).click()
    await page.getByText('For @Maya Lindqvist').waitFor()
    expect(new URL(page.url()).pathname).toMatch(/^\/archives\/D\w+\/home$/)
    await page.getByLabel('Period').selectOption('Month')
    await page.getByLabel('More actions').click()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'Send now' }).click()
    await expect.poll(() => heard.length).toBe(3)
    expect(heard).toEqual([
      expect.objectContaining({ action_id: 'period', selected_option: option('Month') }),
      expect.objectContaining({ action_id: 'dots', selected_option: option('Pause') }),
      expect.objectContaining({ action_id: 'go', type: 'button' }),
    ])
    await page.getByLabel('You are').selectOption('U0TOMO0002')
    await page.getByRole('navigation').getByRole('button', { name: /Tilly/ }).click()
    await page.getByRole('tab', { name: 'Home' }).click()
    await page.getByText('For @Tom Okafor').waitFor()
    expect(await page.getByText('For @Maya Lindqvist').count()).toBe(0)
    await expect.poll(() => opened).toContainEqual(['U0TOMO0002', 'home'])
    expect(opened).toContainEqual([maya, 'messages'])
    expect(problems).toEqual([])
  })

  test('a thread opens beside the channel, takes answers, and knows no commands', async ctx => {
    const page = await open(ctx)
    const { ts } = await app.client.chat.postMessage({ channel: 'C0SALES001', text: 'Toys came back' })
    await app.client.chat.postMessage({ channel: 'C0SALES001', text: 'From 9.4 %', thread_ts: String(ts) })
    await page.getByRole('button', { name: '1 reply' }).click()
    const thread = page.getByRole('complementary', { name: 'Thread' })
    await thread.getByText('From 9.4 %').waitFor()
    expect(await page.getByRole('log').getByText('From 9.4 %').count()).toBe(0)
    await thread.locator('textarea').fill('Why?')
    await page.keyboard.press('Enter')
    await thread.getByRole('article').filter({ hasText: 'Why?' }).waitFor()
    expect(slack.messages('sales').map(({ text, threadTs }) => [text, threadTs])).toEqual([
      ['Toys came back', undefined],
      ['From 9.4 %', ts],
      ['Why?', ts],
    ])
    await thread.locator('textarea').fill('/hello ')
    await page.keyboard.press('Enter')
    await thread.getByText('/hello is not supported in threads. Sorry!').waitFor()
    await thread.getByRole('button', { name: 'Close the thread' }).click()
    await page
      .getByRole('button', { name: '2 replies' })
      .or(page.getByRole('button', { name: '3 replies' }))
      .waitFor()
    expect(problems).toEqual([])
  })

  test('a file can be saved, and an archived channel takes no more', async ctx => {
    const page = await open(ctx)
    await app.client.filesUploadV2({
      channel_id: 'C0SALES001',
      filename: 'week.csv',
      title: 'Week',
      content: 'a,b\n',
    })
    const link = page.getByRole('link', { name: /Week.*week\.csv, 4 bytes/ })
    const [saved] = await Promise.all([page.waitForEvent('download'), link.click()])
    expect(saved.suggestedFilename()).toBe('week.csv')
    slack.admin.archive('sales')
    await page.locator('textarea:disabled').waitFor()
    expect(await page.getByRole('status').textContent()).toBe('This channel is archived.')
  })

  test('the log shows calls and deliveries with what became of them', async ctx => {
    const page = await open(ctx)
    await page.getByRole('button', { name: 'Traffic' }).click()
    const log = page.getByRole('complementary', { name: 'Traffic' })
    await app.client.chat.postMessage({ channel: 'C0WAREHOU1', text: 'x' }).catch(() => undefined)
    await log.getByRole('row', { name: /→ chat\.postMessage 200 not_in_channel \d+ ms/ }).waitFor()
    await page.locator('textarea').fill('/hello log')
    await page.keyboard.press('Enter')
    await log.getByRole('row', { name: /← \/hello 200 \d+ ms/ }).waitFor()
    await log.getByRole('row', { name: /→ upload 200 \d+ ms/ }).waitFor()
    await log.getByLabel('Which lines').selectOption('Deliveries to the app')
    expect(await log.getByText('→').count()).toBe(0)
    await log.getByRole('button', { name: 'Close the traffic' }).click()
    await log.waitFor({ state: 'detached' })
    expect(problems).toEqual([])
  })

  for (const colorScheme of ['light', 'dark'] as const)
    test(`at 390 pixels forms, threads and the log fit, ${colorScheme}`, async ctx => {
      const page = await open(ctx, { viewport: phone, colorScheme, hasTouch: true })
      const fits = async (part: Locator) => {
        await part.waitFor()
        const box = await part.boundingBox()
        expect(box?.x ?? -1).toBeGreaterThanOrEqual(0)
        expect((box?.x ?? 0) + (box?.width ?? 1000)).toBeLessThanOrEqual(390)
        expect(await width(page)).toBeLessThanOrEqual(0)
      }
      const dialog = await openForm(page)
      await fits(dialog)
      await save(dialog)
      await fits(dialog.getByText('Please complete this required field.').last())
      await dialog.getByRole('button', { name: 'Close' }).click()
      await dialog.waitFor({ state: 'detached' })
      const { ts } = await app.client.chat.postMessage({ channel: 'C0SALES001', text: 'Toys' })
      await app.client.chat.postMessage({ channel: 'C0SALES001', text: 'Back', thread_ts: String(ts) })
      await page.getByRole('button', { name: '1 reply' }).tap()
      await fits(page.getByRole('complementary', { name: 'Thread' }))
      await page.getByRole('button', { name: 'Close the thread' }).tap()
      await page.getByRole('button', { name: /^Conversations/ }).tap()
      await page.getByRole('button', { name: 'Traffic' }).tap()
      await fits(page.getByRole('complementary', { name: 'Traffic' }))
      expect(problems).toEqual([])
    })
})

describe('The demo', () => {
  /** The demo as a process of its own, and what it says on both its outputs. */
  function demo(databaseUrl: string) {
    const child = spawn(process.execPath, ['--import', 'tsx', 'playground/demo.ts'], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        DATABASE_READ_URL: '',
        PORT: '0',
        COMMAND_PREFIX: '',
      },
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const ended = once(child, 'exit')
    let said = ''
    const listeners = new Set<() => void>()
    for (const output of [child.stdout, child.stderr])
      output.on('data', chunk => {
        said += chunk
        for (const listen of listeners) listen()
      })
    return {
      said: () => said,
      /** Waits until it has said something; fails if it ends before. */
      async says(pattern: RegExp): Promise<string> {
        const heard = new Promise<string>(resolve => {
          const listen = () => {
            const [, found] = pattern.exec(said) ?? []
            if (found !== undefined) resolve(found)
          }
          listeners.add(listen)
          listen()
        })
        const gone = ended.then(([code]) => {
          throw new Error(`The demo goes on; status: ${code}; it said: ${said}`)
        })
        return Promise.race([heard, gone])
      },
      async stop(signal: 'SIGTERM' | 'SIGINT') {
        child.kill(signal)
        return (await ended)[0]
      },
    }
  }

  /** Whether the picture of a message has arrived, drawn at its full size. */
  const isDrawn = (message: Locator) =>
    message.locator('.picture img').evaluate(node => Number(Reflect.get(node, 'naturalWidth')) >= 1000)

  test('answers three commands with words, table, picture and follow-ups, and shares one', async ctx => {
    if (!browser) return ctx.skip(`Chromium is missing; looked at: ${executablePath}`)
    const database = await sampleDatabase()
    const running = demo(database.url)
    const url = await running.says(/Tilly is ready: (\S+)/)
    const page = await open(ctx, {}, () => url)
    page.setDefaultTimeout(120_000)
    const articles = page.getByRole('article')
    for (const [at, name] of ['weeklysales', 'topcustomers', 'returns'].entries()) {
      await page.locator('textarea').fill(`/${name}`)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Share here' }).nth(at).waitFor()
    }

    const tilly = page.getByRole('navigation').getByRole('button', { name: /Tilly/ })
    await tilly.click()
    await articles.nth(2).waitFor()
    expect(await articles.count()).toBe(3)
    for (const article of await articles.all()) {
      expect(await article.getByRole('heading').first().textContent()).toMatch(/£|%/)
      expect(await article.getByRole('table').getByRole('row').count()).toBeGreaterThan(5)
      await article.locator('.picture img').waitFor()
      await expect.poll(() => isDrawn(article)).toBe(true)
      expect(
        await article.getByRole('button', { name: /^(Week by week|Top customers|Returns)$/ }).count(),
      ).toBe(2)
    }

    // A follow-up and another period change the answer in its place.
    const answer = articles.first()
    await answer.getByRole('button', { name: 'Top customers' }).click()
    await answer.getByRole('button', { name: 'Back' }).waitFor()
    await answer.getByLabel('Other period').selectOption('Last quarter')
    await answer.getByRole('columnheader', { name: 'Customer' }).waitFor()
    await answer.locator('.picture img').waitFor()
    await expect.poll(() => isDrawn(answer)).toBe(true)
    expect(await articles.count()).toBe(3)

    await page.getByRole('navigation').getByRole('button', { name: 'sales' }).click()
    await page.getByRole('button', { name: 'Share here' }).first().click()
    const shared = articles.filter({ hasText: 'Shared by @Maya Lindqvist' })
    await shared.locator('.picture img').waitFor()
    await expect.poll(() => isDrawn(shared)).toBe(true)
    await page.getByText('Shared here.').waitFor()
    expect(await shared.getByText('Only visible to you').count()).toBe(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await shared.waitFor({ state: 'detached' })
    await page.getByText('Taken back.').waitFor()
    expect(problems).toEqual([])
    expect(await running.stop('SIGTERM')).toBe(0)
    expect(running.said()).not.toContain('broke')
  })

  test('ends at Ctrl-C while the sample company is loading, and leaves nothing half loaded', async () => {
    const database = await emptyDatabase()
    const running = demo(database.url)
    await running.says(/(Loading the sample company)/)
    expect(await running.stop('SIGINT')).toBe(0)
    expect(running.said()).not.toMatch(/broke|ready/)
    expect(await database.owner`select from imports`).toHaveLength(0)
  })
})
