import { LRUCache } from 'lru-cache'
import type { Heard } from '../heard.ts'
import type { Place } from './post.ts'

/** One answer on its way into a message, among others that may be on their way into the same. */
export type Change = {
  /** Puts its words in, unless something was asked after it: then there is nothing. */
  words<T>(put: () => Promise<T>): Promise<T | undefined>
  /** Puts its picture in, unless another answer's words stand there by now: then there is nothing. */
  picture<T>(put: () => Promise<T>): Promise<T | undefined>
}

/** What is known of a message: the last answer asked for, whose words stand there, and the end of what is under way. */
type Known = { at: number; wanted: object; shown?: object; end: Promise<unknown> }

/**
 * Keeps the changes of a message apart when people press faster than answers come: the last press wins, and no
 * picture lands on another answer, whichever bot hears of the press.
 */
export function changes(heard: Pick<Heard, 'press' | 'isPressedAfter'>) {
  const messages = new LRUCache<string, Known>({ max: 5000 })

  const change = (known: Known, own: object, isLast: () => Promise<boolean>): Change => {
    const alone = <T>(may: () => boolean, put: () => Promise<T>): Promise<T | undefined> => {
      const done = known.end.then(async () => (may() && (await isLast()) && may() ? put() : undefined))
      known.end = done.then(nothing, nothing)
      return done
    }
    return {
      words: put =>
        alone(
          () => known.wanted === own,
          async () => {
            const before = known.shown
            known.shown = own
            const done = put()
            // What was refused has changed nothing, so the picture of what stands there may still come.
            done.then(nothing, () => {
              if (before) known.shown = before
            })
            return done
          },
        ),
      picture: put => alone(() => known.shown === own, put),
    }
  }

  return {
    /** An answer that was just posted as a message of its own. */
    posted(place: Place): Change {
      const own = {}
      const known: Known = messages.get(keyOf(place)) ?? { at: 0, wanted: own, end: Promise.resolve() }
      // Somebody may press before Slack has told that the message is there.
      known.shown ??= own
      messages.set(keyOf(place), known)
      return change(known, own, async () => !(await heard.isPressedAfter(keyOf(place), 0)))
    },

    /** An answer that was asked for by a press, at Slack's own time of it. */
    pressed(place: Place, at: number): Change {
      const own = {}
      const known: Known = messages.get(keyOf(place)) ?? { at, wanted: own, end: Promise.resolve() }
      if (at >= known.at) Object.assign(known, { at, wanted: own })
      messages.set(keyOf(place), known)
      const noted = heard.press(keyOf(place), at)
      return change(known, own, async () => {
        await noted
        return !(await heard.isPressedAfter(keyOf(place), at))
      })
    },
  }
}

const keyOf = ({ channel, ts }: Place) => `${channel} ${ts}`
const nothing = () => undefined
