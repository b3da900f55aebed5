/** One row of the table: a ratio against something measured in the same run, and what it was made of. */
export type Measured = { name: string; ratio: number; aim: string; detail: string }

/** What 95 of 100 runs stay within: of twenty, all but the slowest. */
export const percentile95 = (times: readonly number[]) =>
  times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN

/** The middle of several runs. */
export const median = (times: readonly number[]) =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
