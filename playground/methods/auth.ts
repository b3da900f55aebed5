import { z } from 'zod'
import { type Method, method, tier } from './method.ts'

/** Who the token belongs to. */
export const auth: Record<string, Method> = {
  'auth.test': method(
    { perMinute: tier.special, token: 'either' },
    z.looseObject({}),
    (_, { workspace, url }) => ({
      ok: true,
      url: `${url}/`,
      team: workspace.company,
      team_id: workspace.team,
      user: workspace.bot.handle,
      user_id: workspace.bot.id,
      bot_id: workspace.botId,
      is_enterprise_install: false,
    }),
  ),
}
