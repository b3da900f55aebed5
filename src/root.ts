import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type Env, env } from './env.ts'
import { UserError } from './errors.ts'

/** The settings of the environment, and of .env where the environment is silent. */
export function settings(): Env {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return env(process.env)
}

/** How long a process that was asked to end may take for its work, and for everything, in milliseconds: a container is given ten seconds. */
export const within = { work: 5_000, all: 8_500 }

/** Aborts when the process is asked to end; ends it, and says so, where something still holds it after `within.all`. */
export function stopping(forced: () => void = () => {}): AbortSignal {
  const stop = new AbortController()
  const end = () => {
    if (stop.signal.aborted) return
    stop.abort()
    setTimeout(() => {
      forced()
      process.exit()
    }, within.all).unref()
  }
  // A signal may come twice, from the terminal and from npm or tsx that pass it on: the second must not cut the first short.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, end)
  return stop.signal
}

/** Waits until a signal aborts. */
export const aborted = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, 'abort')
}

/** Runs a command line: what the person did wrong is words on stderr and status 2, everything else is ours and 1. */
export async function root(run: () => Promise<void>): Promise<void> {
  // Whoever reads may have had enough, as `| head` has: that is no mistake.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1))
  try {
    await run()
  } catch (error) {
    const mistake = error instanceof UserError
    process.exitCode = mistake ? 2 : 1
    process.stderr.write(mistake ? `${words(error)}\n` : `That broke on our side.\n${trace(error)}\n`)
  }
}

// What was typed or read stands in the words; a terminal would obey its control characters.
const words = ({ message, hint }: UserError) => printable(hint ? `${message} ${hint}` : message)

/** A text without the control characters that a terminal would obey. */
export const printable = (text: string) => text.replace(/[^\P{Cc}\n]/gu, '')

const trace = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error))
