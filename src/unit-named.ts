import {
  type Day,
  dayAt,
  dayOf,
  type Grain,
  grains,
  isBefore,
  months,
  shift,
  type Unit,
  unitAround,
  weekAt,
} from './calendar.ts'
import { UserError } from './errors.ts'

/** Which of the many Marches is meant when no year is given: the nearest that begins on this day, or on this side of it. */
export type Near = { day: Day; side: 'before' | 'after' }

const monthName =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const year = '19\\d\\d|20\\d\\d|2100'
const ofYear = `(?: (?:of )?(${year}))?`

const monthNumber = (name: string) =>
  months.findIndex(month => month.toLowerCase().startsWith(name.slice(0, 3))) + 1

/** The unit in the year given, else the nearest one: not every year has a week 53. */
function inYear(
  given: string | undefined,
  near: Near,
  at: (year: number) => Unit | undefined,
): Unit | undefined {
  if (given) return at(Number(given))
  const step = near.side === 'before' ? -1 : 1
  const years = Array.from({ length: 10 }, (_, tried) => near.day.year + step * (tried - 1))
  return years
    .map(at)
    .find(unit => unit && !(step < 0 ? isBefore(near.day, unit.start) : isBefore(unit.start, near.day)))
}

function date(year: number, month: number, day: number | undefined): Unit {
  const first = dayAt(year, month, 1)
  if (!first)
    throw new UserError(`There is no month ${month}.`, {
      hint: `Months run from 1 to 12, as in '${year}-03'.`,
    })
  if (day === undefined) return unitAround('month', first)
  const found = dayAt(year, month, day)
  if (found) return unitAround('day', found)
  const name = `${months[month - 1]} ${year}`
  throw new UserError(`There is no ${day} ${name}.`, {
    hint: `${name} has ${first.daysInMonth} days: the last is '${first.with({ day: 31 })}'.`,
  })
}

function quarter(number: number, given: string | undefined, near: Near): Unit | undefined {
  if (number < 1 || number > 4)
    throw new UserError(`There is no quarter ${number}.`, {
      hint: `Quarters run from 1 to 4, as in 'Q3 ${given ?? near.day.year}'.`,
    })
  return inYear(given, near, year =>
    unitAround('quarter', dayOf(`${year}-01-01`).with({ month: number * 3 })),
  )
}

function week(number: number, given: string | undefined, near: Near): Unit {
  const found = inYear(given, near, year => weekAt(year, number))
  if (found) return found
  const last = given && weekAt(Number(given), 53) ? 53 : 52
  throw new UserError(given ? `${given} has no week ${number}.` : `There is no week ${number}.`, {
    hint: `ISO weeks run from 1 to ${given ? last : '52 or 53'}, as in 'week 46 ${given ?? near.day.year}'.`,
  })
}

/** The ways to name one calendar unit; a year that leads, as in 2011 Q3, has been moved to the end. */
const named: [RegExp, (near: Near, first: string, second?: string, third?: string) => Unit | undefined][] = [
  [new RegExp(`^(${year})$`), (_, year) => unitAround('year', dayOf(`${year}-01-01`))],
  [
    new RegExp(`^(${year})-(\\d\\d?)(?:-(\\d\\d?))?$`),
    (_, year, month, day) => date(Number(year), Number(month), day === undefined ? day : Number(day)),
  ],
  [
    new RegExp(`^(${monthName})\\.?${ofYear}$`),
    (near, name, given) => {
      const month = monthNumber(name)
      return inYear(given, near, year => date(year, month, undefined))
    },
  ],
  [
    new RegExp(`^(?:q|quarter )(\\d\\d?)${ofYear}$`),
    (near, number, given) => quarter(Number(number), given, near),
  ],
  [
    new RegExp(`^(?:w|wk ?|week ?)(\\d\\d?)${ofYear}$`),
    (near, number, given) => week(Number(number), given, near),
  ],
]
const dayNumber = '(?<day>0?[1-9]|[12]\\d|3[01])'
const dayOfMonth = [
  `${dayNumber}(?:st|nd|rd|th)? (?:of )?(?<month>${monthName})\\.?`,
  `(?<month>${monthName})\\.? ${dayNumber}(?:st|nd|rd|th)`,
].map(written => new RegExp(`^${written}(?: (?:of )?(?<year>${year}))?$`))
const leadingYear = new RegExp(`^(${year}) (?=[a-z])(.*)$`)
const relative = new RegExp(`^(last|this) (${grains.join('|')})$`)

/**
 * The one calendar unit that a text names, if it names one; throws when there is no such unit.
 * Without a year it is the nearest to the day given: the latest that has begun by the last complete day.
 */
export function unitNamed(
  text: string,
  asOf: Day,
  near: Near = { day: asOf, side: 'before' },
): Unit | undefined {
  if (text === 'yesterday') return unitAround('day', asOf)
  if (text === 'today') return unitAround('day', asOf.add({ days: 1 }))
  const [, which, grain] = relative.exec(text) ?? []
  if (which === 'this') return unitAround(grain as Grain, asOf)
  if (which === 'last') return shift(unitAround(grain as Grain, asOf.add({ days: 1 })), -1)
  const [, weekOf] = /^week of (\d{4}-\d\d?-\d\d?)$/.exec(text) ?? []
  if (weekOf) {
    const day = unitNamed(weekOf, asOf)
    return day && unitAround('week', day.start)
  }
  const yearLast = text.replace(leadingYear, '$2 $1')
  for (const [pattern, unit] of named) {
    const [whole, first, second, third] = pattern.exec(yearLast) ?? []
    if (whole && first) return unit(near, first, second, third)
  }
  return undefined
}

/**
 * The one day that a text names, by a date or by its number and month. Among the words of a command a number before
 * a month may say how many rows, so this is for texts that stand after `since` or at an end of a range.
 */
export function dayNamed(
  text: string,
  asOf: Day,
  near: Near = { day: asOf, side: 'before' },
): Unit | undefined {
  const found = dayOfMonth.map(pattern => pattern.exec(text)?.groups).find(Boolean)
  if (found) {
    const [month, day] = [monthNumber(found.month ?? ''), Number(found.day)]
    const at = (year: number) => {
      const start = dayAt(year, month, day)
      return start && unitAround('day', start)
    }
    // Not every year has a 29 February; a day that no year has is refused as that of a year.
    return inYear(found.year, near, at) ?? date(Number(found.year ?? near.day.year), month, day)
  }
  const unit = unitNamed(text, asOf, near)
  return unit?.grain === 'day' ? unit : undefined
}

/** Whether a text names a day, month, quarter or week without its year. */
export const isFloating = (text: string): boolean =>
  new RegExp(`^(?:${dayNumber}(?:st|nd|rd|th)? (?:of )?)?(?:${monthName}|q|w)`).test(text) &&
  !/\d{4}/.test(text)
