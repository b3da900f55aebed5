import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/** What was typed into a modal and not sent yet, and what is wrong with it, by block. */
export type Form = {
  value(block: string, action: string): unknown
  set(block: string, action: string, value: unknown): void
  errors: Record<string, string>
}

/** Carries a modal's form to its fields; messages and Home have none. */
export const Filling = createContext<Form | undefined>(undefined)

/** The form around a field. */
export const useForm = () => useContext(Filling)
