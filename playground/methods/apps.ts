import { z } from 'zod'
import { type Method, method, tier } from './method.ts'

/** Where Socket Mode begins; Slack takes more than one call a minute here, for an app may have ten connections. */
export const apps: Record<string, Method> = {
  'apps.connections.open': method(
    { perMinute: tier.two, token: 'app' },
    z.looseObject({}),
    (_, { openSocket }) => ({ ok: true, url: openSocket() }),
  ),
}
