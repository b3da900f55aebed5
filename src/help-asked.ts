/** Whether the arguments of a command ask how it reads. */
export const helpAsked = (args: readonly string[]): boolean =>
  args.includes('--help') || args.includes('-h') || (args.length === 1 && args[0] === 'help')
