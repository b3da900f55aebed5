/** The commands with which people say what they want to be told unasked. */
export const wishCommands = [
  {
    command: '/digest',
    description: 'The week’s summary, every week: yours and this channel’s',
    usage: '[monday 8:00] [here] or [new] or [help]',
  },
  {
    command: '/alerts',
    description: 'Be told when a figure goes above or below a limit: yours and this channel’s',
    usage: '[return rate of Toys above 8%] [here] or [new] or [help]',
  },
] as const
