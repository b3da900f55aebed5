import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { type Bundle, bundle } from './bundle.ts'
import type { Done } from './doing.ts'
import { body, foreignOrigin, parsed, send, sendJson } from './http.ts'
import type { Change, Message, Person, Snapshot, Traffic } from './shapes.ts'
import type { Workspace } from './workspace.ts'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HTML = `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>Tilly on a local Slack</title>
<link rel="icon" href="/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page/page.css">
<script type="module" src="/page/page.js"></script>
</head>
<body><noscript>This page needs JavaScript.</noscript></body>
</html>
`

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0e6f66"/><path d="M8 23v-7m5.3 7V9m5.4 14v-9m5.3 9V12" stroke="#fff" stroke-width="3.2" stroke-linecap="round"/></svg>`

/** How many messages of a conversation a page is given when it connects. */
const RECENT = 200

const who = z.looseObject({ user: z.string() })

/** The page, its live changes, and what a person does on it. */
export function pageRoutes(tools: {
  workspace: Workspace
  connection: { connected: boolean; watch(): () => void }
  traffic: Traffic[]
  doing(action: string, person: Person, given: unknown): Promise<Done> | undefined
}) {
  const { workspace, connection } = tools
  const started = workspace.now()
  const streams = new Set<ServerResponse>()
  let bundled: Promise<Bundle> | undefined

  const sees = (person: Person, channel: string) =>
    workspace.conversations.get(channel)?.members.includes(person.id) ?? false
  const mayRead = (person: Person, message: Message) =>
    sees(person, message.channel) && (message.to === undefined || message.to === person.id)
  const concerns = (person: Person, change: Change) => {
    switch (change.kind) {
      case 'connected':
      case 'traffic':
        return true
      case 'modals':
      case 'home':
        return change.user === person.id
      case 'conversation':
        return change.conversation.members.includes(person.id)
      default:
        return mayRead(person, change.message)
    }
  }

  const snapshot = (me: Person): Snapshot => {
    const conversations = [...workspace.conversations.values()].filter(one => one.members.includes(me.id))
    return {
      company: workspace.company,
      team: workspace.team,
      started,
      me: me.id,
      bot: workspace.bot.id,
      app: workspace.appId,
      connected: connection.connected,
      people: [...workspace.people.values()],
      conversations,
      messages: conversations.flatMap(({ id }) =>
        workspace
          .messages(id)
          .filter(message => mayRead(me, message))
          .slice(-RECENT),
      ),
      commands: workspace.commands,
      views: workspace.views.stack(me.id),
      home: workspace.views.home(me.id),
      traffic: tools.traffic,
    }
  }

  function stream(request: IncomingMessage, response: ServerResponse, me: Person) {
    workspace.openDirect(me.id)
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    const write = (event: string, data: unknown) =>
      response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    response.write('retry: 1000\n\n')
    write('snapshot', snapshot(me))
    const stop = workspace.listen(signal => {
      if (signal.kind !== 'posted' && concerns(me, signal)) write('change', signal)
    })
    const unwatch = connection.watch()
    streams.add(response)
    request.once('close', () => {
      stop()
      unwatch()
      streams.delete(response)
    })
  }

  async function act(action: string, request: IncomingMessage, response: ServerResponse) {
    if (foreignOrigin(request)) return send(response, 403, 'only the page itself may do this')
    if (!request.headers['content-type']?.startsWith('application/json'))
      return send(response, 415, 'JSON, please')
    const content = parsed(String((await body(request)) ?? ''))
    const given = who.safeParse(content)
    const person = given.success ? workspace.people.get(given.data.user) : undefined
    if (!person || person.bot || person.deleted) return send(response, 400, 'nobody may do this')
    const done = await tools.doing(action, person, content)
    if (!done) return send(response, 404, 'no such action')
    return 'wrong' in done ? send(response, 400, done.wrong) : sendJson(response, done.outcome)
  }

  return {
    act,
    /** Serves a part of the page, or says that it has none by that name. */
    async show(path: string, query: URLSearchParams, request: IncomingMessage, response: ServerResponse) {
      const html = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY }
      if (path === '/' || path.startsWith('/archives/')) return send(response, 200, HTML, html)
      if (path === '/page/icon.svg') return send(response, 200, ICON, { 'content-type': 'image/svg+xml' })
      if (path === '/page/events') {
        const me = workspace.people.get(query.get('as') ?? '')
        return foreignOrigin(request)
          ? send(response, 403, 'only the page itself may listen')
          : stream(request, response, me && !me.bot ? me : workspace.you)
      }
      if (path === '/page/page.js' || path === '/page/page.css') {
        bundled ??= bundle()
        const { script, style } = await bundled
        return path.endsWith('.js')
          ? send(response, 200, script, { 'content-type': 'text/javascript; charset=utf-8' })
          : send(response, 200, style, { 'content-type': 'text/css; charset=utf-8' })
      }
      send(response, 404, 'not found')
    },
    /** Ends every open page's stream. */
    close() {
      for (const one of streams) one.end()
    },
  }
}
