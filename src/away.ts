/** The codes of an error and of what caused it: PostgreSQL's, the driver's or the network's. */
export function codes(error: unknown): string[] {
  if (!(error instanceof Error)) return []
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  const inner = error instanceof AggregateError ? error.errors : [error.cause]
  return [...code, ...inner.flatMap(codes)]
}

// PostgreSQL is shutting down, starting or full; the driver lost it; the network does not lead there.
const away =
  /^(08\w{3}|57P0[1235]|53300|CONNECT_TIMEOUT|CONNECTION_\w+|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|E(HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN)$/

/** Whether an error says that a server is away, so that trying again later may help. */
export const isAway = (error: unknown): boolean => codes(error).some(code => away.test(code))

/** The database did not answer: nothing is wrong with what was asked of it. */
export class SalesAway extends Error {}

/** The same error, naming the database's absence where it is known whose absence it is: Slack may be away, too. */
export const salesAway = (error: unknown): unknown =>
  isAway(error) ? new SalesAway('the sales data is away', { cause: error }) : error
