/** An exact decimal: a number as it prints, or the text of a numeric that has more digits than a number holds. */
export type Amount = number | string

/**
 * Reads amounts as whole numbers of the smallest decimal place among them, and writes whole units back as numbers.
 *
 * `one` is a unit in those places, and `scale` is 1 in them. What is no finite decimal is an error, as is a unit that
 * is not above zero, and a result of more than fifteen digits, whose last a number does not keep.
 */
export function ruler(unit: Amount, amounts: readonly Amount[]) {
  const places = [unit, ...amounts].reduce<number>(
    (most, amount) => Math.max(most, decimal(amount).places),
    0,
  )
  const read = (amount: Amount) => {
    const { digits, places: own } = decimal(amount)
    return digits * 10n ** BigInt(places - own)
  }
  const value = (digits: bigint) => Number(`${digits}e-${places}`)
  const one = read(unit)
  if (one <= 0n) throw new Error(`a unit; above zero: ${unit}`)
  const step = decimal(unit).digits
  const write = (units: bigint) => {
    if (magnitude(units * step) >= mostDigits)
      throw new Error(`an amount in units of ${unit}; of at most fifteen digits: ${units * step}`)
    return value(units * one)
  }
  return { one, scale: 10n ** BigInt(places), read, write, value }
}

const mostDigits = 10n ** 15n

function decimal(amount: Amount): { digits: bigint; places: number } {
  // Only numbers print exponents, and theirs are small.
  const form = typeof amount === 'number' ? /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/ : /^(-?\d+)(?:\.(\d+))?$/
  const [, whole, fraction = '', exponent = '0'] = form.exec(String(amount)) ?? []
  if (whole === undefined) throw new Error(`an amount; a finite decimal number: ${amount}`)
  const places = fraction.length - Number(exponent)
  const digits = BigInt(whole + fraction)
  return places < 0 ? { digits: digits * 10n ** BigInt(-places), places: 0 } : { digits, places }
}

/** The sum of whole numbers. */
export const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n)

/** The sum of amounts, without what adding numbers loses. */
export function total(amounts: readonly Amount[]): number {
  const { read, value } = ruler(1, amounts)
  return value(sum(amounts.map(read)))
}

/** One amount less another, without what subtracting numbers loses. */
export function less(from: Amount, amount: Amount): number {
  const { read, value } = ruler(1, [from, amount])
  return value(read(from) - read(amount))
}

/** A whole number without its sign. */
export const magnitude = (value: bigint): bigint => (value < 0n ? -value : value)

/** Which of two whole numbers stands first in ascending order. */
export const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

/** The largest whole number not above a quotient. */
export const floor = (over: bigint, under: bigint): bigint => {
  const cut = over / under
  return cut * under !== over && over < 0n !== under < 0n ? cut - 1n : cut
}

/** The whole number nearest to a quotient, halves away from zero as PostgreSQL rounds them. */
export const nearest = (over: bigint, under: bigint): bigint => {
  const units = (2n * magnitude(over) + magnitude(under)) / (2n * magnitude(under))
  return over < 0n === under < 0n ? units : -units
}
