import type { Person } from '../shapes.ts'

const initials = (name: string) =>
  name
    .split(' ')
    .map(word => word.charAt(0))
    .join('')
    .slice(0, 2)

/** A person's square, or the app's own sign. */
export function Avatar({ person, app }: { person: Person; app: boolean }) {
  return (
    <span class={`avatar colour-${person.colour % 8}`} aria-hidden="true">
      {app ? (
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M8 23v-7m5.3 7V9m5.4 14v-9m5.3 9V12" />
        </svg>
      ) : (
        initials(person.name)
      )}
    </span>
  )
}
