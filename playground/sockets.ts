import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import type { Delivered } from './deliver.ts'
import { parsed } from './http.ts'

/** An address from `apps.connections.open` is good for one connection, within half a minute. */
const LIFETIME = 30_000
/** Slack pings, and the client gives a connection up that stays quiet. */
const PING = 5000
/** How long a connection may take to close, in milliseconds. */
const GOODBYE = 500
/** How many connections one app may have. */
const MOST = 10

/** What Socket Mode carries. */
export type Envelope = {
  type: 'slash_commands' | 'interactive' | 'events_api'
  payload: unknown
  retry?: { attempt: number; reason: string }
}

const acknowledgement = z.looseObject({ envelope_id: z.string(), payload: z.unknown().optional() })

/** The app's connections in Socket Mode. */
export function sockets(options: { appId: string; now: () => number; connected(count: number): void }) {
  const { appId, now, connected } = options
  const server = new WebSocketServer({ noServer: true })
  const tickets = new Map<string, number>()
  const open: WebSocket[] = []
  const waiting = new Map<string, { socket: WebSocket; settle(delivered: Delivered): void }>()
  const ping = setInterval(() => {
    for (const socket of open) socket.ping()
  }, PING).unref()
  let turn = 0

  function acknowledged(text: string) {
    const given = acknowledgement.safeParse(parsed(text))
    const found = given.success ? waiting.get(given.data.envelope_id) : undefined
    if (!given.success || !found) return
    const { payload } = given.data
    // The SDK acknowledges with an empty object where an app has nothing to say.
    const empty = payload === undefined || payload === null || JSON.stringify(payload) === '{}'
    found.settle({ ok: true, body: empty ? '' : JSON.stringify(payload) })
  }

  function join(socket: WebSocket) {
    open.push(socket)
    socket.on('message', data => acknowledged(String(data)))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      open.splice(open.indexOf(socket), 1)
      for (const one of waiting.values())
        if (one.socket === socket) one.settle({ ok: false, error: 'dispatch_failed', reached: true })
      connected(open.length)
    })
    const debug_info = { host: 'applink-local', build_number: 1, approximate_connection_time: 18_060 }
    const connection_info = { app_id: appId }
    socket.send(JSON.stringify({ type: 'hello', num_connections: open.length, debug_info, connection_info }))
    connected(open.length)
  }

  return {
    /** A fresh ticket for one connection. */
    ticket(): string {
      for (const [id, until] of tickets) if (until <= now()) tickets.delete(id)
      const id = randomUUID()
      tickets.set(id, now() + LIFETIME)
      return id
    },

    /** How many connections there are. */
    count: () => open.length,

    /** Takes a connection that shows a ticket. */
    upgrade(ticket: string, request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const until = tickets.get(ticket)
      tickets.delete(ticket)
      if (until === undefined || until <= now() || open.length >= MOST) {
        socket.end('HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n')
        return
      }
      server.handleUpgrade(request, socket, head, join)
    },

    /** Sends an envelope over one of the connections, in turn, and waits for its acknowledgement. */
    send({ type, payload, retry }: Envelope, within: number): Promise<Delivered> {
      turn += 1
      const socket = open[turn % open.length]
      if (!socket) return Promise.resolve({ ok: false, error: 'dispatch_failed', reached: false })
      const envelope_id = randomUUID()
      return new Promise(resolve => {
        const settle = (delivered: Delivered) => {
          clearTimeout(end)
          waiting.delete(envelope_id)
          resolve(delivered)
        }
        const end = setTimeout(() => settle({ ok: false, error: 'operation_timeout', reached: true }), within)
        waiting.set(envelope_id, { socket, settle })
        socket.send(
          JSON.stringify({
            envelope_id,
            type,
            payload,
            accepts_response_payload: type !== 'events_api',
            ...(type === 'events_api' && {
              retry_attempt: retry?.attempt ?? 0,
              retry_reason: retry?.reason ?? '',
            }),
          }),
        )
      })
    },

    /** Asks the app to connect anew, as Slack does every few hours; a client closes and comes again. */
    refresh(): void {
      const message = {
        type: 'disconnect',
        reason: 'refresh_requested',
        debug_info: { host: 'applink-local' },
      }
      for (const socket of open) socket.send(JSON.stringify(message))
    },

    /** Breaks every connection without a word. */
    drop(): void {
      for (const socket of [...open]) socket.terminate()
    },

    /** Ends everything; a client is given a moment to say goodbye, for it would wait for half a minute otherwise. */
    async close(): Promise<void> {
      clearInterval(ping)
      const closed = [...open].map(socket => {
        socket.close(1001)
        return once(socket, 'close')
      })
      await Promise.race([Promise.all(closed), sleep(GOODBYE, undefined, { ref: false })])
      for (const socket of [...open]) socket.terminate()
      server.close()
    },
  }
}
