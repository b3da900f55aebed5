import { type Delivery, ownerOf } from './deliveries.ts'
import type { Tools } from './job.ts'

const isPerson = (target: string) => /^[UW]/.test(target)

/**
 * Why something due must not be sent, such as `owner_is_guest`, or that Slack does not say; nothing where all is well:
 * who asked for it and who is to read it are let in, and nobody of another company reads along.
 */
export async function barred(
  delivery: Delivery,
  { db, members, readers }: Pick<Tools, 'db' | 'members' | 'readers'>,
): Promise<string | undefined> {
  const { target } = delivery
  const owner = await ownerOf(db, delivery)
  const asker = owner && (await members.outsider(owner))
  if (asker) return asker === 'unknown' ? 'unknown' : `owner_is_${asker}`
  if (isPerson(target)) {
    const reader = await members.outsider(target)
    return reader && (reader === 'unknown' ? 'unknown' : `reader_is_${reader}`)
  }
  const audience = await readers(target)
  return audience === 'shared' ? 'read_by_other_companies' : audience === 'unknown' ? 'unknown' : undefined
}
