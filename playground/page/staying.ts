import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** What stays in view whatever grows around it: the end, the top of one message, or what the reader scrolled to. */
type Stay = 'end' | { at: string } | 'free'

/** Near enough to the end to stay there. */
const NEAR = 40

/** What a reader does to move the messages themselves. */
const MOVES = ['wheel', 'touchmove', 'pointerdown', 'keydown']

/** Keeps the end or one message of a scrolling box in view while pictures and messages arrive, until the reader moves. */
export function useStaying(box: RefObject<HTMLElement>, content: RefObject<HTMLElement>) {
  const held = useRef<Stay>('end')
  const keep = () => {
    const { current: outer } = box
    if (!outer || held.current === 'free') return
    if (held.current === 'end') outer.scrollTop = outer.scrollHeight
    else document.getElementById(`m${held.current.at}`)?.scrollIntoView()
  }
  const scrolled = () => {
    const { current: outer } = box
    // Being taken to a message is no scrolling of the reader's, even where it ends at the end.
    if (!outer || typeof held.current === 'object') return
    held.current = outer.scrollHeight - outer.scrollTop - outer.clientHeight < NEAR ? 'end' : 'free'
  }
  useEffect(() => {
    const { current: outer } = box
    const { current: inner } = content
    if (!outer || !inner) return
    const watch = new ResizeObserver(keep)
    watch.observe(inner)
    watch.observe(outer)
    const move = () => {
      if (typeof held.current !== 'object') return
      held.current = 'free'
      scrolled()
    }
    for (const name of MOVES) outer.addEventListener(name, move, { passive: true })
    return () => {
      watch.disconnect()
      for (const name of MOVES) outer.removeEventListener(name, move)
    }
  }, [])
  return {
    scrolled,
    stay(what: Stay) {
      held.current = what
      keep()
    },
  }
}
