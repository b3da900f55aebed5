import { constants, getPriority, setPriority } from 'node:os'

export { draw } from './draw.ts'

// A process that does nothing but draw gives way to those that answer: a picture follows the words in any case.
setPriority(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL))
