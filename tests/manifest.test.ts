import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { insights } from '../src/insights/index.ts'
import { commands } from '../src/slack/help.ts'
import { manifest, requestUrl, scopes } from '../src/slack/manifest.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const stands = JSON.parse(read('slack-manifest.json'))
const prefix = 'hv-weekly-12'

/** `npm run generate` with arguments, as somebody types it, in a folder whose .env holds these settings. */
async function generate(args: string[], env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tilly-generate-'))
  try {
    const script = ['--import', import.meta.resolve('tsx'), join(root, 'src/generate.ts'), ...args]
    const { stdout } = await promisify(execFile)(process.execPath, script, {
      cwd: folder,
      env: { ...process.env, ...env },
    })
    return { status: 0, stdout, stderr: '' }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { status: code, stdout, stderr }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Our code that speaks with Slack. */
const speaking = ['src/slack', 'jobs']
  .flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)),
  )
  .filter(file => file.endsWith('.ts'))
  .map(read)
  .join('\n')

/** What Slack wants for each method (docs.slack.dev), the kinds of conversations apart. */
const wanted: Record<string, readonly string[]> = {
  'auth.test': [],
  'chat.postMessage': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.delete': ['chat:write'],
  'chat.getPermalink': [],
  'files.getUploadURLExternal': ['files:write'],
  'files.completeUploadExternal': ['files:write'],
  'conversations.open': ['im:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.update': [],
  'views.push': [],
  'views.publish': [],
}

const called = [
  ...speaking.matchAll(
    /\bclient\.((?:auth|chat|files|conversations|users|views|reactions|team|bots)\.\w+)\(/g,
  ),
  ...speaking.matchAll(/apiCall\('([\w.]+)'/g),
].map(([, method = '']) => method)

describe('The manifest', () => {
  test('stands in slack-manifest.json as the code makes it, for Socket Mode', () => {
    expect(stands).toEqual(manifest(commands(insights)))
    expect(stands.settings.socket_mode_enabled).toBe(true)
    expect(JSON.stringify(stands)).not.toMatch(/url":/)
  })

  test('declares every question, the command before them all, and those of digests, alerts and targets', () => {
    const names = stands.features.slash_commands.map(({ command }: { command: string }) => command)
    for (const { name } of insights) expect(names).toContain(`/${name}`)
    for (const name of ['/sales', '/digest', '/alerts', '/targets']) expect(names).toContain(name)
    expect(new Set(names).size).toBe(names.length)
  })

  test.each([
    ['for Socket Mode', manifest(commands(insights))],
    [
      'with the longest prefix over HTTP',
      manifest(commands(insights, prefix), requestUrl('https://a.example')),
    ],
  ])('keeps every limit of Slack %s', (_, { display_information: shown, features }) => {
    expect(shown.name.length).toBeLessThanOrEqual(35)
    expect(shown.description.length).toBeLessThanOrEqual(140)
    expect(shown.long_description.length).toBeGreaterThanOrEqual(174)
    expect(shown.long_description.length).toBeLessThanOrEqual(4000)
    expect(shown.background_color).toMatch(/^#[0-9a-f]{6}$/)
    expect(features.bot_user.display_name).toMatch(/^[\w .-]{1,80}$/)
    expect(features.slash_commands.length).toBeGreaterThanOrEqual(1)
    expect(features.slash_commands.length).toBeLessThanOrEqual(50)
    for (const { command, description, usage_hint = '' } of features.slash_commands) {
      expect(command).toMatch(/^\/[a-z0-9_-]{1,31}$/)
      expect(description).toMatch(/^.{1,2000}$/)
      expect(usage_hint.length).toBeLessThanOrEqual(1000)
    }
  })

  test('asks for the scopes that the code needs, and for no other', () => {
    expect(called.filter(method => !(method in wanted))).toEqual([])
    const needed = new Set(['commands', ...called.flatMap(method => wanted[method] ?? [])])
    expect(Object.keys(scopes).toSorted()).toEqual([...needed].toSorted())
    expect(stands.oauth_config.scopes.bot).toEqual(Object.keys(scopes))
    for (const [scope, reason] of Object.entries(scopes))
      expect(read('docs/slack.md')).toContain(`| \`${scope}\` | ${reason} |`)
  })

  test('subscribes to the events that the code listens to, and to no other', () => {
    const listened = [...speaking.matchAll(/\.event\('(\w+)'/g)].map(([, event]) => event)
    expect(stands.settings.event_subscriptions?.bot_events ?? []).toEqual(listened)
  })
})

describe('npm run generate', () => {
  test('prints with --url the manifest for HTTP under one’s own prefix, and writes nothing', async () => {
    const before = read('slack-manifest.json')
    const { status, stdout } = await generate(['--url', 'https://tilly.example.com/'], {
      COMMAND_PREFIX: 'hv-',
    })
    expect(status).toBe(0)
    const made = JSON.parse(stdout)
    const address = 'https://tilly.example.com/slack/events'
    expect(made.settings).toMatchObject({
      socket_mode_enabled: false,
      interactivity: { is_enabled: true, request_url: address },
    })
    for (const { command, url } of made.features.slash_commands)
      expect({ command, url }).toEqual({ command: expect.stringMatching(/^\/hv-/), url: address })
    expect(read('slack-manifest.json')).toBe(before)
  })

  test('prints with --socket the manifest for Socket Mode under one’s own prefix', async () => {
    const { stdout } = await generate(['--socket'], { COMMAND_PREFIX: 'hv-' })
    expect(JSON.parse(stdout)).toEqual(manifest(commands(insights, 'hv-')))
  })

  test.each([
    'http://tilly.example.com',
    'tilly.example.com',
    'https://tilly:hush@example.com',
    'https://a.b/?c',
  ])('refuses %s in one sentence', async url => {
    const { status, stdout, stderr } = await generate(['--url', url])
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toBe(
      'Slack sends requests to an https address and nothing else. It reads like: --url https://tilly.example.com\n',
    )
  })
})
