import type { Sql } from 'postgres'
import type { Scope } from '../access.ts'
import { covered } from '../covered.ts'
import { type Dimension, dimensions, type Member } from '../insight.ts'
import { membersOf, membersWith } from '../names/member-tables.ts'
import { members } from '../names/members.ts'
import { isPassed, lastJudged, mondayFrom, weeksFrom } from '../rule.ts'
import { isStale, type Today } from '../stale.ts'
import { snapshot } from '../tx.ts'
import { type Stored, watcher } from '../watch.ts'
import type { Known } from './alert-asked.ts'
import type { Tried } from './foreseen.ts'

/** Reads what alerts are made of: the names they can watch, and the weeks they are tried on. */
export type Trying = ReturnType<typeof trying>

/** On how many complete weeks an alert is tried before it is saved. */
const triedWeeks = 26

/** Reads through the questions' login, under the scope of whoever asks. */
export const trying = (reader: Sql, today: Today) => {
  const { watch } = watcher(reader)

  return {
    /** Everything an alert can watch beside the whole. */
    known: (scope: Scope): Promise<Known> =>
      snapshot(reader, scope, async tx => ({
        region: members(await membersOf.region(tx)),
        channel: members(await membersOf.channel(tx)),
        category: members(await membersOf.category(tx)),
        product: members(await membersOf.product(tx)),
      })),

    /** The members of a dimension. */
    members: (dimension: Dimension, scope: Scope): Promise<Member[]> =>
      snapshot(reader, scope, tx => membersOf[dimension](tx)),

    /** A rule with the last weeks that are known for good, as many of them as the data covers whole. */
    async tried(stored: Stored, scope: Scope): Promise<Tried> {
      const known = await covered(reader)
      const { firstDay, asOf } = known ?? { firstDay: null, asOf: null }
      const next = asOf === null ? '' : weeksFrom(lastJudged(stored.measure, asOf), 1)
      const earliest = next && firstDay ? later(weeksFrom(next, -triedWeeks - 1), mondayFrom(firstDay)) : next
      const { rule, weeks } = await watch(stored, earliest || nowhere, next || nowhere, scope)
      const [before] = weeks.length > triedWeeks ? weeks : []
      return {
        ...{ rule, firstDay, asOf },
        ...(known && isStale(known.dataThrough, today) && { stale: known.dataThrough }),
        weeks: weeks.slice(-triedWeeks),
        passedBefore: before ? isPassed(rule, before.value) === true : false,
      }
    },

    /** The names of the members that rules watch, by dimension and id, where they are there and in sight. */
    names: (
      watching: readonly { dimension: string | null; memberId: number | null }[],
      scope: Scope,
    ): Promise<ReadonlyMap<string, string>> =>
      snapshot(reader, scope, async tx => {
        const names = new Map<string, string>()
        for (const dimension of dimensions) {
          const ids = watching.flatMap(one =>
            one.dimension === dimension && one.memberId !== null ? [one.memberId] : [],
          )
          for (const { id, name } of await membersWith(tx, dimension, ids))
            names.set(nameKey(dimension, id), name)
        }
        return names
      }),
  }
}

/** Where the name of a member stands. */
export const nameKey = (dimension: Dimension | string, id: number) => `${dimension} ${id}`

// Before any data there is no week: a range that is empty.
const nowhere = '0001-01-01'

const later = (one: string, other: string) => (one > other ? one : other)
