import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import { body, send } from '../playground/http.ts'
import { loopback } from '../playground/server.ts'
import { slackWith } from './helpers/local-slack.ts'

describe('The local Slack’s server', () => {
  test('is closed once its last connection is, and may be closed again', async () => {
    const server = await loopback(0)
    const arrived = new Promise<Duplex>(resolve => {
      server.upgrade((_request, socket) => resolve(socket))
    })
    const { hostname, port } = new URL(server.url)
    const wire = connect(Number(port), hostname)
    wire
      .on('error', () => {})
      .write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    const socket = await arrived
    let isClosed = false
    const closing = server.close().then(() => {
      isClosed = true
    })
    await expect(fetch(server.url)).rejects.toThrow()
    expect(isClosed).toBe(false)
    socket.destroy()
    await closing
    await server.close()
  })

  test('says that a body is too large to whoever sends it, and goes on', async () => {
    const slack = await slackWith()
    const sent = async (bytes: number) => {
      const { status } = await fetch(`${slack.apiUrl}auth.test`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${slack.token}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: `x=${'y'.repeat(bytes)}`,
      })
      return status
    }
    expect(await sent(40 * 2 ** 20)).toBe(413)
    expect(await sent(1000)).toBe(200)
  })

  test('says so, too, to who sends in pieces and looks for an answer last', async () => {
    const server = await loopback(0)
    onTestFinished(() => server.close())
    server.serve(async (request, response) => {
      const received = await body(request)
      send(response, received ? 200 : 413, String(received?.length))
    })
    for (const [pieces, status] of [
      [40, 413],
      [32, 200],
    ] as const) {
      const sending = request(server.url, { method: 'POST' })
      for (let at = 0; at < pieces; at++)
        if (!sending.write(Buffer.alloc(2 ** 20))) await once(sending, 'drain')
      sending.end()
      const [answer] = await once(sending, 'response')
      expect(answer.statusCode).toBe(status)
      answer.resume()
    }
  })
})
