import { setTimeout as sleep } from 'node:timers/promises'
import type { SocketModeReceiver } from '@slack/bolt'
import type { Logger } from 'pino'
import { patiently, refuse } from './client.ts'
import { outage } from './outage.ts'

type Client = SocketModeReceiver['client']

/** So long Slack may take to say hello, and to say goodbye, in milliseconds. */
const hello = 20_000
const goodbye = 2_000
/** A connection that lasted so long was a good one: the next is opened at once. */
const good = 10_000

/**
 * The connection to Slack that Socket Mode listens on, kept open by us. The SDK would wait five seconds before it opened
 * the next one, ends its attempts where the network is down, and goes on with them after it was told to stop.
 */
export function connection(client: Client, log: Logger, stop: AbortSignal, address?: string) {
  let isOpen = false
  let lost = () => {}
  client.on('disconnected', () => {
    isOpen = false
    lost()
  })
  stop.addEventListener('abort', () => lost())

  /** Opens a connection, and waits for Slack's hello. */
  async function open() {
    const opening = client.start()
    const settled = new AbortController()
    const late = sleep(hello, 'late', { signal: AbortSignal.any([stop, settled.signal]) })
    try {
      const outcome = await Promise.race([opening, late])
      if (outcome === 'late') throw new Error(`Slack said no hello; waited: ${hello} ms`)
      isOpen = true
    } catch (error) {
      // The SDK may still be on its way to a connection that nobody waits for.
      opening.then(client.disconnect.bind(client), () => {})
      throw error
    } finally {
      settled.abort()
    }
  }

  /** Closes the connection, and the second time without waiting for Slack's consent. */
  async function close() {
    isOpen = false
    const closed = client.disconnect()
    const isSlow = await Promise.race([closed, sleep(goodbye, true, { ref: false })])
    if (isSlow === true) void client.disconnect()
  }

  return {
    isOpen: () => isOpen,

    /** Keeps a connection until it is told to stop; tells of the first, and ends with a sentence where Slack refuses. */
    async keep(opened: () => void): Promise<void> {
      const tries = patiently(stop)
      const away = outage(log, address)
      while (await tries.next()) {
        try {
          await open()
        } catch (error) {
          await close()
          if (stop.aborted) return
          refuse(error, 'app', 'SLACK_APP_TOKEN')
          away.failed(error, 'there is no connection to Slack: trying again')
          tries.wait(error)
          continue
        }
        opened()
        away.back('the connection to Slack is there')
        const since = Date.now()
        await new Promise<void>(resolve => {
          lost = resolve
          if (stop.aborted || !isOpen) resolve()
        })
        if (stop.aborted) break
        const lasted = Date.now() - since
        if (lasted > good) {
          log.info('the connection to Slack has ended: opening another')
          tries.done()
          away.done()
        } else
          away.failed(`it lasted ${lasted} ms`, 'the connection to Slack has ended early: opening another')
      }
    },

    close,
  }
}
