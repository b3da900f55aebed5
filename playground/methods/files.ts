import { z } from 'zod'
import type { StoredFile } from '../workspace.ts'
import { identifier } from '../workspace.ts'
import { count, json, type Method, method, type Reply, refused, type Site, tier } from './method.ts'
import { isRefusal, target, thread } from './target.ts'
import { wireFile } from './wire.ts'

const needs = 'files:write'
/** The longest words about a picture. */
const ALT = 1000

/** Posts files as a message of their own, once they are ready: the answer to the upload does not wait for that. */
function share(
  files: StoredFile[],
  to: { channel_id: string; thread_ts?: string | undefined; initial_comment: string },
  { workspace, later, fileDelay }: Site,
): Reply | undefined {
  if (workspace.people.has(to.channel_id)) return refused('channel_not_found')
  const found = target(to.channel_id, workspace, false)
  if (isRefusal(found)) return found
  const parent = thread(found.id, to.thread_ts, workspace)
  if (parent && isRefusal(parent)) return parent
  later(fileDelay, () =>
    workspace.post({
      channel: found.id,
      user: workspace.bot.id,
      text: to.initial_comment,
      files: files.map(({ id, name, title, length, mimetype = '' }) => ({
        id,
        name,
        title,
        length,
        mimetype,
      })),
      ...(parent && { threadTs: parent.ts }),
    }),
  )
  return undefined
}

/** Uploading a file in the two steps Slack has: to stand in a message's image block, or as a message of its own. */
export const files: Record<string, Method> = {
  'files.getUploadURLExternal': method(
    { perMinute: tier.four, needs },
    z.looseObject({ filename: z.string().min(1), length: count, alt_txt: z.string().default('') }),
    ({ filename, length, alt_txt }, { workspace, url }) => {
      if (alt_txt.length > ALT) return refused('alt_txt_too_large')
      const id = identifier('F')
      const created = Math.floor(workspace.now() / 1000)
      workspace.files.set(id, { id, name: filename, title: filename, altText: alt_txt, length, created })
      return { ok: true, upload_url: `${url}/upload/${id}`, file_id: id }
    },
  ),

  'files.completeUploadExternal': method(
    { perMinute: tier.four, needs },
    z.looseObject({
      files: json(z.array(z.looseObject({ id: z.string(), title: z.string().optional() })).min(1)),
      channel_id: z.string().optional(),
      channels: z.undefined().optional(),
      blocks: z.undefined().optional(),
      initial_comment: z.string().default(''),
      thread_ts: z.string().optional(),
    }),
    ({ channel_id, ...args }, site) => {
      const { workspace, fileDelay } = site
      const found = args.files.map(({ id, title }) => ({ file: workspace.files.get(id), title }))
      const uploaded = found.flatMap(({ file, title }) => (file?.bytes ? [{ file, title }] : []))
      if (uploaded.length < found.length) return refused('file_not_found')
      const whole = uploaded.map(({ file }) => file)
      const refusal = channel_id === undefined ? undefined : share(whole, { ...args, channel_id }, site)
      if (refusal) return refusal
      for (const { file, title } of uploaded) {
        file.title = title ?? file.title
        file.readyAt ??= workspace.now() + fileDelay
      }
      return { ok: true, files: whole.map(({ id, title }) => ({ id, title })) }
    },
  ),

  'files.info': method(
    { perMinute: tier.four, needs: 'files:read' },
    z.looseObject({ file: z.string() }),
    (args, { workspace }) => {
      const file = workspace.files.get(args.file)
      if (file?.readyAt === undefined) return refused('file_not_found')
      return { ok: true, file: wireFile(file, workspace) }
    },
  ),

  'files.delete': method(
    { perMinute: tier.three, needs },
    z.looseObject({ file: z.string() }),
    (args, { workspace }) => (workspace.files.delete(args.file) ? { ok: true } : refused('file_not_found')),
  ),
}
