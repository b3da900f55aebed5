import { existsSync, readdirSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'

export { draw } from './draw.ts'

// Linux has a priority of its own for every thread, and those of a process are its tasks.
const tasks = '/proc/self/task'
const threads = existsSync(tasks) ? readdirSync(tasks).map(Number) : [0]

// A process that does nothing but draw gives way to those that answer: a picture follows the words in any case.
for (const thread of threads)
  setPriority(thread, Math.max(getPriority(thread), constants.priority.PRIORITY_BELOW_NORMAL))
