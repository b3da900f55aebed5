import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Snapshot } from '../shapes.ts'
import type { Place } from './place.ts'

/** What every part of the page may need: the workspace and the way to a place in it. */
export type Around = {
  slack: Snapshot
  go(place: Place): void
  /** Opens the thread of a message beside the conversation. */
  openThread(ts: string): void
}

/** Carries the workspace to whatever is drawn inside. */
export const Around = createContext<Around | undefined>(undefined)

/** The workspace around a component. */
export function useAround(): Around {
  const around = useContext(Around)
  if (!around) throw new Error('A component stands outside the workspace; it needs: Around')
  return around
}
