import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt'
import type { WebClientOptions } from '@slack/web-api'
import type { Logger } from 'pino'
import { type Check, healthServer, type Notes, opened, watched } from '../health.ts'
import { slackLogger } from '../log.ts'
import { connection } from './connection.ts'
import { careful } from './incoming.ts'

/** Where Slack's requests come in, and how that is opened and closed. */
export type Door = {
  receiver: Receiver
  /** Opens the port: on the given address, else where it can be reached by who has to. */
  open(port: number, host?: string): Promise<Server>
  /** Stays in touch with Slack where the connection is ours to open: until told to stop, or a sentence about a refusal. */
  keep?(opened: () => void): Promise<void>
  /** Takes nothing more, once what has come in is acknowledged. */
  close(acknowledged: Promise<unknown>): Promise<void>
}

type Tools = { checks: readonly Check[]; notes: Notes; log: Logger }

/** Takes Slack's signed requests over HTTP, and answers whoever watches over the process at two addresses beside. */
export function httpDoor(signingSecret: string, { checks, notes, log }: Tools): Door {
  const receiver = new HTTPReceiver({
    signingSecret,
    logger: slackLogger(log),
    customRoutes: Object.entries(watched(checks, notes)).map(([path, handler]) => ({
      ...{ path, method: 'GET' },
      handler: (_request, response) => void handler(response),
    })),
  })
  receiver.requestListener = careful(signingSecret, receiver.requestListener)
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
export function socketDoor(appToken: string, options: WebClientOptions, { checks, notes, log }: Tools): Door {
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
  const server = healthServer([...checks, connected], notes)
  return {
    receiver,
    open: (port, host) => opened(server, port, host),
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
