import { createHash } from 'node:crypto'
import type { WebClient } from '@slack/web-api'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import type { Chart } from '../../charts/chart.ts'
import type { Pictures } from '../../charts/png.ts'
import { insist } from './insist.ts'
import type { Patience } from './patience.ts'
import { mayRepeat, passing, refusal } from './refusals.ts'
import { cut } from './text.ts'

/** How often the bytes of a file are sent, each time to a new place: what was not completed is seen by nobody. */
const mostTries = 3

/** How many milliseconds lie between two tries to show a file that may not be ready. */
const between = 1000

/** Charts of the same content are one picture, however often they are made. */
const keyOf = (chart: Chart) => createHash('sha256').update(JSON.stringify(chart)).digest('base64')

/** Draws charts and uploads them, each once for all who ask the same. */
export function uploading(tools: {
  client: WebClient
  pictures: Pictures
  log: Logger
  patience: Pick<Patience, 'posting' | 'file'>
}) {
  const { client, pictures, log, patience } = tools
  const files = new LRUCache<string, Promise<string | undefined>>({ max: 1000 })
  // When a chart's file was uploaded, and when a message was last to show it; nothing where one has shown it.
  const waiting = new LRUCache<string, { since: number; tried?: number }>({ max: 1000 })

  function forget(chart: Chart | null): void {
    if (!chart) return
    const key = keyOf(chart)
    files.delete(key)
    waiting.delete(key)
  }

  function file(chart: Chart): Promise<string | undefined> {
    const key = keyOf(chart)
    const known = files.get(key)
    if (known) return known
    const made = upload(chart, key).catch((error: unknown) => {
      files.delete(key)
      log.warn({ err: error }, 'no picture: it could not be drawn or uploaded')
      return undefined
    })
    files.set(key, made)
    return made
  }

  async function upload(chart: Chart, key: string): Promise<string> {
    const png = new Uint8Array(await pictures.png(chart))
    const id = await store(png, { filename: 'answer.png', alt_txt: cut(chart.description, 1000) })
    await complete(id, cut(chart.description, 200))
    waiting.set(key, { since: performance.now() })
    return id
  }

  /** Completes an upload once: what Slack says of a second try after one that it may have carried out is no refusal. */
  async function complete(id: string, title: string): Promise<void> {
    let mayBeDone = false
    const call = async () => {
      try {
        await client.files.completeUploadExternal({ files: [{ id, title }] })
      } catch (error) {
        const word = refusal(error)
        if (mayBeDone && word !== undefined && !passing.test(word)) return
        mayBeDone ||= mayRepeat(error)
        throw error
      }
    }
    await insist(call, mayRepeat, patience.posting)
  }

  /** Hands Slack the bytes of a file, which nobody sees until the upload is completed. */
  async function store(bytes: Uint8Array<ArrayBuffer>, about: { filename: string; alt_txt?: string }) {
    const wanted = { ...about, length: bytes.length }
    for (let tries = 1; ; tries++) {
      const place = await insist(
        () => client.apiCall('files.getUploadURLExternal', wanted),
        mayRepeat,
        patience.posting,
      )
      const { upload_url: url, file_id: id } = place as { upload_url?: string; file_id?: string }
      if (!url || !id) throw new Error('Slack gave no place for a file; needed: upload_url and file_id')
      const status = await sent(url, bytes)
      if (status === 200) return id
      if (tries === mostTries) throw new Error(`Slack did not take the file; status: ${status}`)
    }
  }

  /** The status that the bytes of a file were taken with; none where the connection broke. */
  const sent = (url: string, body: Uint8Array<ArrayBuffer>) =>
    fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(20_000) }).then(
      ({ status }) => status,
      () => 'none',
    )

  return {
    file,
    store,

    /** Draws and uploads a chart anew when it is next asked for: its file is gone. */
    forget,

    /** A message shows the file of a chart: it is ready. */
    show(chart: Chart | null): void {
      if (chart) waiting.delete(keyOf(chart))
    },

    /** Whether a message may try to show the file of a chart now: until one has shown it, one tries at a time. */
    mayTry(chart: Chart | null): boolean {
      const known = chart && waiting.get(keyOf(chart))
      if (!known) return true
      const now = performance.now()
      if (known.tried !== undefined && now - known.tried < between) return false
      known.tried = now
      return true
    },

    /** Whether the file of a chart should have been ready long ago; one that was shown before is gone, and made anew. */
    isOverdue(chart: Chart | null): boolean {
      const known = chart && waiting.get(keyOf(chart))
      if (known) return performance.now() - known.since > patience.file
      forget(chart)
      return false
    },
  }
}
