import { UserError } from '../errors.ts'
import type { Command } from './help.ts'

/** What the bot may do in a workspace, and what for: nothing that it does not use. */
export const scopes = {
  commands: 'Its slash commands.',
  'chat:write': 'Posts answers, digests and alerts, changes them in place, and takes back what was shared.',
  'files:write': 'Uploads the chart of an answer, and its rows as a file.',
  'im:write': 'Opens the direct message in which it answers.',
  'im:history':
    'Looks in its direct messages for a delivery that Slack may have lost, so that none is sent twice.',
  'channels:history': 'The same in the public channels it was invited to.',
  'groups:history': 'The same in the private channels it was invited to.',
  'channels:read':
    'Tells whether a public channel is there, archived, without it or shared with other companies, before it posts or promises a digest there.',
  'groups:read': 'The same for private channels it was invited to.',
  'users:read':
    'Reads whether who asks is a full member of the workspace, and in which time zone they ask for a digest.',
} as const satisfies Record<string, string>

/** What the app's own token may do: open the connection of Socket Mode. */
export const appScopes = ['connections:write'] as const

/** The address of Slack's requests at a site of one's own; Slack sends them to nothing but https. */
export function requestUrl(site: string): string {
  const url = URL.canParse(site) ? new URL(site) : undefined
  if (url?.protocol !== 'https:' || url.username || url.password || url.search || url.hash)
    throw new UserError('Slack sends requests to an https address and nothing else.', {
      hint: 'It reads like: --url https://tilly.example.com',
    })
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/slack/events`
}

/**
 * The app as Slack is told of it: for Socket Mode, or for HTTP at the address of its requests. What is typed after a
 * command arrives as it was typed (`should_escape` is off), for regions and customers may begin with @ and #.
 */
export const manifest = (commands: readonly Command[], requestUrl?: string) => ({
  display_information: {
    name: 'Tilly',
    description: 'The sales analyst who lives in Slack',
    long_description:
      'Ask about sales in plain commands, such as /weeklysales or /topcustomers 20 last quarter, and get the finding in a sentence, a chart and the table behind it. Answers are private until you share them. Ask for a digest every week, or to be told when a number passes a limit.',
    background_color: '#123596',
  },
  features: {
    app_home: {
      home_tab_enabled: false,
      messages_tab_enabled: true,
      // Commands can be typed where the answers arrive.
      messages_tab_read_only_enabled: false,
    },
    bot_user: { display_name: 'Tilly', always_online: true },
    slash_commands: commands.map(({ command, description, usage }) => ({
      command,
      ...(requestUrl && { url: requestUrl }),
      description,
      ...(usage && { usage_hint: usage }),
      should_escape: false,
    })),
  },
  oauth_config: { scopes: { bot: Object.keys(scopes) } },
  settings: {
    interactivity: { is_enabled: true, ...(requestUrl && { request_url: requestUrl }) },
    org_deploy_enabled: false,
    socket_mode_enabled: requestUrl === undefined,
    token_rotation_enabled: false,
  },
})
