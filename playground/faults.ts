import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** What goes wrong, and where; without `times` or `probability` it goes wrong every time. */
export type Fault = Wrong & {
  /** A method of the Web API, `upload` for the bytes of a file, or `response_url`; any of them unless told. */
  method?: string
  /** Only calls that name this channel. */
  channel?: string
  /** How often it happens at most. */
  times?: number
  /** How likely it is at each call, drawn from the seed: the same calls fail in every run. */
  probability?: number
  seed?: number
}

type Wrong =
  /** HTTP 429 with `Retry-After`, in seconds. */
  | { kind: 'ratelimited'; retryAfter?: number }
  /** HTTP 503, before Slack took the call or once it has carried it out. */
  | { kind: 'unavailable' | 'unavailable-after' }
  /** The connection breaks, before Slack took the call or once it has carried it out. */
  | { kind: 'cut' | 'cut-after' }
  /** The answer takes so many milliseconds longer. */
  | { kind: 'slow'; wait: number }
  /** Slack says no with this name, such as `file_uploads_disabled` or `internal_error`. */
  | { kind: 'refused'; error: string }
  /** A completed upload takes so many milliseconds until it can be shown, or for ever. */
  | { kind: 'late-file'; wait: number }
  | { kind: 'never-ready' }

const ofFiles = ({ kind }: Fault) => kind === 'late-file' || kind === 'never-ready'

/** Faults that are waiting for their calls. */
export type Faults = ReturnType<typeof faults>

/** Keeps the faults that tests or a person asked for, and draws which of them strike a call. */
export function faults(initial: readonly Fault[] = []) {
  const waiting = new Map<Fault, { strikes: number; draw: () => number }>()

  const generator = (seed: number) => {
    const source = xoroshiro128plus(seed)
    return () => (source.next() >>> 0) / 2 ** 32
  }
  function add(fault: Fault) {
    const own = { ...fault }
    waiting.set(own, { strikes: 0, draw: generator(fault.seed ?? 1) })
    return {
      /** Ends it. */
      remove: () => void waiting.delete(own),
      /** How often it has struck. */
      strikes: () => waiting.get(own)?.strikes ?? 0,
    }
  }
  for (const fault of initial) add(fault)

  return {
    /** From now on this goes wrong. */
    add,
    /** From now on nothing goes wrong. */
    clear: () => waiting.clear(),
    /** The faults that strike one call. */
    strike(method: string, channel: string | undefined): Fault[] {
      return [...waiting].flatMap(([fault, state]) => {
        const { times = Number.POSITIVE_INFINITY, probability = 1 } = fault
        const only = fault.method ?? (ofFiles(fault) ? 'files.completeUploadExternal' : undefined)
        if (only !== undefined && only !== method) return []
        if (fault.channel !== undefined && fault.channel !== channel) return []
        if (state.strikes >= times || state.draw() >= probability) return []
        state.strikes += 1
        return [fault]
      })
    },
  }
}
