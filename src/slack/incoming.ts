import type { IncomingMessage, RequestListener } from 'node:http'
import { isValidSlackRequest } from '@slack/bolt'

/** So many seconds a request's time may be from ours, and so many bytes it may have. */
const most = { seconds: 5 * 60, bytes: 4 * 1024 * 1024 }

/** Whether a time that a request names is a whole number of seconds, and close to ours; Bolt refuses old ones alone. */
export const isTimely = (written: string, now = Date.now()) =>
  /^\d{1,12}$/.test(written) && Math.abs(now / 1000 - Number(written)) <= most.seconds

/** What a body says, as Bolt reads it; nothing where it cannot be read. */
function said(body: string, type = ''): unknown {
  try {
    const form = type.startsWith('application/x-www-form-urlencoded') ? new URLSearchParams(body) : undefined
    const text = form ? form.get('payload') : body
    return text === null ? {} : JSON.parse(text)
  } catch {
    return undefined
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > most.bytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Refuses before Bolt what Bolt would take or would break at: a time far from ours, and a body that is no object. */
export const careful =
  (signingSecret: string, take: RequestListener): RequestListener =>
  async (request, response) => {
    const refuse = (status: number) => void response.writeHead(status, { connection: 'close' }).end()
    const time = request.headers['x-slack-request-timestamp']
    if (time !== undefined && !isTimely(String(time))) return refuse(401)
    if (request.method !== 'POST') return take(request, response)
    // Who breaks off in the middle waits for no answer.
    const rawBody = await bodyOf(request).catch(() => Buffer.alloc(0))
    if (!rawBody) return refuse(413)
    const body = rawBody.toString()
    const value = said(body, request.headers['content-type'])
    if (typeof value === 'object' && value !== null)
      return take(Object.assign(request, { rawBody }), response)
    const headers = {
      'x-slack-signature': String(request.headers['x-slack-signature']),
      'x-slack-request-timestamp': Number(time),
    }
    refuse(isValidSlackRequest({ signingSecret, body, headers }) ? 400 : 401)
  }
