import type { Logger } from 'pino'
import type { Sql } from 'postgres'
import type { Temporal } from 'temporal-polyfill'
import type { Scope } from '../../access.ts'
import { companyOf, type Env } from '../../env.ts'
import { keeping } from '../../targets/keeping.ts'
import { orm } from '../../tx.ts'
import { alerting } from '../../wishes/alerting.ts'
import { subscribing } from '../../wishes/subscribing.ts'
import { trying } from '../../wishes/trying.ts'
import { say } from '../../words.ts'
import { client, tokenOf } from '../client.ts'
import type { Feature } from '../feature.ts'
import { type Patience, patience as usual } from '../patience.ts'
import { seal } from '../seal.ts'
import { alerts } from './alerts.ts'
import { digests } from './digests.ts'
import { isChannel } from './fields.ts'
import { targets } from './targets.ts'
import { workspace } from './workspace.ts'

/** What people want to be told unasked, digests and alerts, and what they plan; kept through the owner's login. */
export function wishes(given: {
  env: Env
  owner: Sql
  reader: Sql
  log: Logger
  now: () => Temporal.Instant
  scopeOf: (user: string) => Scope
  patience?: Patience
}): Feature[] {
  const { env, owner, reader, log, now, scopeOf, patience = usual } = given
  const token = tokenOf(env)
  const company = companyOf(env)
  const slack = workspace({ client: client(env, token, log), log })
  const tools = {
    ...{ workspace: slack, company, now, scopeOf, seal: seal(token), say: say(company) },
    ...{ timeZone: env.COMPANY_TIMEZONE, prefix: env.COMMAND_PREFIX, patience },
    called: async (target: string, reader: string) =>
      target === reader ? 'you' : isChannel(target) ? slack.called(target) : 'a direct message',
    placed: async (target: string) => (isChannel(target) ? slack.check(target) : { sure: true }),
  }
  const kept = { db: orm(owner), now }
  return [
    digests(subscribing(kept), tools),
    alerts(alerting(kept), trying(reader, { ...company, now }), tools),
    targets(keeping(kept.db), { ...tools, reader, log, admins: env.ADMINS }),
  ]
}
