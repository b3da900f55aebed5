import type { z } from 'zod'

/** One thing Slack objects to, with the JSON pointer of where. */
export type Issue = { message: string; pointer: string }

const pointerOf = (path: PropertyKey[]) => path.map(step => `/${String(step)}`).join('')

const at = (value: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (found, step) => (typeof found === 'object' && found !== null ? Reflect.get(found, step) : undefined),
    value,
  )

const article = (noun: string) => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`)

/** Zod's findings about a value in Slack's own words. */
export function issues(found: readonly z.core.$ZodIssue[], value: unknown, root: string): Issue[] {
  return found.flatMap(({ path, ...issue }): Issue[] => {
    const pointer = root + pointerOf(path)
    if (issue.code !== 'custom' && path.length > 0 && at(value, path) === undefined) {
      const parent = root + pointerOf(path.slice(0, -1))
      return [{ message: `missing required field: ${String(path.at(-1))}`, pointer: parent }]
    }
    switch (issue.code) {
      case 'too_big':
        return issue.origin === 'string'
          ? [{ message: `must be less than ${Number(issue.maximum) + 1} characters`, pointer }]
          : [{ message: `no more than ${issue.maximum} items allowed`, pointer }]
      case 'too_small':
        return issue.origin === 'string'
          ? [{ message: `must be more than ${Number(issue.minimum) - 1} characters`, pointer }]
          : [{ message: `no fewer than ${issue.minimum} items allowed`, pointer }]
      case 'unrecognized_keys':
        return issue.keys.map(key => ({ message: `invalid additional property: ${key}`, pointer }))
      case 'invalid_union':
        return [{ message: `unsupported type: ${String(at(value, path))}`, pointer }]
      case 'invalid_type':
        return [{ message: `must provide ${article(issue.expected)}`, pointer }]
      default:
        return [{ message: issue.message, pointer }]
    }
  })
}
