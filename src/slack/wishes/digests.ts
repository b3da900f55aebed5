import { z } from 'zod'
import type { Subscribing, Subscription } from '../../wishes/subscribing.ts'
import { weekTime } from '../../wishes/week-time.ts'
import type { Asker } from '../asker.ts'
import { lead, type Message, quiet } from '../blocks.ts'
import type { Feature, Form, FormOutcome, Press } from '../feature.ts'
import { fallback } from '../text.ts'
import { carrying } from './carrying.ts'
import { wishCommands } from './commands.ts'
import { digestFilled, digestForm, digestValues, digestWhere } from './digest-form.ts'
import { deeds, digestList, perPage } from './digest-list.ts'
import { aboutDigest, digestHelp, digestNamed, timeInWords, waits } from './digest-words.ts'
import { isChannel, modal } from './fields.ts'
import { complaint } from './refusal.ts'
import { rich } from './rich.ts'
import { invitation, type Note, type WishTools } from './tools.ts'

const [digestCommand] = wishCommands

type Shown = { note?: Note; page?: number }

const aRow = z.object({
  ...{ id: z.int(), owner: z.string(), target: z.string(), paused: z.boolean(), since: z.string() },
  ...{ weekday: z.int(), at: z.string(), timeZone: z.string() },
  stopped: z.string().nullable().default(null),
})

/** Digests: who gets the week's summary when and where. */
export function digests(subscribing: Subscribing, tools: WishTools): Feature {
  const { workspace, seal, say, prefix, now, timeZone: company, placed, called } = tools
  const carried = carrying(seal, 'a digest', z.object({ id: z.int(), page: z.int() }))
  const deleted = carrying(seal, 'a deleted digest', aRow)
  const asked = carrying(
    seal,
    'a form for a digest',
    z.object({ id: z.int().optional(), channel: z.string(), zones: z.array(z.string()) }),
  )

  async function list(asker: Asker, { note, page = 0 }: Shown = {}): Promise<void> {
    const rows = await subscribing.list(asker)
    const names = new Map<string, string>()
    await Promise.all(rows.map(async ({ target }) => names.set(target, await called(target, asker.user))))
    const message = digestList(rows, {
      called: target => names.get(target) ?? 'the channel',
      ...{ reader: asker.user, prefix, now: now(), say, note },
      // Whoever deletes the last one of a page goes to the page before.
      page: Math.max(0, Math.min(page, Math.ceil(rows.length / perPage) - 1)),
      carry: (id, at) => carried.shut({ id, page: at }),
    })
    await asker.reply(message, { replaces: true })
  }

  /** A digest as it was just set, with what can be done about it. */
  async function settled(row: Subscription, { user }: Asker, title: string, sure = true): Promise<Message> {
    return {
      text: fallback(`${title}: every ${timeInWords(row)}.`),
      blocks: [
        lead(title),
        rich(...aboutDigest(row, { reader: user, now: now(), say })),
        quiet(waits),
        ...(sure ? [] : [invitation]),
        deeds(row, carried.shut({ id: row.id, page: 0 }), await called(row.target, user)),
      ],
    }
  }

  const named = async (row: Subscription, { user }: Asker) => digestNamed(row, await called(row.target, user))

  const zonesFor = async (user: string) => (await workspace.zoneOf(user)) ?? company

  /** Opens the form for a new digest, or for the one of a row. */
  async function form(trigger: string, { user, channel }: Asker, row?: Subscription) {
    const zone = await zonesFor(user)
    const zones = [...new Set([zone, ...(row ? [row.timeZone] : []), company])]
    const meta = asked.shut({ ...(row && { id: row.id }), channel, zones })
    const values = row ? digestValues(row) : { channel }
    await workspace.open(trigger, digestForm(values, { meta, zones, isNew: !row }))
  }

  /** Shows the form with the fields that what was chosen calls for. */
  async function reform({ view }: Press) {
    if (!view) return
    const { id, channel, zones } = asked.open(view.meta)
    const values = { channel, ...view.values }
    await workspace.change(view, digestForm(values, { meta: view.meta, zones, isNew: id === undefined }))
  }

  async function ask(text: string, asker: Asker) {
    const { weekday, at, here } = weekTime(text)
    const target = here && isChannel(asker.channel) ? asker.channel : asker.user
    const place = await placed(target)
    if ('refusal' in place) throw place.refusal
    const timeZone = await zonesFor(asker.user)
    const { row, isNew } = await subscribing.add(asker.user, { weekday, at, timeZone, target })
    await asker.reply(
      await settled(row, asker, isNew ? 'The digest is set' : 'You have this digest already', place.sure),
    )
  }

  async function save({ asker, meta, values }: Form): Promise<FormOutcome> {
    const { id, channel } = asked.open(meta)
    const wish = digestFilled(values, asker.user)
    if ('errors' in wish) return wish
    const place = await placed(wish.target)
    if ('refusal' in place) return { errors: { channel: complaint(place.refusal) } }
    // A form is sent from nowhere: it counts as sent from where it was opened.
    const changer = { user: asker.user, channel }
    const { row, isNew } =
      id === undefined ? await subscribing.add(asker.user, wish) : await subscribing.change(id, changer, wish)
    if (!isNew) return { errors: { weekday: `You have that one already: ${await named(row, asker)}.` } }
    return {
      update: modal(id === undefined ? 'The digest is set' : 'Changed', [
        rich(...aboutDigest(row, { reader: asker.user, now: now(), say })),
        quiet(waits),
        ...(place.sure ? [] : [invitation]),
        quiet(`/${prefix}digest shows it, with buttons to preview and send it.`),
      ]),
    }
  }

  /** What a button does to its digest, and the list after it. */
  const doing =
    (deed: (id: number, asker: Asker) => Promise<Note>) =>
    async ({ asker, value }: Press) => {
      const { id, page } = carried.open(value)
      await list(asker, { note: await deed(id, asker), page })
    }

  const turn = ({ asker, value }: Press) => list(asker, { page: Number(value) || 0 })

  return {
    commands: [digestCommand],
    async respond(_name, text, asker, trigger) {
      const word = text.trim().toLowerCase()
      if (word === '' || word === 'list') await list(asker)
      else if (word === 'help') await asker.reply(digestHelp(prefix))
      else if (word === 'new') await form(trigger, asker)
      else await ask(text, asker)
    },
    actions: {
      [digestWhere]: reform,
      'digest-new': ({ asker, trigger }) => form(trigger, asker),
      'digest-page-back': turn,
      'digest-page-on': turn,
      'digest-preview': doing(async (id, asker) => {
        const row = await subscribing.known(id, asker)
        const isOn = await subscribing.send(id, asker.user, { by: asker.user, preview: true })
        return {
          says: `${isOn ? 'A preview is' : 'It is already'} on its way to your messages with me: ${await named(row, asker)}.`,
        }
      }),
      'digest-send': doing(async (id, asker) => {
        const row = await subscribing.known(id, asker)
        const delivery = await subscribing.send(id, row.target, { by: asker.user, preview: false })
        const to = `to ${await called(row.target, asker.user)}`
        if (!delivery) return { says: `It went ${to} within this minute, so I did not send it again.` }
        if (!(await subscribing.wasSent(delivery))) return { says: `On its way ${to}.` }
        return { says: `${isChannel(row.target) ? 'Posted' : 'Sent'} ${to}.` }
      }),
      'digest-pause': doing(async (id, asker) => ({
        says: `Paused: ${await named(await subscribing.pause(id, asker), asker)}.`,
      })),
      'digest-resume': doing(async (id, asker) => ({
        says: `On again: ${await named(await subscribing.resume(id, asker), asker)}. What it missed is not sent.`,
      })),
      'digest-delete': doing(async (id, asker) => {
        const row = await subscribing.remove(id, asker)
        return { says: `Deleted: ${await named(row, asker)}.`, undo: deleted.shut(row) }
      }),
      'digest-change': async ({ asker, value, trigger }) =>
        form(trigger, asker, await subscribing.known(carried.open(value).id, asker)),
      'digest-undo': async ({ asker, value }) => {
        const row = deleted.open(value)
        await subscribing.restore(row)
        await list(asker, { note: { says: `Back again: ${await named(row, asker)}.` } })
      },
    },
    forms: { 'digest-save': save },
  }
}
