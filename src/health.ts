import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from './errors.ts'

/*
 * What whoever watches over a process may ask: whether it lives (`/healthz`), and whether it is of use (`/readyz`).
 */

/** Something that must hold for a process to be of use, and what to say while it does not. */
export type Check = { missing: string; holds: () => boolean | PromiseLike<unknown> }

/** What is worth knowing where a process is of use all the same: a sentence, or nothing. */
export type Notes = () => Promise<string | undefined>

/** What can be asked with GET, by its path. */
type Routes = Readonly<Record<string, (response: ServerResponse) => Promise<void>>>

/** What is answered at each path. */
export const watched = (checks: readonly Check[], notes: Notes): Routes => ({
  '/healthz': async response => says(response, 200, 'alive'),
  '/readyz': async response => {
    const held = await Promise.all(checks.map(holds))
    const missing = checks.filter((_, at) => !held[at]).map(({ missing }) => missing)
    if (missing.length > 0) return says(response, 503, missing.join('\n'))
    const [note] = await Promise.allSettled([inTime(notes())])
    const known = note.status === 'fulfilled' && note.value
    says(response, 200, known ? `ready\n${known}` : 'ready')
  },
})

/** A server that answers at these paths and nowhere else. */
export const serving = (routes: Routes): Server =>
  createServer((request, response) => {
    const answer = request.method === 'GET' ? routes[request.url ?? ''] : undefined
    if (answer) void answer(response)
    else says(response, 404, 'not found')
  })

/** A server of nothing but health. */
export const healthServer = (checks: readonly Check[], notes: Notes): Server =>
  serving(watched(checks, notes))

/** Opens a server on a port, on this machine's loopback unless told. */
export async function opened(server: Server, port: number, host = '127.0.0.1'): Promise<Server> {
  server.listen(port, host)
  await once(server, 'listening')
  return server
}

/** What comes back within two seconds, else false. */
export const inTime = <T>(coming: T) => Promise.race([coming, sleep(2000, false as const, { ref: false })])

/** Whether a check comes back well, and in time. */
const holds = async ({ holds }: Check) => {
  try {
    return (await inTime(holds())) !== false
  } catch {
    return false
  }
}

/** Answers with a text. */
export function says(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
) {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
  response.end(`${text}\n`)
}

/** Opens a port, and says in a sentence where another program has it. */
export async function listening<T>(port: number, open: () => Promise<T>, setting = 'PORT'): Promise<T> {
  try {
    return await open()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    throw new UserError(
      `Port ${port} is ${code === 'EACCES' ? 'not open to this account' : 'taken by another program'}.`,
      {
        hint: `Stop that program, or set another port: ${setting}=${port < 1024 ? 3000 : port + 1}.`,
        cause: error,
      },
    )
  }
}
