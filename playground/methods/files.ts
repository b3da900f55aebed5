import { z } from 'zod'
import { identifier } from '../workspace.ts'
import { count, json, type Method, method, refused } from './method.ts'

/** Uploading a file in the two steps Slack has, so that a picture can stand in a message. */
export const files: Record<string, Method> = {
  'files.getUploadURLExternal': method(
    z.looseObject({ filename: z.string().min(1), length: count, alt_txt: z.string().max(1000).default('') }),
    ({ filename, length, alt_txt }, { workspace, url }) => {
      const id = identifier('F')
      workspace.files.set(id, { id, name: filename, title: filename, altText: alt_txt, length })
      return { ok: true, upload_url: `${url}/upload/${id}`, file_id: id }
    },
  ),

  'files.completeUploadExternal': method(
    z.looseObject({
      files: json(z.array(z.looseObject({ id: z.string(), title: z.string().optional() })).min(1)),
      channel_id: z.string().optional(),
      channels: z.string().optional(),
    }),
    (args, { workspace, fileDelay }) => {
      // Sharing a file by itself would put two messages where Tilly wants one: pictures go into image blocks.
      if (args.channel_id ?? args.channels)
        return refused('invalid_arguments', [
          'the local Slack shows files in image blocks only; leave the channel out',
        ])
      const found = args.files.map(({ id, title }) => ({ file: workspace.files.get(id), title }))
      const uploaded = found.flatMap(({ file, title }) => (file?.bytes ? [{ file, title }] : []))
      if (uploaded.length < found.length) return refused('file_not_found')
      for (const { file, title } of uploaded) {
        file.title = title ?? file.title
        file.readyAt ??= workspace.now() + fileDelay
      }
      return { ok: true, files: uploaded.map(({ file }) => ({ id: file.id, title: file.title })) }
    },
  ),
}
