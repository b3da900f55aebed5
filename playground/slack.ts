import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Call, remember, webApi } from './api.ts'
import { buttons, click } from './clicks.ts'
import { enter, type Wire } from './commands.ts'
import { type Delivered, deliver } from './deliver.ts'
import { listens } from './heartbeat.ts'
import { body, foreignHost, foreignOrigin, parsed, send, sendJson } from './http.ts'
import type { Site } from './methods/method.ts'
import { pageRoutes } from './page.ts'
import { responseUrls } from './replies.ts'
import type { Command, Message, Outcome, Person } from './shapes.ts'
import { type ChannelSeed, channels, people } from './team.ts'
import { picture, upload } from './uploads.ts'
import { type StoredFile, type Workspace, workspace } from './workspace.ts'

export type LocalSlackOptions = {
  /** 0, the default, takes any free port. */
  port?: number
  /** Where the app takes commands and interactions, such as `http://127.0.0.1:3001/slack/events`. */
  deliverTo?: string
  commands?: Command[]
  company?: string
  people?: Person[]
  channels?: ChannelSeed[]
  /** Milliseconds from a completed upload until the file can be shown. */
  fileDelay?: number
  /** Milliseconds every Web API call takes. */
  delay?: number
  /** Milliseconds the app has to acknowledge. */
  acknowledgeWithin?: number
  token?: string
  signingSecret?: string
  now?: () => number
}

/** Where something happens: a channel by name or id, or a person's messages with the bot; "you" unless told. */
type Place = { channel?: string; user?: string }

/** One delivery to the app, as tests look at it. */
type Delivery = { form: Record<string, string>; delivered: Delivered }

/** A running local Slack, and what a test may do and see in it. */
export type LocalSlack = {
  /** The page; the Web API is at `apiUrl`. */
  url: string
  apiUrl: string
  token: string
  signingSecret: string
  workspace: Workspace
  /** The calls of the Web API so far, the last 1000. */
  calls: Call[]
  /** The deliveries to the app so far, the last 1000. */
  deliveries: Delivery[]
  /** Says where the app is, once it is known. */
  deliverTo(address: string): void
  /** Types a command or a message and waits for the acknowledgement; in #general unless told. */
  command(typed: string, place?: Place): Promise<Outcome>
  /** Presses a button, found by its action_id or its text. */
  click(message: Message, button: string, user?: string): Promise<Outcome>
  /** What everybody in the conversation sees, oldest first; a person's id means their messages with the bot. */
  messages(channel: string): Message[]
  /** What only this person sees there. */
  ephemerals(user: string, channel: string): Message[]
  file(id: string): StoredFile | undefined
  /** Waits until something is there, looking again after every change. */
  until<T>(look: () => T | undefined | false, patience?: number): Promise<T>
  close(): Promise<void>
}

/** Starts a local Slack on this machine's loopback. */
export async function localSlack(options: LocalSlackOptions = {}): Promise<LocalSlack> {
  const { port = 0, fileDelay = 1500, delay = 0, acknowledgeWithin = 3000, now = Date.now } = options
  const token = options.token ?? `xoxb-local-${randomBytes(12).toString('hex')}`
  const signingSecret = options.signingSecret ?? randomBytes(16).toString('hex')
  const space = workspace({
    company: options.company ?? 'Harbour & Vale',
    people: options.people ?? people,
    channels: options.channels ?? channels,
    commands: options.commands ?? [],
    now,
  })
  const calls: Call[] = []
  const deliveries: Delivery[] = []
  let address = options.deliverTo

  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const url = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : port}`

  const connection = { connected: address !== undefined, watch }
  function tellConnected(connected: boolean) {
    if (connection.connected === connected) return
    connection.connected = connected
    space.tell({ kind: 'connected', connected })
  }
  const look = async () => tellConnected(address !== undefined && (await listens(address)))
  let watchers = 0
  let watching: NodeJS.Timeout | undefined
  function watch() {
    watchers += 1
    void look()
    watching ??= setInterval(look, 2000).unref()
    return () => {
      watchers -= 1
      if (watchers > 0) return
      clearInterval(watching)
      watching = undefined
    }
  }

  const site: Site = { workspace: space, url, fileDelay }
  const urls = responseUrls(space, url)
  const wire: Wire = {
    workspace: space,
    responseUrl: urls.open,
    async send(form) {
      const delivered: Delivered = address
        ? await deliver(address, form, { secret: signingSecret, within: acknowledgeWithin, now })
        : { ok: false, error: 'dispatch_failed', reached: false }
      remember(deliveries, { form, delivered })
      tellConnected(delivered.ok || delivered.reached)
      return delivered
    },
  }
  const api = webApi(site, { token, delay, calls })
  const page = pageRoutes(wire, connection)

  async function respond(id: string, request: IncomingMessage, response: ServerResponse) {
    const { status, reply } = urls.use(id, parsed(String((await body(request)) ?? '')))
    return reply.ok ? send(response, status, 'ok') : sendJson(response, reply, status)
  }

  async function serve(request: IncomingMessage, response: ServerResponse) {
    if (foreignHost(request)) return send(response, 403, 'the local Slack answers on this machine only')
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    const [, section = '', name = ''] = pathname.split('/')
    if (request.method === 'GET' && section === 'files') return picture(space, name, response)
    if (section === 'api') {
      return foreignOrigin(request)
        ? send(response, 403, 'the Web API is for apps, not for pages')
        : api(name, searchParams, request, response)
    }
    if (request.method === 'GET') return page.show(pathname, searchParams, request, response)
    if (request.method !== 'POST') return send(response, 405, 'method not allowed')
    if (foreignOrigin(request)) return send(response, 403, 'not from another site')
    if (section === 'upload') return upload(space, name, request, response)
    if (section === 'response') return respond(name, request, response)
    if (section === 'page') return page.act(name, request, response)
    return send(response, 404, 'not found')
  }
  server.on('request', (request, response) => {
    serve(request, response).catch((error: unknown) => {
      process.stderr.write(`local Slack: ${error instanceof Error ? error.stack : String(error)}\n`)
      if (!response.headersSent) send(response, 500, 'the local Slack broke')
    })
  })

  const person = (id: string | undefined) => {
    const found = id === undefined ? space.you : space.people.get(id)
    if (!found) throw new Error(`Nobody by that id; id: ${id}`)
    return found
  }
  const place = (name: string) => {
    if (space.people.has(name)) return space.openDirect(name).id
    const bare = name.replace(/^#/, '')
    const found = [...space.conversations.values()].find(one => one.id === name || one.name === bare)
    if (!found) throw new Error(`No such conversation; name: ${name}`)
    return found.id
  }

  return {
    url,
    apiUrl: `${url}/api/`,
    token,
    signingSecret,
    workspace: space,
    calls,
    deliveries,
    deliverTo(to) {
      address = to
      void look()
    },
    command: (typed, { channel = 'general', user } = {}) => enter(wire, typed, place(channel), person(user)),
    click(message, name, user) {
      const found = buttons(message).find(
        ({ button }) => button.action_id === name || button.text.text === name,
      )
      if (!found) throw new Error(`No such button; name: ${name}`)
      return click(wire, message, found, person(user))
    },
    messages: channel => space.messages(place(channel)).filter(message => message.to === undefined),
    ephemerals: (user, channel) => space.messages(place(channel)).filter(message => message.to === user),
    file: id => space.files.get(id),
    until(look, patience = 10_000) {
      const first = look()
      if (first !== undefined && first !== false) return Promise.resolve(first)
      return new Promise((resolve, reject) => {
        const end = setTimeout(() => {
          stop()
          reject(new Error(`It did not happen; waited: ${patience} ms`))
        }, patience)
        const stop = space.listen(() => {
          const found = look()
          if (found === undefined || found === false) return
          clearTimeout(end)
          stop()
          resolve(found)
        })
      })
    },
    async close() {
      clearInterval(watching)
      page.close()
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
  }
}
