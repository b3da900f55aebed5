import { embedded } from '../../src/embedded.ts'

// A process of its own that uses the embedded PostgreSQL of a folder until its input ends.
const { url, stop } = await embedded(process.argv[2] ?? '')
process.stdout.write(`${url}\n`)
process.stdin.resume().on('end', stop)
