import type { Sql, TransactionSql } from 'postgres'
import { isAway } from './away.ts'

/*
 * The driver writes to the socket of a lost connection, which is null, and that ends the process: a statement of a
 * transaction that goes on, its commit, or its rollback. It does notice the loss, and rejects the transaction. So from
 * there on the work of a transaction is silent: it never settles, and what it asks is never sent. And the driver takes
 * such a connection up again with the last error still in it, which then hits whoever is next: so the pool is replaced.
 */

type Work = (tx: TransactionSql) => unknown

/** A pool whose transactions are rejected when their connection is lost at any moment, and that serves the next. */
export function steady(make: () => Sql): Sql {
  let pool = make()
  // Who listens keeps a connection of their own, and listens again by themselves.
  let listening: Sql | undefined
  const replace = (lost: Sql) => {
    if (lost !== pool) return
    pool = make()
    // How values are read was told to the pool, by whoever uses it.
    Object.assign(pool.options.parsers, lost.options.parsers)
    Object.assign(pool.options.serializers, lost.options.serializers)
    void lost.end()
  }
  return new Proxy(pool, {
    apply: (_pool, self, given) => Reflect.apply(pool, self, given),
    get(_pool, name) {
      if (name === 'begin') return begin(pool, replace)
      if (name === 'listen') {
        listening ??= make()
        return Reflect.get(listening, name)
      }
      if (name === 'end')
        return (...how: Parameters<Sql['end']>) => Promise.all([pool, listening].map(one => one?.end(...how)))
      return Reflect.get(pool, name)
    },
  })
}

const begin =
  (pool: Sql, replace: (lost: Sql) => void) =>
  (...given: [Work] | [string, Work]) => {
    const [options, work] = given.length === 1 ? ['', given[0]] : given
    const connection = { isLost: false }
    const done = pool.begin(options, tx => lasting(work(guarded(tx, connection)), connection))
    done.catch(error => {
      connection.isLost = true
      if (isAway(error)) replace(pool)
    })
    return done
  }

/** What work comes to, as long as there is a connection to commit it or to roll it back. */
const lasting = async (work: unknown, connection: { isLost: boolean }) => {
  try {
    const value = await work
    return connection.isLost ? await silence() : value
  } catch (error) {
    if (connection.isLost || isAway(error)) await silence()
    throw error
  }
}

/** A transaction that sends nothing once its connection is lost. */
const guarded = (tx: TransactionSql, connection: { isLost: boolean }): TransactionSql =>
  new Proxy(tx, {
    apply: (target, self, given) => (connection.isLost ? silence() : Reflect.apply(target, self, given)),
    get(target, name) {
      const value = Reflect.get(target, name)
      if (name !== 'unsafe' && name !== 'savepoint') return value
      return (...given: unknown[]) => (connection.isLost ? silence() : Reflect.apply(value, target, given))
    },
  })

/** A query that never comes back, in every form the driver's queries have. */
function silence(): Promise<never> {
  const query = new Promise<never>(() => {})
  return Object.assign(query, {
    values: () => query,
    raw: () => query,
    simple: () => query,
    execute: () => query,
  })
}
