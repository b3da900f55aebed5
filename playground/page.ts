import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { type Bundle, bundle } from './bundle.ts'
import { buttons, click } from './clicks.ts'
import { enter, type Wire } from './commands.ts'
import { body, foreignOrigin, parsed, send, sendJson } from './http.ts'
import type { Change, Message, Person, Snapshot } from './shapes.ts'

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

const at = z.object({ channel: z.string(), user: z.string() })
const shapes = {
  say: at.extend({ text: z.string().min(1).max(12_000) }),
  click: at.extend({ ts: z.string(), block_id: z.string(), action_id: z.string() }),
  dismiss: at.extend({ ts: z.string() }),
}

/** The page, its live changes, and what a person does on it. */
export function pageRoutes(wire: Wire, connection: { connected: boolean; watch(): () => void }) {
  const { workspace } = wire
  const started = workspace.now()
  const streams = new Set<ServerResponse>()
  let bundled: Promise<Bundle> | undefined

  const sees = (person: Person, channel: string) =>
    workspace.conversations.get(channel)?.members.includes(person.id) ?? false
  const mayRead = (person: Person, message: Message) =>
    sees(person, message.channel) && (message.to === undefined || message.to === person.id)
  const concerns = (person: Person, change: Change) => {
    if (change.kind === 'connected') return true
    return change.kind === 'conversation'
      ? change.conversation.members.includes(person.id)
      : mayRead(person, change.message)
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
    const stop = workspace.listen(change => {
      if (concerns(me, change)) write('change', change)
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
    const place = at.safeParse(content)
    const person = place.success ? workspace.people.get(place.data.user) : undefined
    if (!place.success || !person || person.bot || !sees(person, place.data.channel))
      return send(response, 400, 'no such place')
    const { channel } = place.data
    const readable = (ts: string) => {
      const message = workspace.message(channel, ts)
      return message && mayRead(person, message) ? message : undefined
    }
    if (action === 'say') {
      const said = shapes.say.safeParse(content)
      if (!said.success) return send(response, 400, 'nothing to say')
      return sendJson(response, await enter(wire, said.data.text, channel, person))
    }
    if (action === 'click') {
      const clicked = shapes.click.safeParse(content)
      const message = clicked.success ? readable(clicked.data.ts) : undefined
      const button =
        message &&
        buttons(message).find(
          one => one.block === clicked.data?.block_id && one.button.action_id === clicked.data.action_id,
        )
      if (!message || !button) return send(response, 400, 'no such button')
      return sendJson(response, await click(wire, message, button, person))
    }
    if (action === 'dismiss') {
      const dismissed = shapes.dismiss.safeParse(content)
      const message = dismissed.success ? readable(dismissed.data.ts) : undefined
      if (message?.to !== person.id) return send(response, 400, 'no such message')
      workspace.remove(message)
      return sendJson(response, { ok: true })
    }
    send(response, 404, 'no such action')
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
