import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { HTTPReceiver } from '@slack/bolt'
import type { Logger } from 'pino'
import { UserError } from '../errors.ts'
import { slackLogger } from '../log.ts'

/** Takes Slack's signed requests, and answers at two addresses for whoever watches over the process. */
export const receiver = (tools: {
  signingSecret: string
  check: () => PromiseLike<unknown>
  log: Logger
}): HTTPReceiver =>
  new HTTPReceiver({
    signingSecret: tools.signingSecret,
    logger: slackLogger(tools.log),
    customRoutes: [
      { path: '/healthz', method: 'GET', handler: (_request, response) => says(response, 200, 'alive') },
      {
        path: '/readyz',
        method: 'GET',
        handler: async (_request, response) => {
          const ready = await answers(tools.check)
          says(response, ready ? 200 : 503, ready ? 'ready' : 'the database does not answer')
        },
      },
    ],
  })

/** Whether a check comes back well, and within two seconds. */
const answers = async (check: () => PromiseLike<unknown>) => {
  try {
    return await Promise.race([check().then(() => true), sleep(2000, false, { ref: false })])
  } catch {
    return false
  }
}

function says(response: ServerResponse, status: number, text: string) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
  response.end(`${text}\n`)
}

/** Opens a port, and says in a sentence where another program has it. */
export async function listening<T>(port: number, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    throw new UserError(
      `Port ${port} is ${code === 'EACCES' ? 'not open to this account' : 'taken by another program'}.`,
      {
        hint: `Stop that program, or set another port: PORT=${port < 1024 ? 3000 : port + 1}.`,
        cause: error,
      },
    )
  }
}
