import type { Conversation, Person } from './shapes.ts'

/** A channel as the options of the local Slack describe it; members default to everybody and the bot. */
export type ChannelSeed = {
  id: string
  name: string
  topic: string
  private?: boolean
  archived?: boolean
  connected?: boolean
  members?: string[]
}

/** The sales team of a fictional retailer; the first person is "you". */
export const people: Person[] = [
  {
    id: 'U0MAYA0001',
    handle: 'maya',
    name: 'Maya Lindqvist',
    title: 'Head of sales',
    timeZone: 'Europe/London',
    locale: 'en-GB',
    colour: 1,
  },
  {
    id: 'U0TOMO0002',
    handle: 'tom',
    name: 'Tom Okafor',
    title: 'Regional manager, North',
    timeZone: 'Europe/London',
    locale: 'en-GB',
    colour: 2,
  },
  {
    id: 'U0PRIY0003',
    handle: 'priya',
    name: 'Priya Raman',
    title: 'Online shop',
    timeZone: 'America/New_York',
    locale: 'en-US',
    colour: 3,
  },
  {
    id: 'U0JONA0004',
    handle: 'jonas',
    name: 'Jonas Weber',
    title: 'Category manager',
    timeZone: 'Europe/Berlin',
    locale: 'de-DE',
    colour: 4,
  },
  {
    id: 'U0ELEN0005',
    handle: 'elena',
    name: 'Elena Costa',
    title: 'Returns and quality',
    timeZone: 'Europe/Madrid',
    locale: 'es-ES',
    colour: 5,
  },
]

/** A guest of the workspace, and somebody of another company's: in no local Slack unless a test puts them there. */
export const guest: Person = {
  id: 'U0NADI0006',
  handle: 'nadia',
  name: 'Nadia Haddad',
  title: 'Consultant',
  timeZone: 'Europe/Paris',
  locale: 'fr-FR',
  colour: 6,
  guest: 'several',
}
export const stranger: Person = {
  id: 'U0OTTO0007',
  handle: 'otto',
  name: 'Otto Brandt',
  title: 'A supplier',
  timeZone: 'Europe/Vienna',
  locale: 'de-AT',
  colour: 7,
  team: 'T0OTHER002',
}

/** The app's bot user. */
export const tilly: Person = {
  id: 'U0TILLY001',
  handle: 'tilly',
  name: 'Tilly',
  title: 'The sales analyst who lives in Slack',
  colour: 0,
  bot: true,
}

/** Slack itself, who answers where no app can. */
export const slackbot: Person = {
  id: 'USLACKBOT',
  handle: 'slackbot',
  name: 'Slackbot',
  title: '',
  colour: 7,
  bot: true,
}

/** The team's channels; Tilly is not in #warehouse, as in life. */
export const channels: ChannelSeed[] = [
  { id: 'C0GENERAL1', name: 'general', topic: 'Everything that concerns everybody' },
  { id: 'C0SALES001', name: 'sales', topic: 'Weekly numbers, customers, targets' },
  { id: 'C0RETURNS1', name: 'returns', topic: 'What comes back, and why' },
  {
    id: 'C0MANAGER1',
    name: 'managers',
    topic: 'Regional leads',
    private: true,
    members: ['U0MAYA0001', 'U0TOMO0002', 'U0PRIY0003', tilly.id],
  },
  {
    id: 'C0WAREHOU1',
    name: 'warehouse',
    topic: 'Stock, picking, carriers',
    members: people.map(person => person.id),
  },
]

/** The conversation a channel's description stands for. */
export function channel(seed: ChannelSeed, everybody: Person[]): Conversation {
  const members = seed.members ? [...seed.members] : [...everybody.map(person => person.id), tilly.id]
  return { ...seed, kind: 'channel', private: seed.private ?? false, members }
}
