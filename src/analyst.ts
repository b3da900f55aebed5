import { LRUCache } from 'lru-cache'
import type { Sql } from 'postgres'
import type { Temporal } from 'temporal-polyfill'
import type { Scope } from './access.ts'
import { ask, naming, needed } from './ask.ts'
import { coveredIn } from './covered.ts'
import type { Answer, Asked, FilterName, Insight } from './insight.ts'
import { membersOf } from './names/member-tables.ts'
import { type Members, members } from './names/members.ts'
import { checkTyped } from './names/tokens.ts'
import type { Coverage } from './period.ts'
import { dated, isStale, staleThrough } from './stale.ts'
import type { Tx } from './tx.ts'
import { snapshot } from './tx.ts'
import { type Company, say } from './words.ts'

/** Who asks what: the command word's insight, the words after it, and what the person may see. */
export type Question = Asking & { scope: Scope }

type Asking = { insight: Insight; text: string }

export type Analyst = {
  answer(question: Question): Promise<Answer>
  /**
   * Answers several questions of one person, in their order and all from the same snapshot; whoever tells them together
   * says once where their sales are stale.
   */
  answers<const A extends readonly Asking[]>(asked: A, scope: Scope): Promise<{ [K in keyof A]: Answer }>
}

/**
 * Answers questions: in one read-only snapshot under the person's scope, and identical questions on identical data
 * once.
 */
export function analyst(tools: {
  reader: Sql
  company: Company & { timeZone: string; staleAfter: number }
  now: () => Temporal.Instant
  /** What a command begins with where this is asked: a slash in Slack, nothing in a terminal. */
  begin?: string
}): Analyst {
  const { reader, company, now, begin } = tools
  const voice = say(company)
  const kept = new LRUCache<string, Answer, () => Promise<Answer>>({
    max: 500,
    fetchMethod: (_key, _stale, { context }) => context(),
  })
  // A name is looked for without accents, capitals and hyphens, among words that may or may not belong to it, and is
  // found when misspelt: that takes all names. They change with the data only, and each scope has its own.
  const known = new LRUCache<string, Members>({
    maxSize: 500_000,
    sizeCalculation: ({ all }) => all.length + 1,
  })
  const membersFor = async (tx: Tx, filter: FilterName, named: string, scope: Scope, version: number) => {
    // Customers and products may be too many to be known all.
    const about = filter === 'customer' || filter === 'product' ? named : ''
    const key = JSON.stringify([filter, about, scope, version])
    const found = known.get(key)
    if (found) return found
    const read = members(await membersOf[filter](tx, about))
    known.set(key, read)
    return read
  }

  async function answers<const A extends readonly Asking[]>(questions: A, scope: Scope) {
    const all = await snapshot(reader, scope, async tx => {
      const { covered, version } = await coveredIn(tx)
      const today = emptyCoverage(now().toZonedDateTimeISO(company.timeZone).toPlainDate())
      const answers: { found: Promise<Answer> }[] = []
      for (const { insight, text } of questions) {
        checkTyped(text)
        const found: Partial<Record<FilterName, Members>> = {}
        for (const filter of needed(insight, text))
          found[filter] = await membersFor(tx, filter, naming(insight, filter, text), scope, version)
        const known = { coverage: covered ?? today, members: found, isEmpty: !covered, begin }
        const asked = ask(insight, text, known)
        const compute = () => insight.answer(tx, asked, { coverage: covered, today, say: voice })
        answers.push(await shared(keyOf(insight, asked, scope, version, today), compute))
      }
      return answers
    })
    // One answer a question, which a mapped array no longer tells.
    const told = all.map(async ({ found }) => aged(await found))
    return (await Promise.all(told)) as { [K in keyof A]: Answer }
  }

  /** An answer that is kept grows old: whether its sales are stale is not kept with it. */
  const aged = (answer: Answer): Answer =>
    answer.dataThrough !== null && isStale(answer.dataThrough, { ...company, now })
      ? { ...answer, stale: true }
      : answer

  async function answer({ scope, ...asked }: Question) {
    const [found] = await answers([asked], scope)
    if (!found.stale) return found
    const { headline, putOff } = dated(found.headline, staleThrough(found), voice)
    return { ...found, headline, detail: [putOff, found.detail].filter(Boolean).join(' ') }
  }

  /** Computes an answer, or finds the one that is known or under way. */
  async function shared(key: string, compute: () => Promise<Answer>): Promise<{ found: Promise<Answer> }> {
    let isOurs = false
    const found = kept.forceFetch(key, {
      context: () => {
        isOurs = true
        return compute()
      },
    })
    // Another's answer comes over another's connection: were that lost, a snapshot waiting for it would not end.
    if (isOurs) await found
    else found.catch(() => {})
    return { found }
  }

  const keyOf = (insight: Insight, asked: Asked, scope: Scope, version: number, today: Coverage) =>
    JSON.stringify([insight.name, asked, scope, version, version === 0 ? today : '', company])

  return { answer, answers }
}

/** While nothing is loaded, periods are read as if yesterday had been the first and last day. */
const emptyCoverage = (today: Temporal.PlainDate): Coverage => {
  const yesterday = today.subtract({ days: 1 }).toString()
  return { firstDay: yesterday, dataThrough: yesterday, asOf: yesterday }
}
