import { setTimeout as sleep } from 'node:timers/promises'
import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import type { Env } from '../env.ts'
import { UserError } from '../errors.ts'
import { insist } from './insist.ts'
import { type Patience, patience as usual } from './patience.ts'
import { mayRepeat, passing, refusal } from './refusals.ts'

/** How an account stands to the workspace that the bot is installed in. */
export type Standing = 'member' | 'guest' | 'stranger' | 'deactivated' | 'app'

type Account = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>
type Installation = Pick<
  Awaited<ReturnType<WebClient['auth']['test']>>,
  'team_id' | 'enterprise_id' | 'is_enterprise_install'
>

/** For so many milliseconds an answer of Slack's holds. */
const kept = 5 * 60_000

/** Whether an account belongs where the app is installed: in one workspace, or in all workspaces of an organization. */
function belongs(account: Account, own: Installation): boolean {
  if (account.is_stranger) return false
  if (own.is_enterprise_install) {
    const enterprise = account.enterprise_user?.enterprise_id ?? account.enterprise_id
    return enterprise !== undefined && enterprise === own.enterprise_id
  }
  // In an organization `team_id` may name another of its workspaces; `teams` lists those that the person is in.
  const teams = [account.team_id, ...(account.enterprise_user?.teams ?? []), ...(account.teams ?? [])]
  return own.team_id !== undefined && teams.includes(own.team_id)
}

/** How an account that Slack describes stands to an installation. */
export function standingOf(account: Account, own: Installation): Standing {
  if (account.is_bot || account.is_workflow_bot || account.is_connector_bot || account.id === 'USLACKBOT')
    return 'app'
  if (!belongs(account, own)) return 'stranger'
  if (account.deleted) return 'deactivated'
  return account.is_restricted || account.is_ultra_restricted ? 'guest' : 'member'
}

const refusals: Record<Exclude<Standing, 'member'>, [say: string, hint: string]> = {
  guest: [
    'I answer full members of this workspace, and you are here as a guest.',
    'Ask a full member for what you need.',
  ],
  stranger: [
    'I answer full members of the workspace that I am installed in, and you belong to another one.',
    'Ask someone of that company for what you need.',
  ],
  deactivated: [
    'I answer full members of this workspace, and your account is deactivated.',
    'Someone who looks after this workspace can activate it.',
  ],
  app: ['I answer people, and this account belongs to an app.', 'Ask as a person.'],
}

/** Who is let in: full members of the installation's own workspace, and its guests where a setting says so. */
export type Membership = ReturnType<typeof membership>

/** Asks Slack who somebody is, and remembers it for minutes; where Slack does not say, nobody is let in. */
export function membership({
  client,
  guests,
  log,
  patience = usual,
}: {
  client: WebClient
  guests: Env['GUESTS']
  log: Logger
  patience?: Pick<Patience, 'form'>
}) {
  let installation: Promise<Installation> | undefined
  const own = () => {
    installation ??= insist(() => client.auth.test(), mayRepeat, patience.form)
    installation.catch(() => {
      installation = undefined
    })
    return installation
  }

  const standings = new LRUCache<string, Standing>({
    max: 10_000,
    ttl: kept,
    async fetchMethod(user) {
      try {
        const asked = insist(() => client.users.info({ user }), mayRepeat, patience.form)
        const [{ user: account }, installed] = await Promise.all([asked, own()])
        return account ? standingOf(account, installed) : 'stranger'
      } catch (error) {
        // Slack does not show the bot people of other workspaces that share no channel with it.
        if (/^user_not_(found|visible)$/.test(refusal(error) ?? '')) return 'stranger'
        throw error
      }
    },
  })

  /** What Slack says in time; what it says later is known when it is asked for again. */
  async function standing(user: string): Promise<Standing> {
    const late = sleep(patience.form, undefined, { ref: false }).then(() => {
      throw new Error(`Slack says who somebody is; milliseconds: over ${patience.form}`)
    })
    return Promise.race([standings.forceFetch(user), late])
  }
  const isIn = (found: Standing) => found === 'member' || (found === 'guest' && guests === 'allowed')

  return {
    /** How somebody stands who is not let in, or that Slack does not say; nothing where they are. */
    async outsider(user: string): Promise<Exclude<Standing, 'member'> | 'unknown' | undefined> {
      try {
        const found = await standing(user)
        return found === 'member' || isIn(found) ? undefined : found
      } catch (error) {
        log.warn({ err: error, user }, 'Slack did not say who somebody is')
        return 'unknown'
      }
    },

    /** Refuses, in a sentence, whoever is not let in, and everybody while Slack does not say who they are. */
    async admit(user: string): Promise<void> {
      const found = await standing(user).catch((error: unknown) => {
        log.warn({ err: error, user }, 'refused: Slack did not say who somebody is')
        const word = refusal(error)
        const wait = error instanceof WebAPIRateLimitedError ? `${error.retryAfter} seconds` : 'a minute'
        throw new UserError(
          `I can’t check right now that you may see the sales: Slack does not tell me who you are${word ? ` (${word})` : ''}.`,
          {
            hint:
              word && !passing.test(word)
                ? 'Whoever looks after me finds out why with `npm run doctor`.'
                : `Please try again in ${wait}.`,
            cause: error,
          },
        )
      })
      if (found === 'member' || isIn(found)) return
      log.info({ user, standing: found }, 'refused: not a full member of this workspace')
      const [say, hint] = refusals[found]
      throw new UserError(say, { hint })
    },
  }
}
