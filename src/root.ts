import { existsSync } from 'node:fs'
import { UserError } from './errors.ts'

/** Runs a command line with the settings of .env: what the person did wrong is words on stderr and status 2, everything else is ours and 1. */
export async function root(run: () => Promise<void>): Promise<void> {
  try {
    if (existsSync('.env')) process.loadEnvFile('.env')
    await run()
  } catch (error) {
    const mistake = error instanceof UserError
    process.exitCode = mistake ? 2 : 1
    process.stderr.write(mistake ? `${words(error)}\n` : `That broke on our side.\n${trace(error)}\n`)
  }
}

const words = ({ message, hint }: UserError) => (hint ? `${message} ${hint}` : message)
const trace = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error))
