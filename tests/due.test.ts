import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { due, nextDue, type Recurrence } from '../src/due.ts'

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const zones = Intl.supportedValuesOf('timeZone')
const times = ['00:00', '00:30', '02:15', '02:30', '08:00']

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const start = Date.UTC(2026, 0, 1)
const end = Date.UTC(2029, 0, 1)

const instant = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms)
const ms = (found: Temporal.Instant) => found.epochMilliseconds
const dueIn = (recurrence: Recurrence, from: number, to: number) =>
  due(recurrence, instant(from), instant(to)).map(ms)
const iso = (found: number | undefined) => (found === undefined ? 'nothing' : new Date(found).toISOString())

/** What a clock on the wall shows, as if it showed UTC; Temporal has no part in it. */
function wallClock(timeZone: string): (at: number) => number {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  return at => Date.parse(`${clock.format(at).replace(' ', 'T')}Z`)
}

/** The UTC midnights before each change of offset from 2026 to 2028. */
function changes(clock: (at: number) => number): number[] {
  const found: number[] = []
  let before = clock(start) - start
  for (let at = start + day; at <= end; at += day) {
    const offset = clock(at) - at
    if (offset !== before) found.push(at - day)
    before = offset
  }
  return found
}

/** From noon two days before a change to noon two days after it, on the wall: five midnights. */
function around(clock: (at: number) => number, change: number): [number, number] {
  const atNoon = (date: number) => 2 * (date + day / 2) - clock(date + day / 2)
  return [atNoon(change - 2 * day), atNoon(change + 3 * day)]
}

/** The wall clock at each minute of a range; an hour that takes an hour on the wall needs no look at its minutes. */
function walls(clock: (at: number) => number, from: number, to: number): number[] {
  const found: number[] = []
  for (let at = from; at <= to; at += hour) {
    const wall = clock(at)
    const straight = clock(at + hour) - wall === hour
    for (let past = 0; past < hour; past += minute) found.push(straight ? wall + past : clock(at + past))
  }
  return found.slice(0, (to - from) / minute + 1)
}

/** The first minute in the range, its beginning excepted, at which the wall clock has come to each date's time. */
function reached(walls: number[], from: number, at: string): number[] {
  const found: number[] = []
  const first = Math.floor((walls[0] ?? 0) / day) * day
  for (let date = first; date <= (walls.at(-1) ?? 0) + day; date += day) {
    const wanted = Date.parse(`${new Date(date).toISOString().slice(0, 10)}T${at}Z`)
    const index = walls.findIndex(wall => wall >= wanted)
    if (index > 0) found.push(from + index * minute)
  }
  return found
}

describe('against a clock on the wall, in every zone of the runtime', () => {
  const clocks = zones.map(timeZone => ({ timeZone, clock: wallClock(timeZone) }))
  const changing = clocks.flatMap(({ timeZone, clock }) =>
    changes(clock).map(change => ({ timeZone, clock, change })),
  )

  test('the changes of offset are really there to be tried', () => {
    const inLondon = changing.filter(({ timeZone }) => timeZone === 'Europe/London')
    expect(inLondon.map(({ change }) => iso(change).slice(0, 10))).toEqual([
      '2026-03-29',
      '2026-10-25',
      '2027-03-28',
      '2027-10-31',
      '2028-03-26',
      '2028-10-29',
    ])
    expect(new Set(changing.map(({ timeZone }) => timeZone)).size).toBeGreaterThan(50)
  })

  test('around every change from 2026 to 2028 each date has the first minute that reaches its time', () => {
    const wrong: string[] = []
    for (const { timeZone, clock, change } of changing) {
      const [from, to] = around(clock, change)
      const shown = walls(clock, from, to)
      for (const at of times) {
        const wanted = reached(shown, from, at)
        const found = dueIn({ weekdays: everyDay, at, timeZone }, from, to)
        if (wanted.length !== 5 || wanted.join() !== found.join())
          wrong.push(`${timeZone} ${at}: ${found.map(iso)}; wanted ${wanted.map(iso)}`)
      }
    }
    expect(wrong).toEqual([])
  })

  test('around every change each weekday asked for alone has its own dates, and together they are all', () => {
    const wrong: string[] = []
    for (const { timeZone, clock, change } of changing) {
      const [from, to] = around(clock, change)
      const whole = dueIn({ weekdays: everyDay, at: '00:30', timeZone }, from, to)
      const alone = everyDay.flatMap(weekday => {
        const found = dueIn({ weekdays: [weekday], at: '00:30', timeZone }, from, to)
        // No gap of these years takes 00:30 past midnight, so that the wall shows the weekday.
        if (found.some(at => (new Date(clock(at)).getUTCDay() || 7) !== weekday)) wrong.push(timeZone)
        return found
      })
      if (alone.sort((one, other) => one - other).join() !== whole.join()) wrong.push(timeZone)
    }
    expect(wrong).toEqual([])
  })

  test('every date of the three years, or of a month where no clock changes, has one instant, in order', () => {
    const wrong: string[] = []
    const changeable = new Set(changing.map(({ timeZone }) => timeZone))
    for (const [index, { timeZone, clock }] of clocks.entries()) {
      const at = times[index % times.length] ?? '00:00'
      const until = changeable.has(timeZone) ? end : start + 31 * day
      const found = dueIn({ weekdays: everyDay, at, timeZone }, start, until)
      const dates = found.map(instant => Math.floor(clock(instant) / day))
      const first = dates[0] ?? 0
      const oneEach = dates.every((date, number) => date === first + number)
      if (found.length !== (until - start) / day || !oneEach) wrong.push(`${timeZone} ${at}`)
    }
    expect(wrong).toEqual([])
  })
})

describe('by hand', () => {
  const cases: [string, string, string, string, string][] = [
    ['Europe/London', '2026-03-29', '00:30', '2026-03-29T00:30Z', 'before the gap'],
    ['Europe/London', '2026-03-29', '01:30', '2026-03-29T01:00Z', 'skipped'],
    ['Europe/London', '2026-03-30', '08:00', '2026-03-30T07:00Z', 'in summer'],
    ['Europe/London', '2026-10-25', '01:30', '2026-10-25T00:30Z', 'twice'],
    ['Europe/London', '2026-10-26', '08:00', '2026-10-26T08:00Z', 'in winter'],
    ['America/Santiago', '2026-09-06', '00:00', '2026-09-06T04:00Z', 'midnight skipped'],
    ['America/Santiago', '2026-09-06', '00:30', '2026-09-06T04:00Z', 'skipped'],
    ['America/Santiago', '2026-09-06', '08:00', '2026-09-06T11:00Z', 'after the gap'],
    ['America/Santiago', '2026-04-04', '23:30', '2026-04-05T02:30Z', 'twice'],
    ['America/Santiago', '2026-04-05', '00:00', '2026-04-05T04:00Z', 'midnight put off by the hour before'],
    ['Africa/Cairo', '2026-04-24', '00:00', '2026-04-23T22:00Z', 'midnight skipped'],
    ['Africa/Cairo', '2026-04-24', '00:30', '2026-04-23T22:00Z', 'skipped'],
    ['Africa/Cairo', '2026-10-29', '23:30', '2026-10-29T20:30Z', 'twice'],
    ['Africa/Cairo', '2026-10-30', '00:00', '2026-10-29T22:00Z', 'midnight put off by the hour before'],
    ['Asia/Beirut', '2026-03-29', '00:00', '2026-03-28T22:00Z', 'midnight skipped'],
    ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:30Z', 'half an hour skipped'],
    ['Australia/Lord_Howe', '2026-10-04', '02:30', '2026-10-03T15:30Z', 'the first after the gap'],
    ['Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45Z', 'half an hour twice'],
    ['Australia/Lord_Howe', '2026-04-05', '02:15', '2026-04-04T15:45Z', 'after the half hour'],
    ['America/New_York', '2026-03-08', '02:00', '2026-03-08T07:00Z', 'the first skipped'],
    ['America/New_York', '2026-03-08', '02:30', '2026-03-08T07:00Z', 'skipped'],
    ['America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30Z', 'twice'],
    ['America/Nuuk', '2026-03-28', '23:30', '2026-03-29T01:00Z', 'pushed past midnight'],
    ['Pacific/Apia', '2011-12-30', '08:00', '2011-12-30T10:00Z', 'the whole day skipped'],
  ]
  test.each(cases)('%s on %s at %s is %s: %s', (timeZone, date, at, wanted) => {
    const recurrence = { weekdays: [Temporal.PlainDate.from(date).dayOfWeek], at, timeZone }
    const middle = Date.parse(wanted)
    const found = dueIn(recurrence, middle - 3 * day, middle + 3 * day)
    expect(found.map(iso)).toEqual([iso(middle)])
  })

  test('a time pushed past midnight stays with its own date, and the next date has its own', () => {
    const recurrence = { weekdays: everyDay, at: '23:30', timeZone: 'America/Nuuk' }
    const found = dueIn(recurrence, Date.UTC(2026, 2, 28, 12), Date.UTC(2026, 2, 30, 12))
    expect(found.map(iso)).toEqual(['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'])
  })

  test('a date skipped whole shares midnight with the next, and midnight comes once', () => {
    const recurrence = { weekdays: [5, 6], at: '00:00', timeZone: 'Pacific/Apia' }
    const found = dueIn(recurrence, Date.UTC(2011, 11, 29), Date.UTC(2012, 0, 2))
    expect(found.map(iso)).toEqual(['2011-12-30T10:00:00.000Z'])
  })

  test('the next Monday at 08:00 is a week away once this one has come', () => {
    const recurrence = { weekdays: [1], at: '08:00', timeZone: 'Europe/London' }
    const monday = Temporal.Instant.from('2026-03-23T08:00Z')
    expect(nextDue(recurrence, monday.subtract({ nanoseconds: 1 })).toString()).toBe('2026-03-23T08:00:00Z')
    expect(nextDue(recurrence, monday).toString()).toBe('2026-03-30T07:00:00Z')
  })
})

describe('over any range', () => {
  const recurrence = fc.record({
    weekdays: fc.uniqueArray(fc.constantFrom(...everyDay), { minLength: 1 }),
    at: fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 59))
      .map(parts => parts.map(part => String(part).padStart(2, '0')).join(':')),
    timeZone: fc.constantFrom(...zones),
  })
  // Whole quarters of an hour, so that cuts often fall on an instant itself.
  const quarters = (most: number) => fc.integer({ min: 0, max: most }).map(count => count * 15 * minute)
  const range = fc
    .tuple(
      quarters((end - start) / (15 * minute)),
      fc.array(quarters(40 * 96), { minLength: 2, maxLength: 6 }),
    )
    .map(([offset, cuts]) => cuts.map(cut => start + offset + cut).sort((one, other) => one - other))

  const pieces = (cuts: number[]) =>
    cuts.slice(1).map((to, index): [number, number] => [cuts[index] ?? to, to])
  const ends = (cuts: number[]): [number, number] => [cuts[0] ?? 0, cuts.at(-1) ?? 0]

  test('cut anywhere, the pieces hold the same instants as the whole', () => {
    fc.assert(
      fc.property(recurrence, range, (each, cuts) => {
        const parts = pieces(cuts).flatMap(([from, to]) => dueIn(each, from, to))
        expect(parts).toEqual(dueIn(each, ...ends(cuts)))
      }),
      { numRuns: 1000 },
    )
  })

  test('cut at the instants themselves, each comes once: with the range that it ends', () => {
    fc.assert(
      fc.property(recurrence, range, (each, cuts) => {
        const [from, to] = ends(cuts)
        const whole = dueIn(each, from, to)
        const parts = pieces([from, ...whole]).map(([before, at]) => dueIn(each, before, at))
        expect(parts).toEqual(whole.map(at => [at]))
      }),
      { numRuns: 300 },
    )
  })

  test('they come in order, after its beginning and not after its end', () => {
    fc.assert(
      fc.property(recurrence, range, (each, cuts) => {
        const [from, to] = ends(cuts)
        const found = dueIn(each, from, to)
        expect(found).toEqual([...new Set(found)].sort((one, other) => one - other))
        expect(found.every(at => at > from && at <= to)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('going from one to the next meets the same instants', () => {
    fc.assert(
      fc.property(recurrence, range, (each, cuts) => {
        const [from, to] = ends(cuts)
        const whole = dueIn(each, from, to)
        const met = [from, ...whole].map(at => ms(nextDue(each, instant(at))))
        expect(met.slice(0, -1)).toEqual(whole)
        expect(met.at(-1)).toBeGreaterThan(to)
      }),
      { numRuns: 300 },
    )
  })

  test('a range that is empty or ends before it begins holds nothing', () => {
    const monday = Date.UTC(2026, 5, 1, 7)
    const each = { weekdays: [1], at: '08:00', timeZone: 'Europe/London' }
    expect(dueIn(each, monday - 1, monday)).toEqual([monday])
    expect(dueIn(each, monday, monday)).toEqual([])
    expect(dueIn(each, monday + day, monday - day)).toEqual([])
  })
})

describe('nonsense is an error', () => {
  const sound = { weekdays: [1], at: '08:00', timeZone: 'Europe/London' }
  const nonsense: [string, Recurrence, string][] = [
    ['no weekday', { ...sound, weekdays: [] }, 'weekdays; one or more of 1 (Monday) to 7 (Sunday): []'],
    ['weekday 0', { ...sound, weekdays: [0] }, 'weekdays; one or more of 1 (Monday) to 7 (Sunday): [0]'],
    ['weekday 8', { ...sound, weekdays: [1, 8] }, 'weekdays; one or more of 1 (Monday) to 7 (Sunday): [1,8]'],
    [
      'half a weekday',
      { ...sound, weekdays: [1.5] },
      'weekdays; one or more of 1 (Monday) to 7 (Sunday): [1.5]',
    ],
    ['a single digit', { ...sound, at: '8:00' }, 'a time of day; HH:MM, 00:00 to 23:59: 8:00'],
    ['24:00', { ...sound, at: '24:00' }, 'a time of day; HH:MM, 00:00 to 23:59: 24:00'],
    ['seconds', { ...sound, at: '08:00:30' }, 'a time of day; HH:MM, 00:00 to 23:59: 08:00:30'],
    ['an unknown zone', { ...sound, timeZone: 'Europe/Atlantis' }, 'ATLANTIS'],
    ['an empty zone', { ...sound, timeZone: '' }, 'zone'],
  ]
  test.each(nonsense)('%s', (_what, recurrence, message) => {
    expect(() => dueIn(recurrence, start, start)).toThrow(message)
    expect(() => nextDue(recurrence, instant(start))).toThrow(message)
  })
})
