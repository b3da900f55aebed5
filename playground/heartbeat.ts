import { connect } from 'node:net'

/** Whether something listens where the app is said to be. */
export function listens(address: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(address)
  const socket = connect({
    host: hostname,
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    timeout: 1000,
  })
  return new Promise(resolve => {
    const settle = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => settle(true))
    socket.once('timeout', () => settle(false))
    socket.once('error', () => settle(false))
  })
}
