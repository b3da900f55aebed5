import { useEffect } from 'preact/hooks'
import type { Snapshot } from '../shapes.ts'
import { useStored } from './stored.ts'

const NOTHING: Record<string, string> = {}

/** How many messages of others came since each conversation was last looked at. */
export function useUnread(slack: Snapshot | undefined, at: string): Map<string, number> {
  const [read, keep] = useStored(`read ${slack?.started ?? ''} ${slack?.me ?? ''}`, NOTHING)
  const newest = slack?.messages.reduce(
    (last, one) => (one.channel === at && one.ts > last ? one.ts : last),
    '',
  )
  useEffect(() => {
    if (newest && newest > (read[at] ?? '')) keep({ ...read, [at]: newest })
  }, [newest, at, read])
  const counts = new Map<string, number>()
  for (const one of slack?.messages ?? []) {
    if (one.user === slack?.me || one.channel === at || one.ts <= (read[one.channel] ?? '')) continue
    counts.set(one.channel, (counts.get(one.channel) ?? 0) + 1)
  }
  return counts
}
