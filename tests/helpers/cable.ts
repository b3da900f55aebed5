import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { freePort } from './free-port.ts'

/** A cable to the server at `to`, with a port of its own: cut, connections break and new ones are refused. */
export async function cable(to: string, isWhole = true) {
  const target = new URL(to)
  const port = await freePort()
  const sockets = new Set<Socket>()
  const server = createServer(near => {
    const far = connect(Number(target.port || 5432), target.hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(socket)
          for (const end of [near, far]) end.destroy()
        })
    }
    near.pipe(far).pipe(near)
  })
  const mend = async () => void (await once(server.listen(port, '127.0.0.1'), 'listening'))
  const cut = async () => {
    const closed = server.listening && once(server.close(), 'close')
    for (const socket of sockets) socket.destroy()
    await closed
  }
  if (isWhole) await mend()
  const url = new URL(target)
  url.host = `127.0.0.1:${port}`
  return { url: url.href, cut, mend }
}
