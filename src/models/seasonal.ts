/*
 * Seasonal indices: how far a month, a weekday or an hour lies above (more than 1) or below (less than 1) an average
 * one, once growth is taken out. All are multiplicative: sales = level × season × chance.
 */

/** An index with its standard error, and the number of years, weeks or days it is the mean of; null is not known. */
export type Index = { index: number | null; error: number | null; observations: number }

/** The seasons in a year, and how many months with a month on either side of them a moving average of them needs. */
const year = 12
const half = year / 2

/**
 * The moving average over so many periods, centred on each value: of an even number, the mean of the two that lie half
 * a period beside it (2×12 for months). Values that lack neighbours have none.
 *
 * Method: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., section 3.3.
 */
export function centredAverages(values: readonly number[]): (number | null)[] {
  return values.map((_, at) => {
    if (at < half || at + half >= values.length) return null
    const around = values.slice(at - half, at + half + 1)
    return (sum(around) - ((around[0] ?? 0) + (around[year] ?? 0)) / 2) / year
  })
}

/**
 * The index of each month of the year, January first, and the ratio of each given month to the level around it.
 *
 * `values` are sales of consecutive complete months, in any unit, none negative; `first` is the month of the year of the
 * first, 0 for January. A month's ratio is its sales over the 2×12 centred moving average, which needs half a year on
 * both sides and sales in it; its index is the mean of its ratios, and where all twelve are known they are divided by
 * their mean, so that they average 1. With fewer than 24 months some have no ratio, and no index.
 * The error is the residual standard deviation of the ratios around the indices, pooled over the months (they are
 * few for each), over the root of the number of ratios; null where no month has two.
 *
 * Method: ratio to moving average, or classical multiplicative decomposition: Hyndman & Athanasopoulos, section 3.4.
 * Throws where a value is negative or no number, or `first` is no month.
 */
export function monthIndices(
  values: readonly number[],
  first: number,
): { indices: Index[]; ratios: (number | null)[] } {
  check(values)
  if (!Number.isInteger(first) || first < 0 || first >= year)
    throw new Error(`the first month is not one of the year; rule: 0 to 11: ${first}`)
  const levels = centredAverages(values)
  const ratios = values.map((value, at) => {
    const level = levels[at] ?? 0
    return level > 0 ? value / level : null
  })
  const groups = Array.from({ length: year }, (_, month) =>
    ratios.filter((ratio, at) => ratio !== null && (first + at) % year === month).map(Number),
  )
  const means = groups.map(mean)
  const known = means.filter(each => each !== null)
  const whole = known.length === year ? sum(known) / year : 1
  const squares = groups.flatMap((group, month) => group.map(ratio => (ratio - (means[month] ?? 0)) ** 2))
  const free = squares.length - known.length
  const deviation = free > 0 ? Math.sqrt(sum(squares) / free) : null
  return {
    indices: groups.map((group, month) => {
      const index = means[month] ?? null
      return {
        index: index === null ? null : index / whole,
        error: index === null || deviation === null ? null : deviation / Math.sqrt(group.length) / whole,
        observations: group.length,
      }
    }),
    ratios: ratios.map(ratio => (ratio === null ? null : ratio / whole)),
  }
}

/**
 * The index of each weekday, in the order in which the weeks give them.
 *
 * `weeks` are complete weeks of as many days each, with the sales of each day, in any unit, none negative. A day's ratio
 * is its sales over the mean of its own week, so that growth and the season of the year fall out; its index is the mean
 * over the weeks, and the indices of all days average 1. A week without sales tells nothing and is left out; a day on
 * which nothing is ever sold has the index 0. The error is the standard error of the mean, taking weeks for
 * independent; null for a single week.
 *
 * Method: simple averages of ratios to the period's own mean, as the ratio to moving average above with a level that
 * is constant within the week. Throws where a value is negative or no number, or weeks differ in length.
 */
export function dayIndices(weeks: readonly (readonly number[])[]): Index[] {
  const days = weeks[0]?.length ?? 0
  const shares = weeks.flatMap(week => {
    check(week)
    if (week.length !== days)
      throw new Error(`weeks differ in length; rule: as many days in each: ${week.length} and ${days}`)
    const whole = sum(week)
    return whole > 0 ? [week.map(value => value / whole)] : []
  })
  return Array.from({ length: days }, (_, day) => {
    const ofDay = shares.map(week => week[day] ?? 0)
    return shareIndex({ sum: sum(ofDay), squares: sum(ofDay.map(share => share ** 2)) }, shares.length, days)
  })
}

/**
 * The index of one part of a whole (an hour of a day) from the sum and the sum of squares of its shares.
 *
 * `observations` is the number of wholes (days), those in which the part has no share included; `parts` how many parts
 * a whole has. The index is the mean share times the number of parts: 1 where a part has just its turn. The error is
 * the standard error of that mean; null for a single whole, and both are null for none.
 * Throws where there is a share of nothing, or the number of parts is not positive.
 */
export function shareIndex(
  { sum, squares }: { sum: number; squares: number },
  observations: number,
  parts: number,
): Index {
  if (!(parts > 0)) throw new Error(`a whole has no parts; rule: at least one: ${parts}`)
  if (observations === 0 && sum !== 0) throw new Error(`a share of nothing; rule: 0 of 0 wholes: ${sum}`)
  if (observations === 0) return { index: null, error: null, observations }
  const share = sum / observations
  // What rounding leaves of a difference of squares may lie below zero.
  const variance = observations > 1 ? Math.max(0, squares - sum * share) / (observations - 1) : null
  return {
    index: share * parts,
    error: variance === null ? null : Math.sqrt(variance / observations) * parts,
    observations,
  }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

const mean = (values: readonly number[]) => (values.length > 0 ? sum(values) / values.length : null)

function check(values: readonly number[]): void {
  const wrong = values.find(value => !(value >= 0 && value < Number.POSITIVE_INFINITY))
  if (wrong !== undefined) throw new Error(`sales that cannot be; rule: finite and not negative: ${wrong}`)
}
