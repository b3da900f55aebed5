import Fuse from 'fuse.js'
import { UserError } from './errors.ts'
import { type Asked, type Dimension, dimensions, type Insight, type Member } from './insight.ts'
import { type Coverage, period, takePeriod } from './period.ts'

/** What a text is understood with: what the data covers, and the members of the dimensions it mentions. */
export type Known = { coverage: Coverage; members: Partial<Record<Dimension, readonly Member[]>> }

const longestText = 500

/** The insight a command word names. */
export function named(word: string, insights: readonly Insight[]): Insight {
  // Who copies a command from Slack brings its slash along.
  const name = word.toLowerCase().replace(/^\//, '')
  const found = insights.find(insight => insight.name === name)
  if (found) return found
  const [near] = word ? new Fuse(insights, { keys: ['name'], threshold: 0.5 }).search(word) : []
  throw new UserError(word ? `I know no question called “${shortened(word)}”.` : 'Which question?', {
    hint: `${near ? `Did you mean ${near.item.name}? ` : ''}I answer ${insights.map(insight => insight.name).join(', ')}.`,
  })
}

/** The dimensions that a text filters on, so that only their members need to be known. */
export const mentioned = (text: string): Dimension[] =>
  dimensions.filter(dimension => new RegExp(`(^|\\s)${dimension}:`, 'i').test(text))

/** Reads the words after a command: a period anywhere, filters as `region:north`, and the insight's own word. */
export function ask(insight: Insight, text: string, { coverage, members }: Known): Asked {
  if (text.length > longestText)
    throw new UserError(`That is longer than ${longestText} characters.`, { hint: example(insight) })
  const filters: Partial<Record<Dimension, Member[]>> = {}
  const words: string[] = []
  const tokens = tokensOf(text)
  while (tokens.length > 0) {
    const token = tokens.shift() ?? ''
    const filter = /^([a-z]+):(.*)$/is.exec(token)
    if (filter) {
      const dimension = filterOf(insight, filter[1] ?? '')
      const names = namesOf(members[dimension] ?? [])
      const value = longestName(filter[2] ?? '', tokens, names)
      filters[dimension] = [...(filters[dimension] ?? []), ...membersOf(dimension, value, names)]
    } else words.push(token)
  }

  const { period: found, rest } = takePeriod(words, coverage)
  const isOwn = rest.length === 1 || isNumber(rest[0] ?? '')
  const own = insight.word && rest.length > 0 && isOwn ? { [insight.word]: rest.shift() } : {}
  if (rest.length > 0) throw notUnderstood(insight, rest, coverage)
  const parsed = insight.params.safeParse(own)
  if (!parsed.success) {
    const value = Object.values(own)[0] ?? ''
    // A word that is no number was perhaps meant as a period.
    if (!isNumber(value)) throw notUnderstood(insight, [value], coverage)
    throw new UserError(`“${shortened(value)}” ${parsed.error.issues[0]?.message}.`, {
      hint: example(insight),
    })
  }
  const { period: usual, ...parameters } = parsed.data
  return { ...parameters, period: found ?? period(String(usual), coverage), ...filters }
}

const isNumber = (word: string) => /^[-+\d.,]+$/.test(word)

/** Words, where a quoted stretch is one (also with the quotes that phones type). */
const tokensOf = (text: string) =>
  [...text.replace(/[“”„]/g, '"').matchAll(/([a-z]+:)?"([^"]*)"|\S+/gi)].map(([whole, key, quoted]) =>
    quoted === undefined ? whole : `${key ?? ''}${quoted}`,
  )

function filterOf(insight: Insight, key: string): Dimension {
  const takes = dimensions.filter(dimension => dimension in insight.params.shape)
  const found = takes.find(dimension => dimension === key.toLowerCase())
  if (found) return found
  throw new UserError(`${insight.name} has no filter “${shortened(key)}:”.`, {
    hint: `It takes ${takes.map(dimension => `${dimension}:`).join(', ')}.`,
  })
}

/** Members by what they may be called: their key or their name; several may share one. */
const namesOf = (members: readonly Member[]) => {
  const names = new Map<string, Member[]>()
  for (const member of members)
    for (const name of new Set([plain(member.key ?? member.name), plain(member.name)]))
      names.set(name, [...(names.get(name) ?? []), member])
  return names
}

type Names = ReturnType<typeof namesOf>

/** Names are seldom longer. */
const mostWords = 8

/** People write region:united kingdom without quotes: the following words belong to the name where one has them. */
function longestName(start: string, following: string[], names: Names): string {
  for (let taken = Math.min(following.length, mostWords); taken > 0; taken--) {
    const name = [start, ...following.slice(0, taken)].join(' ')
    if (names.has(plain(name))) {
      following.splice(0, taken)
      return name
    }
  }
  return start
}

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim()

/** One member, whose name may have commas in it, or several separated by commas. */
function membersOf(dimension: Dimension, written: string, names: Names): Member[] {
  const whole = names.get(plain(written))
  return (
    whole ?? written.split(',').flatMap(part => names.get(plain(part)) ?? unknown(dimension, part, names))
  )
}

function unknown(dimension: Dimension, written: string, names: Names): never {
  const members = [...new Set([...names.values()].flat())]
  const [near] = new Fuse(members, { keys: ['name', 'key'], threshold: 0.3 }).search(plain(written))
  const some = members.slice(0, 8).map(member => member.name)
  const choice =
    some.length === 0
      ? `No ${dimension} is known yet.`
      : `There is ${some.join('; ')}${members.length > some.length ? ' …' : ''}.`
  throw new UserError(written ? `There is no ${dimension} “${shortened(written)}”.` : `Which ${dimension}?`, {
    hint: near ? `Did you mean ${near.item.name}?` : choice,
  })
}

/** The words that are neither a period nor the insight's own word, with what would be. */
function notUnderstood(insight: Insight, words: string[], coverage: Coverage): UserError {
  const text = words.join(' ')
  try {
    period(text, coverage)
  } catch (error) {
    if (error instanceof UserError)
      return new UserError(error.message, {
        hint: `${error.hint ?? ''} ${example(insight)}`.trim(),
      })
    throw error
  }
  return new UserError(`There is more than one period in that: “${shortened(text)}”.`, {
    hint: example(insight),
  })
}

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text)

const example = ({ name, examples }: Insight) => `For example: ${name} ${examples[1] ?? ''}`.trimEnd()
