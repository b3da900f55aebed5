import { existsSync } from 'node:fs'
import { type Env, env } from './env.ts'
import { UserError } from './errors.ts'

/** The settings of the environment, and of .env where the environment is silent. */
export function settings(): Env {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return env(process.env)
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
