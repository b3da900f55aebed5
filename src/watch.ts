import type { Sql } from 'postgres'
import type { rules } from '../drizzle/schema/bot.ts'
import type { Scope } from './access.ts'
import { covered, coveredIn } from './covered.ts'
import { UserError } from './errors.ts'
import { type Dimension, dimensions } from './insight.ts'
import { isMeasure } from './measures.ts'
import { membersWith } from './names/member-tables.ts'
import { mondayFrom, type Rule, type WeekValue } from './rule.ts'
import { snapshot, type Tx } from './tx.ts'
import { everyWeek, weekly } from './weekly.ts'

/** What a rule watches, as it is stored. */
export type Stored = Pick<
  typeof rules.$inferSelect,
  'measure' | 'dimension' | 'memberId' | 'passing' | 'threshold'
>

/** Reads what rules watch. */
export type Watcher = ReturnType<typeof watcher>

const dimensionOf = (name: string): Dimension | undefined => dimensions.find(one => one === name)

/** Reads weeks of measures through the questions' login, under the scope of whoever asked for them. */
export const watcher = (reader: Sql) => ({
  /** The last complete day, if there is any. */
  asOf: (): Promise<string | null> => covered(reader).then(known => known?.asOf ?? null),

  /** A stored rule with the name of what it watches, and its weeks from a Monday until before another. */
  watch: (
    stored: Stored,
    from: string,
    to: string,
    scope: Scope,
  ): Promise<{ rule: Rule; weeks: WeekValue[] }> =>
    snapshot(reader, scope, async tx => {
      const rule = await named(tx, stored)
      const { covered } = await coveredIn(tx)
      // Before the first whole week there was nothing to know, which is not nothing.
      const first = covered ? mondayFrom(covered.firstDay) : to
      const start = first > from ? first : from
      return { rule, weeks: everyWeek(await weekly(tx, rule, start, to), rule, start, to) }
    }),
})

/** The rule that is stored, unless what it watches is gone or out of sight. */
async function named(tx: Tx, { measure, dimension, memberId, passing, threshold }: Stored): Promise<Rule> {
  if (!isMeasure(measure)) throw new Error(`a rule has a measure of the list; measure: ${measure}`)
  const bare = { measure, passing, threshold: Number(threshold) }
  if (dimension === null || memberId === null) return bare
  const known = dimensionOf(dimension)
  if (!known) throw new Error(`a rule has a dimension of the list; dimension: ${dimension}`)
  const [member] = await membersWith(tx, known, [memberId])
  if (!member) throw new UserError(`The ${dimension} it watches is not there any more.`)
  return { ...bare, of: { dimension: known, member } }
}
