/*
 * Exact decimal arithmetic on text and on whole numbers of the smallest unit: no amount ever passes through a float.
 */

const pattern = /^([+-]?)(\d+)(?:\.(\d*))?$/

/** A decimal text as a whole number of units of 10^-scale, or undefined where it is no such number. */
export const units = (text: string, scale: number): bigint | undefined => {
  const [, sign, whole = '', given = ''] = pattern.exec(text) ?? []
  const fraction = given.replace(/0+$/, '')
  if (sign === undefined || fraction.length > scale) return undefined
  const size = BigInt(whole + fraction.padEnd(scale, '0'))
  return sign === '-' ? -size : size
}

/** The decimal text of a whole number of units of 10^-scale: `decimal(695n, 2)` is '6.95'. */
export const decimal = (size: bigint | number, scale: number): string => {
  const digits = (size < 0 ? -size : size).toString().padStart(scale + 1, '0')
  const sign = size < 0 ? '-' : ''
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** The exact product of two decimal texts, or undefined where one is no number: `times('12', '6.95')` is '83.40'. */
export const times = (a: string, b: string): string | undefined => {
  const [x, y] = [pattern.exec(a), pattern.exec(b)]
  if (!x || !y) return undefined
  const scale = (x[3]?.length ?? 0) + (y[3]?.length ?? 0)
  const [digits, others] = [`${x[2]}${x[3] ?? ''}`, `${y[2]}${y[3] ?? ''}`]
  // Up to fifteen digits a product of whole numbers is exact, and much faster than a big one.
  const isSmall = digits.length + others.length <= 15
  const size = isSmall ? Number(digits) * Number(others) : BigInt(digits) * BigInt(others)
  return decimal((x[1] === '-') !== (y[1] === '-') ? -size : size, scale)
}
