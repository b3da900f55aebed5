import { z } from 'zod'
import { checkContent } from './methods/content.ts'
import type { Reply } from './methods/method.ts'
import type { Message } from './shapes.ts'
import { identifier, type Workspace } from './workspace.ts'

const USES = 5
const LIFETIME = 30 * 60_000

/** What an app may send to a response_url, or in the body of its acknowledgement. */
const payload = z.looseObject({
  text: z.string().default(''),
  blocks: z.array(z.unknown()).optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
})

/** Whom a reply answers, where, and what it may replace. */
export type Asked = { channel: string; user: string; original?: Message }

/** Says what an app replied, in the place it was asked. */
export function reply(workspace: Workspace, asked: Asked, given: unknown): Reply {
  const result = payload.safeParse(given)
  if (!result.success) return { ok: false, error: 'invalid_payload' }
  const { data } = result
  if (data.delete_original) {
    if (asked.original) workspace.remove(asked.original)
    return { ok: true }
  }
  const original = data.replace_original ? asked.original : undefined
  const privately = original ? original.to !== undefined : data.response_type === 'ephemeral'
  const said = checkContent(data, workspace, privately ? 'ephemeral' : 'message')
  if (!said.ok) return said.refusal
  const { text, blocks = [] } = said
  if (original) workspace.change(original, { text, blocks })
  else {
    const posted = workspace.post({
      channel: asked.channel,
      user: workspace.bot.id,
      text,
      blocks,
      ...(privately && { to: asked.user }),
      ...(data.thread_ts && { threadTs: data.thread_ts }),
    })
    // A command has no message of its own: what it may replace is the app's first reply.
    asked.original ??= posted
  }
  return { ok: true }
}

/** The addresses an app may answer to for half an hour, five times each. */
export function responseUrls(workspace: Workspace, url: string) {
  const open = new Map<string, Asked & { left: number; until: number }>()
  return {
    /** A fresh response_url. */
    open(asked: Asked): string {
      const now = workspace.now()
      for (const [id, one] of open) if (one.until <= now) open.delete(id)
      const id = identifier('R')
      open.set(id, { ...asked, left: USES, until: now + LIFETIME })
      return `${url}/response/${id}`
    },
    /** Uses a response_url once; Slack counts only what it accepted. */
    use(id: string, given: unknown): { status: number; reply: Reply } {
      const found = open.get(id)
      if (!found || found.until <= workspace.now())
        return { status: 404, reply: { ok: false, error: 'expired_url' } }
      if (found.left === 0) return { status: 404, reply: { ok: false, error: 'used_url' } }
      const said = reply(workspace, found, given)
      if (said.ok) found.left -= 1
      return { status: said.ok ? 200 : 404, reply: said }
    },
  }
}
