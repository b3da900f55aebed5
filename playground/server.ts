import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { send } from './http.ts'

/** Answers requests on this machine's loopback until it is closed. */
export async function loopback(port: number) {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  return {
    url: `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : port}`,

    /** Hands every request over; what breaks is said in the terminal. */
    serve(answer: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>): void {
      server.on('request', (request, response) => {
        answer(request, response).catch((error: unknown) => {
          // Whoever hung up needs no answer.
          if (request.socket.destroyed) return
          process.stderr.write(`local Slack: ${error instanceof Error ? error.stack : String(error)}\n`)
          if (!response.headersSent) send(response, 500, 'the local Slack broke')
        })
      })
    },

    /** Hands over every request to change to a WebSocket. */
    upgrade(take: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): void {
      server.on('upgrade', take)
    },

    async close(): Promise<void> {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
