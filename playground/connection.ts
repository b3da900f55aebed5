import { listens } from './heartbeat.ts'
import type { Signal } from './shapes.ts'

/** How often it is looked whether the app is there, in milliseconds, while somebody watches. */
const EVERY = 2000

/** Whether the app is there: by its sockets, or by listening at its address. */
export function connection(tools: {
  address(): string | undefined
  sockets(): number
  tell(signal: Signal): void
}) {
  let connected = tools.address() !== undefined
  let watchers = 0
  let watching: NodeJS.Timeout | undefined

  function found(now: boolean) {
    if (connected === now) return
    connected = now
    tools.tell({ kind: 'connected', connected })
  }
  async function look() {
    const address = tools.address()
    found(tools.sockets() > 0 || (address !== undefined && (await listens(address))))
  }
  return {
    get connected() {
      return connected
    },
    /** Takes note of what a try has shown. */
    found,
    /** Looks whether the app is there. */
    look: () => void look(),
    /** Looks again and again, until the returned function is called. */
    watch() {
      watchers += 1
      void look()
      watching ??= setInterval(look, EVERY).unref()
      return () => {
        watchers -= 1
        if (watchers > 0) return
        clearInterval(watching)
        watching = undefined
      }
    },
    close: () => clearInterval(watching),
  }
}
