import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Acting, acting } from './acting.ts'
import { type Administration, administration } from './administration.ts'
import { type Call, webApi } from './api.ts'
import { connection } from './connection.ts'
import { type Credentials, everyScope, type Standing } from './credentials.ts'
import type { Delivered } from './deliver.ts'
import { doing } from './doing.ts'
import { type EventName, events, everyEvent } from './events.ts'
import { type Answer, exchange, jsonAnswer } from './exchange.ts'
import { type Fault, type Faults, faults } from './faults.ts'
import { body, foreignHost, foreignOrigin, parsed, send } from './http.ts'
import { type Delivery, line } from './line.ts'
import type { Site } from './methods/method.ts'
import { pageRoutes } from './page.ts'
import { rateLimits } from './rate-limits.ts'
import { responseUrls } from './replies.ts'
import { loopback } from './server.ts'
import type { Command, Message, Person } from './shapes.ts'
import { sockets } from './sockets.ts'
import { type ChannelSeed, channels, people } from './team.ts'
import { trafficLog } from './traffic.ts'
import { triggers } from './triggers.ts'
import { download, picture, upload } from './uploads.ts'
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
  /** What the bot's token may do; everything an analyst could need unless told, but not `chat:write.public`. */
  scopes?: readonly string[]
  /** How the tokens stand at first: active unless told. */
  standing?: Standing
  /** What the app is told of; everything unless told. */
  events?: readonly EventName[]
  /** Whether Slack's rate limits hold. */
  limits?: boolean
  /** What goes wrong from the start. */
  faults?: readonly Fault[]
  /** Milliseconds before each repetition of an event that was not taken: at once, after one and after five minutes. */
  retryAfter?: readonly number[]
  /** Milliseconds from a completed upload until the file can be shown. */
  fileDelay?: number
  /** Milliseconds every Web API call takes. */
  delay?: number
  /** Milliseconds the app has to acknowledge, and to open a form. */
  acknowledgeWithin?: number
  token?: string
  /** The app-level token, for Socket Mode. */
  appToken?: string
  signingSecret?: string
  now?: () => number
}

/** A running local Slack, and what a test may do and see in it. */
export type LocalSlack = Omit<Acting, 'place' | 'person'> & {
  /** The page; the Web API is at `apiUrl`. */
  url: string
  apiUrl: string
  token: string
  appToken: string
  signingSecret: string
  workspace: Workspace
  /** The calls of the Web API so far, the last 1000. */
  calls: Call[]
  /** The deliveries to the app so far, the last 1000. */
  deliveries: Delivery[]
  /** What goes wrong; more can be added at any time. */
  faults: Faults
  /** What administrators do. */
  admin: Administration
  /** The app's connections in Socket Mode: how many, and two ways to lose them. */
  sockets: { count(): number; refresh(): void; drop(): void }
  /** Says where the app is, once it is known. */
  deliverTo(address: string): void
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
  const credentials: Credentials = {
    bot: options.token ?? `xoxb-local-${randomBytes(12).toString('hex')}`,
    app: options.appToken ?? `xapp-local-${randomBytes(12).toString('hex')}`,
    scopes: new Set(options.scopes ?? everyScope),
    standing: options.standing ?? 'active',
  }
  const signingSecret = options.signingSecret ?? randomBytes(16).toString('hex')
  const space = workspace({
    company: options.company ?? 'Harbour & Vale',
    people: structuredClone(options.people ?? people),
    channels: options.channels ?? channels,
    commands: options.commands ?? [],
    now,
  })
  const calls: Call[] = []
  const deliveries: Delivery[] = []
  const log = trafficLog(space.tell)
  const wrong = faults(options.faults)
  const issued = triggers(now, acknowledgeWithin)
  let address = options.deliverTo

  const timers = new Set<NodeJS.Timeout>()
  function later(milliseconds: number, run: () => void) {
    if (milliseconds === Number.POSITIVE_INFINITY) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      run()
    }, milliseconds)
    timers.add(timer)
  }

  const server = await loopback(port)
  const { url } = server
  const wires = sockets({ appId: space.appId, now, connected: () => app.look() })
  const app = connection({ address: () => address, sockets: wires.count, tell: space.tell })
  const openSocket = () => `${url.replace('http', 'ws')}/link/${wires.ticket()}`
  const site: Site = { workspace: space, url, credentials, triggers: issued, fileDelay, openSocket, later }
  const urls = responseUrls(space, url)
  const toApp = line({
    workspace: space,
    triggers: issued,
    responseUrl: urls.open,
    sockets: wires,
    address: () => address,
    secret: signingSecret,
    within: acknowledgeWithin,
    deliveries,
    log,
    tried: app.found,
  })
  const happening = events({
    line: toApp,
    subscribed: new Set(options.events ?? everyEvent),
    scopes: credentials.scopes,
    retryAfter: options.retryAfter ?? [0, 60_000, 300_000],
    later,
  })
  const told = new WeakMap<Message, Promise<Delivered | undefined>>()
  space.listen(signal => {
    if (signal.kind === 'posted') told.set(signal.message, happening.posted(signal.message))
  })
  const limits = options.limits ? rateLimits(now) : undefined
  const api = webApi(site, { delay, calls, faults: wrong, limits, log })
  const page = pageRoutes({
    workspace: space,
    connection: app,
    traffic: log.entries,
    doing: doing({ line: toApp, opened: happening.homeOpened }),
  })

  /** Serves what apps reach beside the Web API, as well as the faults allow. */
  async function beside(name: string, ...rest: [IncomingMessage, ServerResponse, () => Promise<Answer>]) {
    const started = performance.now()
    const { status, error } = await exchange({ faults: wrong, name }, ...rest)
    const ms = performance.now() - started
    const line = { kind: 'call', name, at: now(), status: status === 0 ? 'cut' : String(status), ms } as const
    log.write({ ...line, ...(error && { error }) })
  }
  async function respond(id: string, request: IncomingMessage) {
    const { status, reply } = urls.use(id, parsed(String((await body(request)) ?? '')))
    return reply.ok ? { status, content: 'ok' } : jsonAnswer(reply, status)
  }

  server.serve(async (request, response) => {
    if (foreignHost(request)) return send(response, 403, 'the local Slack answers on this machine only')
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    const [, section = '', name = ''] = pathname.split('/')
    if (request.method === 'GET' && section === 'files') return picture(space, name, response)
    if (request.method === 'GET' && section === 'download') return download(space, name, response)
    if (section === 'api') {
      return foreignOrigin(request)
        ? send(response, 403, 'the Web API is for apps, not for pages')
        : api(name, searchParams, request, response)
    }
    if (request.method === 'GET') return page.show(pathname, searchParams, request, response)
    if (request.method !== 'POST') return send(response, 405, 'method not allowed')
    if (foreignOrigin(request)) return send(response, 403, 'not from another site')
    if (section === 'upload') return beside('upload', request, response, () => upload(space, name, request))
    if (section === 'response') return beside('response_url', request, response, () => respond(name, request))
    if (section === 'page') return page.act(name, request, response)
    return send(response, 404, 'not found')
  })
  server.upgrade((request, socket, head) => {
    const [, section, ticket = ''] = (request.url ?? '').split('/')
    if (foreignHost(request) || foreignOrigin(request) || section !== 'link') return socket.destroy()
    wires.upgrade(ticket, request, socket, head)
  })

  const { place, person, ...hands } = acting({
    line: toApp,
    homeOpened: happening.homeOpened,
    told: message => told.get(message),
  })

  return {
    ...hands,
    url,
    apiUrl: `${url}/api/`,
    token: credentials.bot,
    appToken: credentials.app,
    signingSecret,
    workspace: space,
    calls,
    deliveries,
    faults: wrong,
    admin: administration({ workspace: space, credentials, place, person, gone: happening.gone }),
    sockets: wires,
    deliverTo(to) {
      address = to
      app.look()
    },
    messages: channel => space.messages(place(channel)).filter(message => message.to === undefined),
    ephemerals: (user, channel) => space.messages(place(channel)).filter(message => message.to === user),
    file: id => space.files.get(id),
    until(look, patience = 120_000) {
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
      for (const timer of timers) clearTimeout(timer)
      app.close()
      page.close()
      await wires.close()
      await server.close()
    },
  }
}
