import { z } from 'zod'
import type { View } from '../shapes.ts'
import { checkView } from '../view.ts'
import { anyJson, type Method, method, type Reply, refused, type Site, tier } from './method.ts'
import { isRefusal } from './target.ts'
import { wireView } from './wire.ts'

/** How many modals may lie on one another. */
const STACK = 3

const shared = { view: anyJson, hash: z.string().optional() }
const opening = z.looseObject({ ...shared, trigger_id: z.string().optional() })

const shown = (view: View, { workspace }: Site): Reply => ({ ok: true, view: wireView(view, workspace) })

/** Whose trigger this is; using it uses it up. */
function whose(id: string | undefined, { triggers }: Site): { user: string } | Reply {
  const found = triggers.use(id ?? '')
  if ('user' in found) return found
  return found.spent === 'unknown'
    ? refused('invalid_arguments', ['invalid `trigger_id`'])
    : refused(found.spent)
}

/** Whether a view's external_id already names another one. */
const taken = (external: string, { workspace }: Site, own?: View) => {
  const known = external === '' ? undefined : workspace.views.byExternalId(external)
  return known !== undefined && known !== own
}

/** Opening, changing and publishing what only one person sees. */
export const views: Record<string, Method> = {
  'views.open': method({ perMinute: tier.four }, opening, (args, site) => {
    const checked = checkView(args.view, 'modal', site.workspace)
    if (!checked.ok) return checked.refusal
    if (taken(checked.draft.external_id, site)) return refused('duplicate_external_id')
    const found = whose(args.trigger_id, site)
    return isRefusal(found) ? found : shown(site.workspace.views.open(found.user, checked.draft), site)
  }),

  'views.push': method({ perMinute: tier.four }, opening, (args, site) => {
    const checked = checkView(args.view, 'modal', site.workspace)
    if (!checked.ok) return checked.refusal
    if (taken(checked.draft.external_id, site)) return refused('duplicate_external_id')
    const found = whose(args.trigger_id, site)
    if (isRefusal(found)) return found
    const { views } = site.workspace
    const open = views.stack(found.user).length
    if (open === 0) return refused('not_found')
    return open < STACK ? shown(views.push(found.user, checked.draft), site) : refused('push_limit_reached')
  }),

  'views.update': method(
    { perMinute: tier.four },
    z.looseObject({ ...shared, view_id: z.string().optional(), external_id: z.string().optional() }),
    (args, site) => {
      const { views } = site.workspace
      if (args.view_id === undefined && args.external_id === undefined)
        return refused('invalid_arguments', ['must provide either view_id or external_id'])
      const known = args.view_id ? views.byId(args.view_id) : views.byExternalId(args.external_id ?? '')
      if (!known) return refused('not_found')
      const checked = checkView(args.view, known.type, site.workspace)
      if (!checked.ok) return checked.refusal
      if (args.hash !== undefined && args.hash !== known.hash) return refused('hash_conflict')
      if (taken(checked.draft.external_id, site, known)) return refused('duplicate_external_id')
      return shown(views.update(known, checked.draft), site)
    },
  ),

  'views.publish': method(
    { perMinute: tier.four },
    z.looseObject({ ...shared, user_id: z.string() }),
    (args, site) => {
      const { views, people } = site.workspace
      const person = people.get(args.user_id)
      if (!person || person.bot) return refused('invalid_arguments', ['invalid `user_id`'])
      if (person.deleted) return refused('user_disabled')
      const checked = checkView(args.view, 'home', site.workspace)
      if (!checked.ok) return checked.refusal
      const known = views.home(args.user_id)
      if (args.hash !== undefined && args.hash !== known?.hash) return refused('hash_conflict')
      if (taken(checked.draft.external_id, site, known)) return refused('duplicate_external_id')
      return shown(views.publish(args.user_id, checked.draft), site)
    },
  ),
}
