import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from './errors.ts'

/*
 * What whoever watches over a process may ask: whether it lives (`/healthz`), and whether it is of use (`/readyz`).
 */

/** Something that must hold for a process to be of use, and what to say while it does not. */
export type Check = { missing: string; holds: () => boolean | PromiseLike<unknown> }

/** What is answered at each path. */
export const watched = (
  checks: readonly Check[],
): Record<string, (response: ServerResponse) => Promise<void>> => ({
  '/healthz': async response => says(response, 200, 'alive'),
  '/readyz': async response => {
    const held = await Promise.all(checks.map(holds))
    const missing = checks.filter((_, at) => !held[at]).map(({ missing }) => missing)
    says(response, missing.length > 0 ? 503 : 200, missing.join('\n') || 'ready')
  },
})

/** A server of these paths and nothing else. */
export function healthServer(checks: readonly Check[]): Server {
  const routes = watched(checks)
  return createServer((request, response) => {
    const answer = request.method === 'GET' ? routes[request.url ?? ''] : undefined
    if (answer) void answer(response)
    else says(response, 404, 'not found')
  })
}

/** Opens a server on a port, on this machine's loopback unless told. */
export async function opened(server: Server, port: number, host = '127.0.0.1'): Promise<Server> {
  server.listen(port, host)
  await once(server, 'listening')
  return server
}

/** Whether a check comes back well, and within two seconds. */
const holds = async ({ holds }: Check) => {
  try {
    const outcome = await Promise.race([holds(), sleep(2000, false, { ref: false })])
    return outcome !== false
  } catch {
    return false
  }
}

function says(response: ServerResponse, status: number, text: string) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
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
