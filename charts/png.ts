import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Tinypool } from 'tinypool'
import type { Chart } from './chart.ts'
import type { draw } from './draw.ts'
import type { Warn } from './view.ts'

type Drawn = Awaited<ReturnType<typeof draw>>

/** A pool of processes that draw. */
export interface Pictures {
  png(chart: Chart): Promise<Buffer>
  close(): Promise<void>
}

// The child runs our TypeScript, wherever the parent was started, and is told nothing that it does not need.
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const needed = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'FONTCONFIG_PATH', 'FONTCONFIG_FILE', 'LD_LIBRARY_PATH']

function open(onError: (error: unknown) => void): Tinypool {
  const env = Object.fromEntries(
    needed.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])),
  )
  const pool = new Tinypool({
    runtime: 'child_process',
    serialization: 'advanced',
    execArgv: ['--import', tsx],
    env,
    minThreads: 1,
    maxThreads: 1,
  })
  // A child that ends while it has nothing to do is replaced; without a listener it would end the parent.
  pool.on('error', onError)
  return pool
}

/** Lends each of some things to one at a time; who finds none free waits, the first to come first. */
function lender<T>(things: readonly T[]) {
  const free = [...things]
  const waiting: ((thing: T) => void)[] = []
  return {
    borrow: async () => free.pop() ?? new Promise<T>(resolve => waiting.push(resolve)),
    giveBack(thing: T) {
      const next = waiting.shift()
      if (next) next(thing)
      else free.push(thing)
    },
  }
}

/**
 * Makes PNGs at double resolution in so many child processes, which are started with the first picture and do not keep
 * the parent alive. A crash or too many seconds reject that picture alone; the process is replaced. Only the drawing is
 * timed: a picture that waits for others, or for its process to start, takes as long as the machine needs.
 */
export function pictures(
  size = 2,
  warn: Warn = message => process.emitWarning(message),
  seconds = 10,
): Pictures {
  const filename = new URL('./draw.ts', import.meta.url).href
  const drawers: { pool?: Tinypool | undefined }[] = Array.from({ length: size }, () => ({}))
  const { borrow, giveBack } = lender(drawers)
  let closings = 0
  return {
    async png(chart) {
      const asked = closings
      const drawer = await borrow()
      let signal: AbortSignal | undefined
      try {
        if (closings > asked) throw new Error('the pictures were closed')
        drawer.pool ??= open(error => warn(`a drawing process ended: ${reason(error)}`))
        const { pool } = drawer
        await pool.run(undefined, { filename, name: 'ready' })
        signal = AbortSignal.timeout(seconds * 1000)
        const { png, warnings }: Drawn = await pool.run(chart, { filename, name: 'draw', signal })
        for (const warning of warnings) warn(warning)
        return Buffer.from(png.buffer, png.byteOffset, png.byteLength)
      } catch (error) {
        const why = signal?.aborted ? `it took longer than ${seconds} seconds` : reason(error)
        throw new Error(`the picture could not be drawn; a chart becomes a PNG: ${why}`, { cause: error })
      } finally {
        giveBack(drawer)
      }
    },
    async close() {
      closings++
      const open = drawers.flatMap(drawer => drawer.pool ?? [])
      for (const drawer of drawers) drawer.pool = undefined
      await Promise.all(open.map(pool => pool.destroy()))
    },
  }
}

/** What a child said: errors cross the border between processes as plain objects. */
function reason(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error)
}
