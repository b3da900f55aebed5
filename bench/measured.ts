/** One row of the table: a ratio against something measured in the same run, and what it was made of. */
export type Measured = { name: string; ratio: number; aim: string; detail: string }

/** The middle of several runs. */
export const median = (times: readonly number[]) =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
