import { useState } from 'preact/hooks'

/** A value the browser keeps for this page. */
export function useStored<T>(name: string, otherwise: T): [T, (value: T) => void] {
  const read = (): T => JSON.parse(localStorage.getItem(name) ?? 'null') ?? otherwise
  const [held, hold] = useState({ name, value: read() })
  const value = held.name === name ? held.value : read()
  const keep = (next: T) => {
    localStorage.setItem(name, JSON.stringify(next))
    hold({ name, value: next })
  }
  return [value, keep]
}
