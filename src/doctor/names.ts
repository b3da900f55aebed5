import { UserError } from '../errors.ts'
import { letters } from '../letters.ts'
import type { Check } from './check.ts'
import type { databaseChecks } from './database.ts'

/** Looks at whether the names in the data can be drawn. */
export const namesCheck = (database: ReturnType<typeof databaseChecks>): Check => ({
  name: 'names',
  async look() {
    const owner = database.owner()
    if (!owner) return undefined
    const { scripts, missing } = await letters(owner)
    if (missing) throw new UserError(missing.say, { hint: missing.hint })
    return scripts.length > 0 ? `can be drawn, ${scripts.join(', ')} among them` : 'can be drawn'
  },
})
