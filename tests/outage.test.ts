import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { logger } from '../src/log.ts'
import { outage } from '../src/slack/outage.ts'

const address = 'https://slack.example/api/'

/** An outage, and what the log has been told of it so far. */
function watched() {
  const stream = new PassThrough({ encoding: 'utf8' })
  const lines: { failures: number; address: string; why?: string; msg: string }[] = []
  return {
    away: outage(logger('info', stream), address),
    told() {
      const text: string = stream.read() ?? ''
      lines.push(
        ...text
          .split('\n')
          .filter(Boolean)
          .map(line => JSON.parse(line)),
      )
      return lines
    },
  }
}

test('A failure that goes on is told ever more rarely, with the address, and its end once', () => {
  const { away, told } = watched()
  const refused = Object.assign(new Error('fetch failed'), {
    code: 'slack_webapi_request_error',
    cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
  })
  for (let i = 0; i < 1000; i++) away.failed(refused, 'away')
  expect(told().map(({ failures }) => failures)).toEqual([1, 4, 16, 64, 256, 360, 720])
  for (const line of told())
    expect(line).toMatchObject({ address, msg: 'away', why: 'Error: fetch failed, ECONNREFUSED' })
  away.back('there')
  away.back('there')
  expect(told().slice(7)).toMatchObject([{ address, failures: 1000, msg: 'there' }])
})

test('What comes and goes is told no more often than what stays away, until it has lasted', () => {
  const { away, told } = watched()
  for (let i = 0; i < 20; i++) {
    away.failed('it lasted 5 ms', 'away')
    away.back('there')
  }
  expect(told().map(({ msg, failures }) => `${msg} ${failures}`)).toEqual(
    [1, 4, 16].flatMap(failures => [`away ${failures}`, `there ${failures}`]),
  )
  away.done()
  away.failed('it lasted 5 ms', 'away')
  expect(told().at(-1)).toMatchObject({ msg: 'away', failures: 1 })
})
