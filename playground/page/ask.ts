import type { Outcome } from '../shapes.ts'

type Action = 'say' | 'act' | 'suggest' | 'submit' | 'close' | 'opened' | 'dismiss'

/** Does something in the local Slack and says what came of it. */
export async function ask(action: Action, what: Record<string, unknown>): Promise<Outcome> {
  try {
    const response = await fetch(`/page/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(what),
    })
    return response.ok ? await response.json() : { ok: false, error: await response.text() }
  } catch {
    return { ok: false, error: 'the local Slack does not answer' }
  }
}
