/** What a token is good for; Slack says no to all others by these names. */
export type Standing = 'active' | 'token_revoked' | 'account_inactive'

/** Every scope the facts about Slack name, but for the one that changes where a bot may post (`chat:write.public`). */
export const everyScope = [
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'users:read',
] as const

/** The app's two tokens, and how they stand. */
export type Credentials = {
  bot: string
  app: string
  scopes: Set<string>
  standing: Standing
}
