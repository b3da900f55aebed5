const DAY = 86_400_000

const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()

/** The moment a message's `ts` names. */
export const moment = (ts: string) => new Date(Number(ts) * 1000)

/** A time of day, such as 14:05. */
export const clock = (date: Date) => date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })

/** "Today", "Yesterday" or the day itself. */
export function day(date: Date, now = new Date()): string {
  const days = Math.round((midnight(now) - midnight(date)) / DAY)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  return date.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
}

/** A date in the reader's own time zone, by the format of Slack's `<!date^…>`. */
export function slackDate(unix: number, format: string): string {
  const date = new Date(unix * 1000)
  const written = (options: Intl.DateTimeFormatOptions) => date.toLocaleDateString('en-GB', options)
  const short = written({ day: 'numeric', month: 'short', year: 'numeric' })
  const long = written({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const plain = written({ day: 'numeric', month: 'long', year: 'numeric' })
  const near = day(date)
  const pretty = (otherwise: string) =>
    near === 'Today' || near === 'Yesterday' ? near.toLowerCase() : otherwise
  const values: Record<string, string> = {
    date_num: date.toISOString().slice(0, 10),
    date: plain,
    date_short: short,
    date_long: long,
    date_pretty: pretty(plain),
    date_short_pretty: pretty(short),
    date_long_pretty: pretty(long),
    time: clock(date),
    time_secs: date.toLocaleTimeString('en-GB'),
  }
  return format.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}
