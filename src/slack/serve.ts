import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt'
import type { WebClientOptions } from '@slack/web-api'
import type { Logger } from 'pino'
import { UserError } from '../errors.ts'
import { slackLogger } from '../log.ts'
import { connection } from './connection.ts'

/** Where Slack's requests come in, and how that is opened and closed. */
export type Door = {
  receiver: Receiver
  /** Opens the port. */
  open(port: number, host?: string): Promise<Server>
  /** Stays in touch with Slack where the connection is ours to open: until told to stop, or a sentence about a refusal. */
  keep?(opened: () => void): Promise<void>
  /** Takes nothing more, once what has come in is acknowledged. */
  close(acknowledged: Promise<unknown>): Promise<void>
}

/** Something that must hold for the bot to be of use, and what to say while it does not. */
export type Check = { missing: string; holds: () => boolean | PromiseLike<unknown> }

type Tools = { checks: readonly Check[]; log: Logger }

/** Takes Slack's signed requests over HTTP, and answers whoever watches over the process at two addresses beside. */
export function httpDoor(signingSecret: string, { checks, log }: Tools): Door {
  const receiver = new HTTPReceiver({
    signingSecret,
    logger: slackLogger(log),
    customRoutes: Object.entries(watched(checks)).map(([path, handler]) => ({
      ...{ path, method: 'GET' },
      handler: (_request, response) => void handler(response),
    })),
  })
  let server: Server | undefined
  return {
    receiver,
    async open(port, host) {
      server = await receiver.start(host ? { port, host } : { port })
      return server
    },
    async close() {
      if (!server?.listening) return
      const closed = receiver.stop()
      // A connection that is kept for the next request would bring it in after all.
      const idle = setInterval(() => server?.closeIdleConnections(), 50)
      await closed.finally(() => clearInterval(idle))
    },
  }
}

/** Takes Slack's requests from a connection that we open to Slack; the two addresses have a server of their own. */
export function socketDoor(appToken: string, options: WebClientOptions, { checks, log }: Tools): Door {
  const stop = new AbortController()
  const receiver = new SocketModeReceiver({
    appToken,
    logger: slackLogger(log, true),
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: {
        ...options,
        fetch: (url, { signal, ...init } = {}) =>
          fetch(url, { ...init, signal: AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]) }),
      },
    },
  })
  const { keep, isOpen, close } = connection(receiver.client, log, stop.signal, options.slackApiUrl)
  const connected = { missing: 'there is no connection to Slack', holds: isOpen }
  const routes = watched([...checks, connected])
  const server = createServer((request, response) => {
    const answer = request.method === 'GET' ? routes[request.url ?? ''] : undefined
    if (answer) void answer(response)
    else says(response, 404, 'not found')
  })
  return {
    receiver,
    async open(port, host) {
      server.listen(port, host)
      await once(server, 'listening')
      return server
    },
    keep,
    async close(acknowledged) {
      server.close()
      server.closeAllConnections()
      // Slack waits three seconds for an acknowledgement, and it goes back the way the request came.
      await Promise.race([acknowledged, sleep(3000, undefined, { ref: false })])
      stop.abort()
      await close()
    },
  }
}

/** What whoever watches over the process may ask. */
const watched = (checks: readonly Check[]): Record<string, (response: ServerResponse) => Promise<void>> => ({
  '/healthz': async response => says(response, 200, 'alive'),
  '/readyz': async response => {
    const held = await Promise.all(checks.map(holds))
    const missing = checks.filter((_, at) => !held[at]).map(({ missing }) => missing)
    says(response, missing.length > 0 ? 503 : 200, missing.join('\n') || 'ready')
  },
})

/** Whether a check comes back well, and within two seconds. */
const holds = async ({ holds }: Check) => {
  try {
    const outcome = await Promise.race([holds(), sleep(2000, false, { ref: false })])
    return outcome !== false
  } catch {
    return false
  }
}

function says(response: ServerResponse, status: number, text: string) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
  response.end(`${text}\n`)
}

/** Opens a port, and says in a sentence where another program has it. */
export async function listening<T>(port: number, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    throw new UserError(
      `Port ${port} is ${code === 'EACCES' ? 'not open to this account' : 'taken by another program'}.`,
      {
        hint: `Stop that program, or set another port: PORT=${port < 1024 ? 3000 : port + 1}.`,
        cause: error,
      },
    )
  }
}
