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
