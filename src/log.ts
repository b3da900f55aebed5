import type { Logger as SlackLogger } from '@slack/bolt'
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'

/** Slack's tokens, wherever they stand in a line, and passwords in addresses. */
const secrets = /\bx(?:ox[a-z]|app)[a-z.]*-[\w-]+|(?<=:\/\/[^\s:/@"]*:)[^\s@"]+(?=@)/g

/** A text without tokens and passwords. */
export const masked = (text: string): string => text.replace(secrets, '[secret]')

/** The log: a line of JSON each, without tokens and passwords. */
export const logger = (level: LoggerOptions['level'] = 'info', to?: DestinationStream): Logger => {
  const options: LoggerOptions = {
    level,
    base: null,
    redact: {
      paths: ['token', '*.token', 'authorization', '*.authorization', '*.headers.authorization'],
      censor: '[secret]',
    },
    hooks: { streamWrite: masked },
  }
  return to ? pino(options, to) : pino(options)
}

/** The log as Slack's libraries write to it; `quietly` puts what they say aside, where we say it ourselves. */
export function slackLogger(log: Logger, quietly = false): SlackLogger {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (...parts: unknown[]) => {
      const err = parts.find(part => part instanceof Error)
      log[quietly ? 'debug' : level]({ from: 'slack', ...(err && { err }) }, parts.map(String).join(' '))
    }
  return {
    debug: write('debug'),
    info: write('debug'),
    warn: write('warn'),
    error: write('error'),
    setLevel() {},
    // What is written is for our own log to decide; but nothing needs to be made that it would not write.
    getLevel: () => 'info' as ReturnType<SlackLogger['getLevel']>,
    setName() {},
  }
}
