import { z } from 'zod'
import { areas } from '../../charts/areas.ts'
import { dayOf, isBefore, unitAround } from '../calendar.ts'
import { compared, comparison, isPastKnown } from '../compare.ts'
import { guestNote, guestSales } from '../figures/guests.ts'
import { grainOf, isWhole, unitsOf } from '../figures/months-or-weeks.ts'
import { changed, flow, knownOf, moves, source, split } from '../figures/new-and-returning.ts'
import { insight, nothingFound, subject } from '../insight.ts'
import { ordinary, recentWeeks } from '../noise.ts'
import { again, during, everyFilter, versus } from '../parameters.ts'
import { dayAfter } from '../period.ts'
import { against } from '../words.ts'

/** What fewer customers do is no rule. */
const few = 50

/** Whether growth comes from new customers or from loyalty. */
export const newvsreturning = insight({
  name: 'newvsreturning',
  about: 'New and returning customers month by month, who came back and who has gone',
  examples: [
    '',
    'last 6 months vs last year',
    'all',
    'last 8 weeks region:north',
    '2026 category:toys not:channel:store',
  ],
  params: z.object({ period: during('last 12 months'), vs: versus(), ...everyFilter() }),
  measures: ['netSales', 'activeCustomers'],
  latestFirst: true,
  columns: {
    period: {
      title: 'Period',
      as: 'month',
      means:
        'The month, or the Monday of the week where less than 13 weeks are asked for; what is not known of it is left empty',
    },
    newCustomers: {
      title: 'New',
      as: 'count',
      means:
        'Customers whose first order ever, of anything, was placed in this month or week, on a day asked for; not known in the first year of data',
    },
    returningCustomers: {
      title: 'Returning',
      as: 'count',
      detail: true,
      means:
        'Customers who ordered in this month or week and had ordered in an earlier one, or before the period',
    },
    newNet: {
      title: 'Net of new',
      as: 'money',
      means: 'Net sales of the new customers in the month or week in which they were new',
    },
    returningNet: {
      title: 'Net of returning',
      as: 'money',
      means:
        'Net sales of all other customers known by name or number; what they sent back is taken off, also when they ordered nothing. Guests are left out',
    },
    reactivated: {
      title: 'Came back',
      as: 'count',
      detail: true,
      means:
        'Returning customers without an order, of what is asked for, in the 12 months, or 52 weeks, before this one; known once a month or week of data lies before those',
    },
    lapsed: {
      title: 'Gone',
      as: 'count',
      detail: true,
      means:
        'Customers who ordered, of what is asked for, 12 months, or 52 weeks, before this one and never since; known when the month or week is over',
    },
  },

  query: (tx, asked) => {
    const grain = grainOf(asked)
    const before = { ...asked, period: { ...asked.period, ...compared(asked.period, asked.vs) } }
    return {
      units: split(tx, asked, grain),
      moves: moves(tx, asked, grain),
      before: split(tx, before, grain),
      whole: guestSales(tx, asked),
      recent: recentWeeks(tx, asked),
    }
  },

  rows: ({ units, moves }, asked, coverage) => {
    if (units.length === 0) return []
    const known = knownOf(asked, coverage)
    return unitsOf(asked, coverage).map(unit => {
      const start = unit.start.toString()
      const sold = units.find(row => row.unit === start)
      const moved = moves.find(row => row.unit === start)
      const fresh = sold?.newCustomers ?? 0
      const { past, back, gone } = known(unit)
      return {
        period: unit.grain === 'month' ? start.slice(0, 7) : start,
        newCustomers: past ? fresh : null,
        returningCustomers: past ? (moved?.customers ?? 0) - fresh : null,
        newNet: past ? (sold?.newNet ?? 0) : null,
        returningNet: past ? (sold?.returningNet ?? 0) : null,
        // Who first ordered in it had no order in the year before, either.
        reactivated: back ? (moved?.back ?? 0) - (sold?.begun ?? 0) : null,
        lapsed: gone ? (moved?.lapsed ?? 0) : null,
      }
    })
  },

  words: (rows, { moves, before, whole: [whole], recent }, { asked, coverage, say }) => {
    const guests = guestNote(whole, say)
    if (rows.length === 0)
      return { finding: nothingFound(asked, coverage, 'customers'), ...(guests && { note: guests }) }
    const first = dayOf(coverage.firstDay)
    const units = unitsOf(asked, coverage)
    const isKnown = (_: unknown, nth: number) => rows[nth]?.newNet !== null
    const parts = units.filter(isKnown).filter(unit => !isWhole(unit, asked, coverage)).length
    const notes = [
      guests,
      isBefore(dayOf(asked.period.from), first.add({ years: 2 })) &&
        `the data begins on ${say.day(coverage.firstDay)}: who is new is not known in its first year, and later whoever last ordered before it counts as new`,
      parts > 0 && `parts of ${grainOf(asked)}s are shown as they are`,
      `new: in the ${grainOf(asked)} of the first order`,
    ].filter(Boolean)
    const note = notes.length > 0 ? { note: notes.join(' · ') } : {}
    const known = rows.filter(row => row.newNet !== null)
    if (known.length === 0)
      return { finding: `Who is new is known from ${say.day(first.add({ years: 1 }).toString())}`, ...note }

    const sum = (of: (row: (typeof rows)[number]) => number | null) =>
      known.reduce((all, row) => all + (of(row) ?? 0), 0)
    const [returning, fresh] = [sum(row => row.returningNet), sum(row => row.newNet)]
    const other = comparison(asked, asked.vs, coverage)
    const isComparable =
      other &&
      known.length === rows.length &&
      isPastKnown(unitAround(grainOf(asked), dayOf(other.period.from)).start.toString(), coverage)
    const was = (of: 'newNet' | 'returningNet') => before.reduce((all, row) => all + row[of], 0)
    const all = returning + fresh
    const begin = units[rows.length - known.length]?.start.toString()
    const since = begin && known.length < rows.length ? `Since ${say.month(begin)} ${begin.slice(0, 4)} ` : ''
    const brought = `${since ? 'r' : 'R'}eturning customers brought ${say.short(returning)}`
    const allBefore = was('newNet') + was('returningNet')
    const chance = other ? ordinary(recent, asked, other.period, coverage) : 0
    const together =
      other && known.length === rows.length && against(all, allBefore, other.called, say, chance)
    const isLevel = Math.abs(all - allBefore) <= Math.max(chance, 0.005 * allBefore)
    return {
      finding: `${since}${
        isComparable
          ? `${brought}${changed(returning, was('returningNet'), say, other.called)}; new ones ${say.short(fresh)}${changed(fresh, was('newNet'), say)}`
          : `${brought}, new ones ${say.short(fresh)}`
      }`,
      detail: [
        together &&
          (!isComparable || isLevel) &&
          `Together that is ${together}${isComparable ? '' : ', which cannot yet tell who was new'}.`,
        isComparable && !isLevel && source(returning - was('returningNet'), fresh - was('newNet')),
        all > 0 &&
          returning >= 0 &&
          fresh >= 0 &&
          `Of what customers spent, ${say.percent(returning / all)} came from those who had ordered before.`,
        flow(sum, say),
        moves.reduce((customers, { first }) => customers + first, 0) < few &&
          'So few customers differ much by chance.',
      ]
        .filter(Boolean)
        .join(' '),
      ...note,
    }
  },

  chart: (rows, { asked, coverage, say, title }) => {
    if (rows.every(row => row.newNet === null)) return null
    const units = unitsOf(asked, coverage)
    // Of less than two full units there is no course to see.
    if (units.filter(unit => isWhole(unit, asked, coverage)).length < 2) return null
    const grain = grainOf(asked)
    return areas(
      rows.flatMap((row, nth) => {
        const unit = units[nth]
        return unit
          ? [{ ...row, start: unit.start.toString(), complete: isWhole(unit, asked, coverage) }]
          : []
      }),
      {
        title,
        subtitle: `Net sales of new and returning customers by ${grain}, ${subject(asked)}`,
        x: 'start',
        series: [
          { y: 'returningNet', label: 'Returning' },
          { y: 'newNet', label: 'New' },
        ],
        measure: 'Net sales',
        complete: 'complete',
        open: asked.period.to > dayAfter(coverage.asOf) ? 'so far' : 'part',
        format: say.short,
        day: grain === 'month' ? iso => `${say.month(iso)} ${iso.slice(0, 4)}` : say.shortDay,
        month: say.month,
      },
    )
  },

  next: (_rows, asked) => [
    { label: 'What they spend', ask: again('avgspend', asked) },
    { label: 'Top customers', ask: again('topcustomers', asked) },
    { label: 'Who they are', ask: again('demographics', asked) },
  ],
})
