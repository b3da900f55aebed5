import { asc, desc } from 'drizzle-orm'
import type { Sql } from 'postgres'
import { targets } from '../../drizzle/schema/targets.ts'
import type { Scope } from '../access.ts'
import { coveredIn } from '../covered.ts'
import { type Dimension, dimensions, type Member } from '../insight.ts'
import { isMeasure, type MeasureName } from '../measures.ts'
import { membersOf } from '../names/member-tables.ts'
import { members } from '../names/members.ts'
import { snapshot, type Tx } from '../tx.ts'
import { inOrder, type StoredTarget } from './keeping.ts'
import { type Standing, standings } from './standing.ts'
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

/** The targets that a scope opens, the newest first; the database leaves out all others. */
export const targetsFor = (reader: Sql, scope: Scope): Promise<Listed[]> =>
  snapshot(reader, scope, tx => listed(tx))

/** A page of those targets, and how each of it stands. */
export const targetsStanding = (
  reader: Sql,
  scope: Scope,
  pageOf: (count: number) => { from: number; to: number },
): Promise<{ rows: Listed[]; shown: (Listed & { standing: Standing | undefined })[] }> =>
  snapshot(reader, scope, async tx => {
    const rows = await listed(tx)
    const { from, to } = pageOf(rows.length)
    const some = rows.slice(from, to)
    const { covered } = await coveredIn(tx)
    const standing = covered ? await standings(tx, some, covered) : []
    return { rows, shown: some.map((row, at) => ({ ...row, standing: standing[at] })) }
  })

async function listed(tx: Tx): Promise<Listed[]> {
  const rows = await tx
    .select()
    .from(targets)
    .orderBy(desc(targets.from), asc(targets.to), ...inOrder)
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
}
