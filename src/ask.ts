import Fuse from 'fuse.js'
import { UserError } from './errors.ts'
import { type Asked, type Dimension, dimensions, type Insight, type Member } from './insight.ts'
import { type Members, membersNamed, mostWords, shortened } from './members.ts'
import { type Coverage, noPeriod, period, takePeriod } from './period.ts'

/** What a text is understood with: what the data covers, and the members of the dimensions it needs. */
export type Known = {
  coverage: Coverage
  members: Partial<Record<Dimension, Members>>
  /** What a command begins with where this is asked, for examples: a slash in Slack, nothing in a terminal. */
  begin?: string | undefined
}

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

/** The dimensions that an insight can be filtered on. */
const taken = ({ params }: Insight) => dimensions.filter(dimension => dimension in params.shape)

/** The dimensions whose members a text is understood with; products are many, so only where it filters on them. */
export const needed = (insight: Insight, text: string): Dimension[] =>
  taken(insight).filter(dimension => dimension !== 'product' || /product:/i.test(text))

/** Reads the words after a command: a period anywhere, filters as `region:north`, and the insight's own word. */
export function ask(insight: Insight, text: string, known: Known): Asked {
  const { coverage, members } = known
  if (text.length > longestText)
    throw new UserError(`That is longer than ${longestText} characters.`, { hint: example(insight, known) })
  const filters: Partial<Record<Dimension, Member[]>> = {}
  const words: string[] = []
  const tokens = tokensOf(text)
  while (tokens.length > 0) {
    const token = tokens.shift() ?? ''
    const [, key, written = ''] = /^([a-z]+):(.*)$/is.exec(token) ?? []
    if (key) {
      const dimension = filterOf(insight, key)
      const found = membersNamed(dimension, written, tokens, members[dimension] ?? nobody)
      filters[dimension] = [...(filters[dimension] ?? []), ...found]
    } else words.push(token)
  }

  const { period: found, rest } = takePeriod(words, coverage)
  const isOwn = rest.length === 1 || isNumber(rest[0] ?? '')
  const own = insight.word && rest.length > 0 && isOwn ? { [insight.word]: rest.shift() } : {}
  if (rest.length > 0) throw notUnderstood(insight, rest, words, known)
  const parsed = insight.params.safeParse(own)
  if (!parsed.success) {
    const value = Object.values(own)[0] ?? ''
    // A word that is no number was perhaps meant as something else.
    if (!isNumber(value)) throw notUnderstood(insight, [value], words, known)
    throw new UserError(`“${shortened(value)}” ${parsed.error.issues[0]?.message}.`, {
      hint: example(insight, known),
    })
  }
  const { period: usual, ...parameters } = parsed.data
  return { ...parameters, period: found ?? period(String(usual), coverage), ...filters }
}

const nobody: Members = { all: [], called: () => undefined }

const isNumber = (word: string) => /^[-+\d.,]+$/.test(word)

// Elsewhere the mark stands for inches: product:6" plate.
const opening = '(?<=[:,\\s]|^)"'
const quoted = new RegExp(`${opening}[^"]*"`, 'g')
const unclosed = new RegExp(`${opening}([^"]*)$`)
const token = new RegExp(`(?:${quoted.source}|\\S)+`, 'g')

/** Words, where a quoted stretch belongs to one (also with the quotes that phones type). */
function tokensOf(text: string): string[] {
  const written = text.replace(/[“”„]/g, '"')
  const [, open] = unclosed.exec(written.replace(quoted, '')) ?? []
  if (open !== undefined)
    throw new UserError(`The quotation mark before “${shortened(open.trim())}” is not closed.`, {
      hint: 'A name of several words reads like region:"United Kingdom".',
    })
  return [...written.matchAll(token)].map(([token]) => token.replaceAll('"', ''))
}

function filterOf(insight: Insight, key: string): Dimension {
  const found = taken(insight).find(dimension => dimension === key.toLowerCase())
  if (found) return found
  throw new UserError(`${insight.name} has no filter “${shortened(key)}:”.`, {
    hint: `It takes ${taken(insight)
      .map(dimension => `${dimension}:`)
      .join(', ')}.`,
  })
}

/** What to say of the words that are neither a period nor the insight's own word, with what would be. */
function notUnderstood(insight: Insight, rest: string[], words: string[], known: Known): UserError {
  const member = memberAmong(insight, rest, known)
  if (member) return member
  if (takePeriod(rest, known.coverage).rest.length === 0)
    return new UserError(`There is more than one period in that: “${shortened(rest.join(' '))}”.`, {
      hint: example(insight, known),
    })
  // A number by itself says little: 1 january.
  const { message, hint } = noPeriod((rest.every(isNumber) ? words : rest).join(' '), known.coverage)
  return new UserError(message, { hint: `${hint} ${example(insight, known)}` })
}

/** Some words alone may be what a member is called: north for region:north. */
function memberAmong(insight: Insight, words: string[], { members }: Known): UserError | undefined {
  for (let size = Math.min(mostWords, words.length); size > 0; size--)
    for (let start = 0; start + size <= words.length; start++) {
      const name = words.slice(start, start + size).join(' ')
      const among = taken(insight).filter(dimension => members[dimension]?.called(name))
      if (among.length === 0) continue
      const written = size > 1 ? `"${name}"` : name
      return new UserError(`“${shortened(name)}” is a ${among.join(' and a ')}.`, {
        hint: `Did you mean ${among.map(dimension => `${dimension}:${written}`).join(' or ')}?`,
      })
    }
}

const example = ({ name, examples }: Insight, { begin = '' }: Known) =>
  `For example: ${begin}${name} ${examples[1] ?? ''}`.trimEnd()
