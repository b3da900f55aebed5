import type { Credentials } from './credentials.ts'
import type { Person } from './shapes.ts'
import type { Workspace } from './workspace.ts'

/** What administrators can do to an app and its workspace, for tests. */
export type Administration = ReturnType<typeof administration>

/** An administrator's hands. */
export function administration(tools: {
  workspace: Workspace
  credentials: Credentials
  place(name: string): string
  person(id: string): Person
  gone(what: 'app_uninstalled' | 'tokens_revoked'): Promise<unknown>
}) {
  const { workspace, credentials, place, person } = tools
  return {
    /** Archives a channel, or brings it back. */
    archive: (channel: string, archived = true): void => workspace.archive(place(channel), archived),

    /** Deactivates a person's account, or brings it back. */
    deactivate(user: string, deleted = true): void {
      person(user).deleted = deleted
    },

    /** Makes a person a guest in several channels or in one, or a full member again. */
    restrict(user: string, guest?: Person['guest']): void {
      const { guest: _, ...full } = person(user)
      workspace.people.set(user, guest ? { ...full, guest } : full)
    },

    /** Shares a channel with another company, or ends that. */
    connect(channel: string, connected = true): void {
      const found = workspace.conversations.get(place(channel))
      if (found) found.connected = connected
    },

    /** Lets only some people post in a channel, and not the bot; or lets everybody. */
    restrictPosting(channel: string, readOnly = true): void {
      const found = workspace.conversations.get(place(channel))
      if (found) found.readOnly = readOnly
    },

    /** Switches the app's messages with people off, or on again. */
    messagesTab(isOn: boolean): void {
      workspace.messagesTab = isOn
    },

    /** Takes the bot out of a channel. */
    remove: (channel: string): void => workspace.leave(place(channel), workspace.bot.id),

    /** Adds a scope to the bot's token, or takes it away. */
    grant(scope: string, granted = true): void {
      if (granted) credentials.scopes.add(scope)
      else credentials.scopes.delete(scope)
    },

    /** Revokes the tokens; the app hears of it. */
    async revoke(): Promise<void> {
      credentials.standing = 'token_revoked'
      await tools.gone('tokens_revoked')
    },

    /** Removes the app from the workspace; it hears of that, and its tokens are good for nothing. */
    async uninstall(): Promise<void> {
      credentials.standing = 'account_inactive'
      await tools.gone('app_uninstalled')
    },

    /** Makes the tokens good again. */
    restore(): void {
      credentials.standing = 'active'
    },
  }
}
