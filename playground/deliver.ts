import { createHmac } from 'node:crypto'

/** What the app answered to a delivery, or why there is no answer. */
export type Delivered =
  | { ok: true; body: string }
  | {
      ok: false
      error: 'operation_timeout' | 'dispatch_failed'
      status?: number
      reached: boolean
      /** Whether the app asked not to be told again. */
      final?: boolean
    }

/** What is delivered to the app: a form, or JSON for events, which also say which repetition this is. */
export type Parcel = { type: string; body: string; headers?: Record<string, string> }

/** Slack's signature of a request body. */
export const signature = (secret: string, timestamp: number, body: string) =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`

/** Sends a signed request to the app and waits for its acknowledgement, as long as Slack would. */
export async function deliver(
  to: string,
  { type, body, headers = {} }: Parcel,
  { secret, within, now }: { secret: string; within: number; now: () => number },
): Promise<Delivered> {
  const timestamp = Math.floor(now() / 1000)
  try {
    const response = await fetch(to, {
      method: 'POST',
      headers: {
        'content-type': type,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': signature(secret, timestamp, body),
        ...headers,
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(within),
    })
    const answer = await response.text()
    if (response.ok) return { ok: true, body: answer }
    const final = response.headers.get('x-slack-no-retry') === '1'
    return { ok: false, error: 'dispatch_failed', status: response.status, reached: true, final }
  } catch (error) {
    const late = error instanceof DOMException && error.name === 'TimeoutError'
    return { ok: false, error: late ? 'operation_timeout' : 'dispatch_failed', reached: late }
  }
}
