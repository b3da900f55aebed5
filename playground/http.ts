import type { IncomingMessage, ServerResponse } from 'node:http'

const LIMIT = 32 * 1024 * 1024

/** The whole body of a request, or undefined where it is larger than anything the local Slack takes. */
export async function body(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = []
  let size = 0
  // What is too much is read all the same, and forgotten: whoever is still sending would not see an answer.
  for await (const part of request) {
    size += part.length
    if (size <= LIMIT) parts.push(part)
    else parts.length = 0
  }
  return size > LIMIT ? undefined : Buffer.concat(parts)
}

/** The value of a JSON text, or undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Answers a request with text or bytes. */
export function send(
  response: ServerResponse,
  status: number,
  content: string | Buffer,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(content)
}

/** Answers a request with JSON. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  send(response, status, JSON.stringify(value), { 'content-type': 'application/json; charset=utf-8' })
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Whether a request names another host than this machine's loopback, as a rebound DNS name would. */
export function foreignHost(request: IncomingMessage): boolean {
  const host = request.headers.host ?? ''
  return !LOOPBACK.has(host.replace(/:\d+$/, ''))
}

/** Whether a browser sent the request on behalf of another site. */
export function foreignOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  return (
    (origin !== undefined && origin !== `http://${host}`) || site === 'cross-site' || site === 'same-site'
  )
}
