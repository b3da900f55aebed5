import { z } from 'zod'
import { checkBlocks } from '../blocks/check.ts'
import { identifier } from '../workspace.ts'
import { json, type Method, method, refused } from './method.ts'

export const views: Record<string, Method> = {
  'views.publish': method(
    z.looseObject({
      user_id: z.string(),
      view: json(
        z.looseObject({
          type: z.literal('home'),
          blocks: z.array(z.unknown()),
          private_metadata: z.string().max(3000).optional(),
          callback_id: z.string().max(255).optional(),
        }),
      ),
    }),
    ({ user_id, view }, { workspace }) => {
      if (!workspace.people.has(user_id)) return refused('user_not_found')
      const { files, now } = workspace
      const checked = checkBlocks(view.blocks, { most: 100, pictures: false, files, now: now() })
      if (!checked.ok) {
        const reasons = checked.issues.map(
          ({ message, pointer }) => `${message} [json-pointer:/view${pointer}]`,
        )
        return refused('invalid_arguments', reasons)
      }
      const published = {
        ...view,
        id: identifier('V'),
        team_id: workspace.team,
        app_id: workspace.appId,
        bot_id: workspace.botId,
        blocks: checked.blocks,
      }
      workspace.homes.set(user_id, published)
      return { ok: true, view: published }
    },
  ),
}
