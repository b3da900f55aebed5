import { parsed } from './http.ts'
import type { Line } from './line.ts'
import { type Asked, reply } from './replies.ts'
import type { Outcome, Person } from './shapes.ts'
import { slackbot } from './team.ts'
import type { Workspace } from './workspace.ts'

const escaped = (text: string, { people, conversations }: Workspace) =>
  text
    .replace(/(?<!\S)@([a-z0-9._-]+)/gi, (whole, handle) => {
      const person = [...people.values()].find(one => one.handle === handle.toLowerCase())
      return person ? `<@${person.id}|${person.handle}>` : whole
    })
    .replace(/(?<!\S)#([a-z0-9_-]+)/gi, (whole, name) => {
      const channel = [...conversations.values()].find(one => one.kind === 'channel' && one.name === name)
      return channel ? `<#${channel.id}|${channel.name}>` : whole
    })

// As in Slack, the message box sends what it cannot read as markup with these three characters escaped.
const plain = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** What a person types into the message box: a slash command for the app, or a message. */
export async function enter(
  line: Line,
  typed: string,
  { channel, threadTs }: { channel: string; threadTs?: string | undefined },
  person: Person,
): Promise<Outcome> {
  const { workspace } = line
  const thread = threadTs === undefined ? {} : { threadTs }
  if (workspace.conversations.get(channel)?.archived) return { ok: false, error: 'is_archived' }
  const [, word, rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(typed) ?? []
  if (word === undefined) {
    workspace.post({ channel, user: person.id, text: escaped(plain(typed.trim()), workspace), ...thread })
    return { ok: true }
  }
  const slackSays = (text: string) =>
    workspace.post({ channel, user: slackbot.id, to: person.id, text, ...thread })
  if (word === '/invite' && rest.replace('@', '') === workspace.bot.handle) {
    workspace.join(channel, workspace.bot.id)
    slackSays(`<@${workspace.bot.id}> is in this channel now.`)
    return { ok: true }
  }
  const known = workspace.commands.find(one => one.command === word)
  if (!known) {
    slackSays(
      `${plain(word)} is not a valid command. To send it as a message, begin with a space; to see the commands, type \`/\`.`,
    )
    return { ok: false, error: 'invalid_command' }
  }
  if (threadTs !== undefined) {
    slackSays(`${word} is not supported in threads. Sorry!`)
    return { ok: false, error: 'not_in_threads' }
  }
  const asked: Asked = { channel, user: person.id }
  const delivered = await line.send({
    team_id: person.team ?? workspace.team,
    team_domain: person.team ? 'elsewhere' : 'local',
    channel_id: channel,
    channel_name: channelName(channel, workspace),
    user_id: person.id,
    user_name: person.handle,
    command: word,
    text: known.escape ? escaped(rest.trim(), workspace) : rest.trim(),
    api_app_id: workspace.appId,
    is_enterprise_install: 'false',
    enterprise_id: '',
    response_url: line.responseUrl(asked),
  })
  if (!delivered.ok) {
    slackSays(`${word} failed with the error "${delivered.error}"`)
    return { ok: false, error: delivered.error }
  }
  return acknowledged(workspace, asked, delivered.body, typed)
}

/** Says what an app put into its acknowledgement: JSON, plain text or nothing. */
function acknowledged(workspace: Workspace, asked: Asked, body: string, typed: string): Outcome {
  if (body.trim() === '') return { ok: true }
  const value = parsed(body)
  const given = typeof value === 'object' && value !== null ? value : { text: body }
  const { channel, user } = asked
  const shown = Reflect.get(given, 'response_type') === 'in_channel'
  // Only a public reply shows everybody what was typed.
  const command = shown ? workspace.post({ channel, user, text: plain(typed) }) : undefined
  const said = reply(workspace, asked, given)
  if (said.ok) return { ok: true }
  if (command) workspace.remove(command)
  return { ok: false, error: said.error }
}

/** A channel's name as interactions carry it. */
export function channelName(id: string, { conversations }: Workspace): string {
  const found = conversations.get(id)
  if (!found) return ''
  if (found.kind === 'direct') return 'directmessage'
  return found.private ? 'privategroup' : found.name
}
