import type { Sql } from 'postgres'
import { targets } from '../../drizzle/schema/targets.ts'
import type { Scope } from '../access.ts'
import { type Dimension, dimensions, type Member } from '../insight.ts'
import { isMeasure, type MeasureName } from '../measures.ts'
import { membersOf } from '../names/member-tables.ts'
import { members } from '../names/members.ts'
import { snapshot } from '../tx.ts'
import { inOrder, type StoredTarget } from './keeping.ts'
import type { Known } from './written.ts'

/** A target with its measure and the member it is for, by name. */
export type Listed = Omit<StoredTarget, 'measure' | 'dimension' | 'memberId'> & {
  measure: MeasureName
  of: { dimension: Dimension; member: Member } | null
}

/** Everything a target can be for beside the whole company, as far as a scope opens it. */
export const namesFor = (reader: Sql, scope: Scope): Promise<Known> =>
  snapshot(reader, scope, async tx => ({
    region: members(await membersOf.region(tx)),
    channel: members(await membersOf.channel(tx)),
    category: members(await membersOf.category(tx)),
    product: members(await membersOf.product(tx)),
  }))

/** The targets that a scope opens: the company's first, then those of its parts; the database leaves out all others. */
export const targetsFor = (reader: Sql, scope: Scope): Promise<Listed[]> =>
  snapshot(reader, scope, async tx => {
    const rows = await tx
      .select()
      .from(targets)
      .orderBy(...inOrder)
    const named: Partial<Record<Dimension, ReadonlyMap<number, Member>>> = {}
    for (const dimension of dimensions)
      if (rows.some(row => row.dimension === dimension))
        named[dimension] = new Map((await membersOf[dimension](tx)).map(member => [member.id, member]))
    return rows.flatMap(({ measure, dimension: kind, memberId, ...row }) => {
      const dimension = dimensions.find(one => one === kind)
      const member = dimension && named[dimension]?.get(memberId ?? 0)
      // What nobody can name any more is no plan.
      if (!isMeasure(measure) || (kind !== null && !member)) return []
      return [{ ...row, measure, of: dimension && member ? { dimension, member } : null }]
    })
  })
