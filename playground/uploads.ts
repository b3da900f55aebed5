import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from './exchange.ts'
import { body, send } from './http.ts'
import type { Size } from './shapes.ts'
import type { Workspace } from './workspace.ts'

const MAGIC: [type: string, first: Buffer][] = [
  ['image/png', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['image/jpeg', Buffer.from('ffd8ff', 'hex')],
  ['image/gif', Buffer.from('GIF8')],
]

const BY_NAME: Record<string, string> = {
  csv: 'text/csv',
  txt: 'text/plain',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const typeOf = (bytes: Buffer, name = '') =>
  MAGIC.find(([, first]) => bytes.subarray(0, first.length).equals(first))?.[0] ??
  BY_NAME[name.split('.').at(-1)?.toLowerCase() ?? ''] ??
  'application/octet-stream'

// A PNG begins with its signature and then, always first, a header of its own: length, IHDR, width, height.
const sizeOf = (bytes: Buffer): Size | undefined =>
  typeOf(bytes) === 'image/png' && bytes.length >= 24
    ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    : undefined

async function content(request: IncomingMessage, received: Buffer): Promise<Buffer> {
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data')) return received
  const form = await new Response(new Uint8Array(received), { headers: { 'content-type': type } }).formData()
  const part = [...form.values()].find(value => typeof value !== 'string')
  return part === undefined || typeof part === 'string'
    ? Buffer.alloc(0)
    : Buffer.from(await part.arrayBuffer())
}

/** Takes the bytes of a file at the address `files.getUploadURLExternal` gave, raw or as a form. */
export async function upload(workspace: Workspace, id: string, request: IncomingMessage): Promise<Answer> {
  const file = workspace.files.get(id)
  const received = await body(request)
  if (!received) return { status: 413, content: 'file too large' }
  if (!file || file.bytes) return { status: 404, content: 'no such upload' }
  const bytes = await content(request, received)
  if (bytes.length !== file.length) return { status: 400, content: 'length does not match' }
  file.bytes = bytes
  file.mimetype = typeOf(bytes, file.name)
  const size = sizeOf(bytes)
  if (size) file.size = size
  return { status: 200, content: `OK - ${bytes.length}` }
}

/** Serves a picture to the page; anything else is not for showing. */
export function picture(workspace: Workspace, id: string, response: ServerResponse) {
  const file = workspace.files.get(id)
  if (!file?.bytes || !file.mimetype?.startsWith('image/')) return send(response, 404, 'no such picture')
  send(response, 200, file.bytes, {
    'content-type': file.mimetype,
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, max-age=86400, immutable',
  })
}

/** Hands a file over to be saved; the browser never shows it. */
export function download(workspace: Workspace, id: string, response: ServerResponse) {
  const file = workspace.files.get(id)
  if (!file?.bytes || file.readyAt === undefined) return send(response, 404, 'no such file')
  send(response, 200, file.bytes, {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
  })
}
