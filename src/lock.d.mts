/** Names a process so that a later one with the same number is not taken for it: "pid birth". */
export function processName(pid?: number): string
/** Says whether the process that `processName` named still runs. */
export function lives(name: string): boolean
/** Runs `work` while no other living process holds the lock file, and says once if it has to wait. */
export function withLock<T>(file: string, work: () => Promise<T> | T, onWait?: () => void): Promise<T>
