import { deliver } from './deliver.ts'
import { judge } from './judge.ts'
import { schedule } from './schedule.ts'

/** Every piece of work in the background. */
export const jobs = [schedule, judge, deliver] as const
