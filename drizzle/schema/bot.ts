import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  numeric,
  pgEnum,
  pgTable,
  smallint,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'

/*
 * What Tilly says unasked: who asked for it, and what became of each thing that was due. Questions cannot read these
 * tables: their login has no right to them.
 */

const id = () => integer().primaryKey().generatedAlwaysAsIdentity()
const instant = () => timestamp({ withTimezone: true, mode: 'string' })

/** Whoever writes down a delivery that is due at once tells it to this channel of PostgreSQL, by its id. */
export const dueNow = 'tilly_due'

/** Who asked, and where it goes: a channel's id or a person's. */
const wish = () => ({
  id: id(),
  owner: text().notNull(),
  target: text().notNull(),
  paused: boolean().notNull().default(false),
  /** Why it was paused though nobody asked for that: what would come back every week. */
  stopped: text(),
})

/** A digest that someone asked for: every week on a day, at a time on the wall clock of a zone. */
export const subscriptions = pgTable(
  'subscriptions',
  {
    ...wish(),
    /** Nothing before this moment is due: when it was made or last resumed. */
    since: instant().notNull(),
    /** 1, Monday, to 7. */
    weekday: smallint().notNull(),
    /** HH:MM. */
    at: text().notNull(),
    timeZone: text().notNull(),
  },
  row => [
    check('weekday_of_iso', sql`${row.weekday} between 1 and 7`),
    check('time_of_day', sql`${row.at} ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`),
  ],
)

export const passing = pgEnum('passing', ['above', 'below'])

/** An alert that someone asked for: a measure, whole or for one member of a dimension, passing a threshold. */
export const rules = pgTable(
  'rules',
  {
    ...wish(),
    measure: text().notNull(),
    dimension: text(),
    memberId: integer(),
    passing: passing().notNull(),
    threshold: numeric({ precision: 20, scale: 6 }).notNull(),
    /** The Monday of the last week that was judged. */
    judged: date(),
  },
  row => [check('whole_or_member', sql`(${row.dimension} is null) = (${row.memberId} is null)`)],
)

/** One episode of a rule: from the week in which it passed to the week in which it was over. */
export const incidents = pgTable(
  'incidents',
  { id: id(), ruleId: integer().notNull(), began: date().notNull(), ended: date() },
  row => [unique('incident_once').on(row.ruleId, row.began)],
)

/** What is delivered. */
export const deliveryKind = pgEnum('delivery_kind', ['digest', 'alert'])

/** How it stands with a delivery; all but the first two are its end. */
export const deliveryState = pgEnum('delivery_state', [
  'due',
  'claimed',
  'sent',
  'skipped',
  'failed',
  'unknown',
  'missed',
])

/** One thing that was due to one place at one time, and what became of it. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** What it delivers, and the id of its subscription or rule. */
    kind: deliveryKind().notNull(),
    subject: integer().notNull(),
    due: instant().notNull(),
    target: text().notNull(),
    /** What is to be told, where time and subject do not say it all. */
    about: jsonb().$type<Record<string, string | number | boolean>>().notNull().default({}),
    state: deliveryState().notNull().default('due'),
    attempts: integer().notNull().default(0),
    /** Not to be tried before. */
    notBefore: instant(),
    /** Until when whoever claimed it may send; after that another may claim it. */
    claimedUntil: instant(),
    /** The claim that counts: whoever holds another one has lost it. */
    claim: uuid(),
    /** Whether an earlier try may have been posted: the channel is looked through before another. */
    suspect: boolean().notNull().default(false),
    /** When it was first tried. */
    triedAt: instant(),
    channel: text(),
    ts: text(),
    why: text(),
    endedAt: instant(),
  },
  row => [
    unique('delivery_once').on(row.kind, row.subject, row.due, row.target),
    index('deliveries_open').on(row.due).where(sql`${row.state} in ('due', 'claimed')`),
  ],
)

/** What the bots have heard, kept for a day: several side by side obey it once, and in its order. */
export const heard = pgTable(
  'heard',
  {
    id: text().primaryKey(),
    since: instant().notNull().defaultNow(),
    /** When a message was last pressed, in Slack's seconds. */
    pressed: doublePrecision(),
    /** What came of what is done once. */
    outcome: jsonb().$type<HeardOutcome>(),
  },
  row => [index('heard_since').on(row.since)],
)

/** Where something was posted; or that nobody knows whether it was. */
export type HeardOutcome = { channel: string; ts: string } | 'unsure'

/** When Slack next takes a call: of a method, or of a method to one channel. All processes share it. */
export const paces = pgTable('paces', {
  key: text().primaryKey(),
  /** When the calls so far would have been made at an even pace. */
  until: instant().notNull(),
  /** Until when Slack itself has put calls off. */
  putOff: instant(),
})

/** The last tick of the scheduler, in one row. */
export const ticks = pgTable(
  'ticks',
  { id: smallint().primaryKey().default(1), at: instant().notNull() },
  row => [check('one_tick', sql`${row.id} = 1`)],
)
