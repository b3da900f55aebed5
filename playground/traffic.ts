import type { Signal, Traffic } from './shapes.ts'

/** How many lines the log keeps. */
const KEPT = 300

/** The log of what the app called and what it was told. */
export function trafficLog(tell: (signal: Signal) => void) {
  const entries: Traffic[] = []
  let id = 0
  return {
    entries,
    /** Writes a line. */
    write(line: Omit<Traffic, 'id'>): void {
      id += 1
      const entry = { id, ...line }
      entries.push(entry)
      if (entries.length > KEPT) entries.shift()
      tell({ kind: 'traffic', entry })
    },
  }
}
