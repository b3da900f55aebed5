/** The commands with which people say what they want to be told unasked, and what is planned. */
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
  {
    command: '/targets',
    description: 'What is planned, beside which answers show what came of it',
    usage: '[net sales june 2026 160k] [region:north] or [remove …] or [help]',
  },
] as const
