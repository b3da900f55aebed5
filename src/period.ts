import Fuse from 'fuse.js'
import {
  type Day,
  dayInWords,
  dayOf,
  daysInWords,
  earlier,
  type Grain,
  grainOf,
  grains,
  isBefore,
  months,
  shift,
  type Unit,
  unitAround,
  unitInWords,
  unitOf,
} from './calendar.ts'
import { UserError } from './errors.ts'
import { forms } from './period-forms.ts'
import { dayNamed, isFloating, unitNamed } from './unit-named.ts'

/** What the data covers, in the company's time zone; `asOf` is the last complete day: `dataThrough` or the day before. */
export type Coverage = { firstDay: string; dataThrough: string; asOf: string }

/**
 * A half-open stretch of days and how a person says it. It is `complete` when every day of what was asked lies
 * between the first day of the data and `asOf`.
 *
 * It is counted in a `unit`: it begins with one, and is several whole ones or lies in the first. One that is `toDate` lies
 * in it on its last day, too.
 */
export type Period = {
  from: string
  to: string
  label: string
  complete: boolean
  unit: Grain
  toDate?: true
}

/** What is known when a period is read: the first day with data, and the first days after `asOf` and after the data. */
type Known = { first: Day; asOf: Day; afterAsOf: Day; afterData: Day }

const numerals = 'one two three four five six seven eight nine ten eleven twelve'.split(' ')
const firstYear = 1900
const grain = grains.join('|')
const toDate = new Map([
  ['wtd', 'this week'],
  ['mtd', 'this month'],
  ['qtd', 'this quarter'],
  ['ytd', 'this year'],
])

// Hyphens inside dates stay, and so does a minus; any other is a space in disguise, as in last-12-months.
const normal = (words: string): string =>
  words
    .toLowerCase()
    .replace(/\.{2,}|[…–—]|\s-\s/g, ' to ')
    .replace(/(\d{4}-\d\d?(?:-\d\d?)?(?!\d))|(?<=\S)-/g, (_, date: string | undefined) => date ?? ' ')
    .replace(/[\s,_]+/g, ' ')
    .replace(/\bthe (?=\S)/g, '')
    .trim()
    .replace(/^(?:for|in|during|over) (?=\S)/, '')
    .replace(/^(?:past|previous) /, 'last ')
    .replace(/^current /, 'this ')

function known({ firstDay, dataThrough, asOf }: Coverage): Known {
  const last = dayOf(asOf)
  return {
    first: dayOf(firstDay),
    asOf: last,
    afterAsOf: last.add({ days: 1 }),
    afterData: dayOf(dataThrough).add({ days: 1 }),
  }
}

const isComplete = (from: Day, end: Day, { first, afterAsOf }: Known): boolean =>
  !isBefore(from, first) && !isBefore(afterAsOf, end)

/** Says in a label that days of a stretch are outside the data. */
function note(from: Day, to: Day, { first, afterData }: Known): string {
  const firstDay = dayInWords(first)
  const lastDay = dayInWords(afterData.subtract({ days: 1 }))
  if (!isBefore(first, to)) return ` (before the data begins on ${firstDay})`
  if (!isBefore(from, afterData)) return ` (after the data ends on ${lastDay})`
  const bounds = [isBefore(from, first) && `from ${firstDay}`, isBefore(afterData, to) && `to ${lastDay}`]
  const said = bounds.filter(Boolean).join(' ')
  return said && ` (data ${said})`
}

/** A stretch that means what it says, whatever the data covers. */
function stretch(from: Day, to: Day, unit: Grain, label: string, known: Known): Period {
  return {
    from: from.toString(),
    to: to.toString(),
    label: label + note(from, to, known),
    complete: isComplete(from, to, known),
    unit,
  }
}

/** A calendar unit, cut to where there is data and to the limit; one without any day of data is left whole. */
function calendar(unit: Unit, limit: Day, known: Known, isToDate = false): Period {
  const to = isBefore(unit.start, limit) ? earlier(unit.end, limit) : unit.end
  const from = isBefore(unit.start, known.first) && isBefore(known.first, to) ? known.first : unit.start
  const label = unitInWords(unit, from, to, isToDate)
  const grain = from.equals(unit.start) ? unit.grain : grainOf(from, to)
  const isRunning =
    unit.grain === 'day' && isBefore(known.asOf, unit.start) && isBefore(unit.start, known.afterData)
  return {
    ...stretch(from, to, grain, isRunning ? `${label} so far` : label, known),
    complete: isComplete(unit.start, unit.end, known),
    ...(isToDate && { toDate: true }),
  }
}

/** Refuses what is to end at the last complete day and begins after it. */
function checkBegun(start: Day, { asOf }: Known): void {
  if (!isBefore(asOf, start)) return
  throw new UserError(`There is no complete day of sales since ${dayInWords(start)}.`, {
    hint: `The last complete day is '${asOf}'.`,
  })
}

/** The last so many full units before a day. */
function lastMany(count: number, grain: Grain, known: Known, day = known.afterAsOf): Period {
  const last = shift(unitAround(grain, day), -1)
  if (count === 0)
    throw new UserError(`The last 0 ${grain}s hold no day.`, { hint: `The shortest is 'last ${grain}'.` })
  const start = count < 1e5 && shift(last, 1 - count).start
  if (!start || start.year < firstYear)
    throw new UserError(`The last ${count} ${grain}s would begin before the year ${firstYear}.`, {
      hint: `The data begins on ${dayInWords(known.first)}: 'all' covers it from there.`,
    })
  if (count === 1) return calendar(last, day, known)
  const lastDay = dayInWords(last.end.subtract({ days: 1 }))
  return stretch(start, last.end, grain, `the ${count} ${grain}s to ${lastDay}`, known)
}

/** Says a stretch from one unit to another: March to May 2011. */
function unitsInWords(one: Unit, other: Unit): string {
  if (one.start.equals(other.start)) return unitInWords(other)
  if (one.grain !== other.grain || one.grain === 'day' || one.grain === 'week')
    return daysInWords(one.start, other.end)
  const first = unitInWords(one)
  return `${one.start.year === other.start.year ? first.replace(/ \d{4}$/, '') : first} to ${unitInWords(other)}`
}

/** From the start of one unit to the end of another; the one without a year is the nearest to the one with. */
function range(from: string, to: string, known: Known): Period | undefined {
  // In 20 march to may the number may be how many; between two days it is one.
  const areDays = [from, to].every(end => dayNamed(end, known.asOf))
  const named = areDays ? dayNamed : unitNamed
  const anchor = named(from, known.asOf)
  if (!anchor) return undefined
  const follows = isFloating(to) && !isFloating(from)
  const other = named(to, known.asOf, follows ? { day: anchor.start, side: 'after' } : undefined)
  const one = other && named(from, known.asOf, { day: other.start, side: 'before' })
  if (!one) return undefined
  if (!isBefore(one.start, other.end))
    throw new UserError(`The period ends before it begins: ${unitInWords(one)} to ${unitInWords(other)}.`, {
      hint: `Did you mean '${to} to ${from}'?`,
    })
  const [start, end] = [one.start, other.end]
  // From a month to one of its days is the month to that date.
  if (one.grain !== 'day' && other.grain === 'day' && !isBefore(one.end, end))
    return {
      ...stretch(start, end, one.grain, unitInWords(one, start, end, true), known),
      toDate: true,
    }
  // Exactly a week, month, quarter or year is called by its name, however it was written.
  const whole = unitOf(start, end)
  const unit = one.grain !== 'day' && one.grain === other.grain ? one.grain : grainOf(start, end)
  return stretch(start, end, unit, whole ? unitInWords(whole) : unitsInWords(one, other), known)
}

const many = new RegExp(`^last (\\d+|${numerals.join('|')}) (?:(?:complete|full|whole) )?(${grain})s?$`)
const manyTo = new RegExp(`^(\\d+) (${grain})s? to (.+)$`)
const bareGrain = new RegExp(`^(?:${grain})$`)

/** The period that a text is, if it is one; throws when it reads like one that cannot be. */
function read(text: string, known: Known): Period | undefined {
  const { first, asOf, afterAsOf, afterData } = known
  if (/^all(?: time| sales)?$/.test(text))
    return stretch(first, afterData, 'day', `all time, ${daysInWords(first, afterData)}`, known)

  const [, count, counted] = many.exec(text) ?? []
  if (count) return lastMany(numerals.indexOf(count) + 1 || Number(count), counted as Grain, known)

  const [, some, units, by] = manyTo.exec(text) ?? []
  const end = by && dayNamed(by, asOf)?.end
  if (end) return lastMany(Number(some), units as Grain, known, end)

  const running =
    toDate.get(text) ?? /^this .+$/.exec(text)?.[0] ?? /^(.+) (?:so far|to date)$/.exec(text)?.[1]
  const current = running && unitNamed(running.replace(bareGrain, 'this $&'), asOf)
  if (current) {
    checkBegun(current.start, known)
    // A year that is over goes as far as any other.
    return calendar(current, afterAsOf, known, !isBefore(current.end, afterAsOf))
  }

  const [, since] = /^since (.+)$/.exec(text) ?? []
  const from = since && (unitNamed(since, asOf) ?? dayNamed(since, asOf))?.start
  if (from) {
    checkBegun(from, known)
    return stretch(from, afterAsOf, 'day', daysInWords(from, afterAsOf), known)
  }

  const [, one, other] =
    /^between (.+?) and (.+)$/.exec(text) ??
    /^(?:from )?(.+?) (?:to|until|till|through) (.+)$/.exec(text) ??
    []
  if (one && other) return range(one, other, known)

  const unit = unitNamed(text, asOf)
  return unit && calendar(unit, afterData, known)
}

const spelling = [
  ...'last this since so far to date all yesterday today complete'.split(' '),
  ...months.map(month => month.toLowerCase()),
]
const words = new Fuse([...spelling, ...grains, ...grains.map(grain => `${grain}s`)], { threshold: 0.5 })
// A form with a year in it would be answered to people whose data has no such year.
const timeless = forms.map(form => form.example).filter(example => !/\d{4}/.test(example))
const phrases = new Fuse([...timeless, ...grains.map(grain => `last ${grain}`)], { threshold: 0.3 })

// Fuse also finds a part of a text: east in yesterday. Who mistypes keeps the first letter and about the length.
const misspelt = (fuse: Fuse<string>, text: string): string[] =>
  fuse
    .search(text)
    .map(({ item }) => item)
    .filter(item => item[0] === text[0] && Math.abs(item.length - text.length) < 3)

/** A word as it is spelt in the forms, if it is near to one of theirs: week for wek, but weeks for wekes. */
function spelt(word: string): string {
  if (/\d/.test(word)) return word
  const near = misspelt(words, word)
  return near.find(item => item.endsWith('s') === word.endsWith('s')) ?? near[0] ?? word
}

/** The form nearest to a text that is no period, if one is near: word by word, or as a whole. */
function nearest(text: string, known: Known): string | undefined {
  if (!/[a-z]{3}/.test(text) || text.length > 60) return undefined
  const open = text.replace(/^(?:from )?(.+?) (?:to|until|till|through|onwards?)$/, 'since $1')
  if (open !== text && read(open, known)) return open
  const [, day, rest] = /^([1-9]\d?)(?:st|nd|rd|th)? (.+)$/.exec(text) ?? []
  const month = rest && unitNamed(rest, known.asOf)
  if (month && month.grain === 'month') return month.start.with({ day: Number(day) }).toString()
  const corrected = text.split(' ').map(spelt).join(' ').replace(bareGrain, 'last $&')
  return read(corrected, known) ? corrected : misspelt(phrases, text)[0]
}

const quoted = (text: string): string =>
  text.length > 60 ? `'${[...text].slice(0, 60).join('')}…'` : `'${text}'`

/** Reads a period as a person writes it. */
export function period(words: string, coverage: Coverage): Period {
  const found = read(normal(words), known(coverage))
  if (found) return found
  throw noPeriod(words, coverage)
}

/** What to say of words that are no period. */
export function noPeriod(words: string, coverage: Coverage): UserError {
  const facts = known(coverage)
  const text = normal(words)
  const near = nearest(text, facts)
  const reads = `A period reads like 'last quarter', 'last 12 weeks', 'march', 'since march' or '${facts.asOf.with({ day: 1 })}..${facts.asOf}'.`
  return new UserError(text ? `${quoted(words.trim())} is not a period I know.` : 'The period is empty.', {
    hint: near ? `Did you mean '${near}'? ${reads}` : reads,
  })
}

// from the week of 2011-11-14 to the week of 2011-12-05, and some room
const longest = 12

/** Takes the longest run of words that is a period out of a command's words; throws when it reads like one that cannot be. */
export function takePeriod(words: string[], coverage: Coverage): { period?: Period; rest: string[] } {
  const facts = known(coverage)
  for (let size = Math.min(longest, words.length); size > 0; size -= 1)
    for (let start = 0; start + size <= words.length; start += 1) {
      const period = read(normal(words.slice(start, start + size).join(' ')), facts)
      if (period) return { period, rest: [...words.slice(0, start), ...words.slice(start + size)] }
    }
  return { rest: [...words] }
}

/** The Mondays of the ISO weeks that a period touches. */
export function weeks({ from, to }: Period): string[] {
  const first = unitAround('week', dayOf(from)).start
  const count = Math.ceil(first.until(dayOf(to)).days / 7)
  return Array.from({ length: count }, (_, week) => first.add({ weeks: week }).toString())
}

/** The day so many days after another. */
export const dayAfter = (day: string, count = 1): string => dayOf(day).add({ days: count }).toString()
