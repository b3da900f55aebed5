import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { ruleInWords } from '../../alert.ts'
import { dimensions } from '../../insight.ts'
import { lastWeek, type Rule } from '../../rule.ts'
import { alertAsked, typedAlert } from '../../wishes/alert-asked.ts'
import type { Alerting, AlertWish, StoredRule } from '../../wishes/alerting.ts'
import { foreseen, standing, type Tried } from '../../wishes/foreseen.ts'
import { measureNames } from '../../wishes/measure-named.ts'
import { nameKey, type Trying } from '../../wishes/trying.ts'
import { sentence } from '../../words.ts'
import type { Asker } from '../asker.ts'
import { lead, paragraph, quiet, sentences } from '../blocks.ts'
import type { Feature, Form, FormOutcome, Press } from '../feature.ts'
import { alertFilled, alertForm } from './alert-form.ts'
import { alertList } from './alert-list.ts'
import { alertHelp, type Preview, previewMessage, previewView, stateInWords } from './alert-words.ts'
import { carrying } from './carrying.ts'
import { wishCommands } from './commands.ts'
import { perPage } from './digest-list.ts'
import { isChannel, modal, placeOf } from './fields.ts'
import { afterwards, complaint, orRefusal } from './refusal.ts'
import type { Note, WishTools } from './tools.ts'

const [, alertCommand] = wishCommands

/** A form is answered within three seconds: whatever takes longer than this goes another way. */
const soon = 2000

const watching = {
  measure: z.enum(measureNames),
  dimension: z.enum(dimensions).nullable(),
  memberId: z.int().nullable(),
  passing: z.enum(['above', 'below']),
  threshold: z.string(),
}
const aWish = z.object({ owner: z.string(), target: z.string(), ...watching })
const aRow = aWish.extend({
  ...{ id: z.int(), paused: z.boolean(), since: z.string(), judged: z.string().nullable() },
})

/** What an alert would have said, and the sealed wish that saves it. */
type Shown = { preview: Preview; sealed: string }

/** Alerts: who is told where when a measure passes a threshold. */
export function alerts(alerting: Alerting, trying: Trying, tools: WishTools): Feature {
  const { workspace, seal, say, company, prefix, scopeOf, placed, log } = tools
  const carried = carrying(seal, 'an alert', z.object({ id: z.int(), page: z.int() }))
  const deleted = carrying(seal, 'a deleted alert', aRow)
  const wanted = carrying(seal, 'an alert to be saved', aWish)
  const asked = carrying(seal, 'a form for an alert', z.object({ channel: z.string() }))

  /** What alerts watch, in words, as far as whoever reads them may see it. */
  async function naming(rows: readonly StoredRule[], user: string) {
    const names = await trying.names(rows, scopeOf(user))
    return (row: StoredRule) => {
      const measure = measureNames.find(name => name === row.measure)
      if (!measure) return row.measure
      const { dimension, memberId, passing } = row
      const rule = { measure, passing, threshold: Number(row.threshold) }
      if (dimension === null || memberId === null) return sentence(ruleInWords(rule, say))
      const name = names.get(nameKey(dimension, memberId)) ?? `a ${dimension} that is gone`
      const kind = dimensions.find(one => one === dimension)
      return sentence(
        ruleInWords(
          { ...rule, ...(kind && { of: { dimension: kind, member: { id: memberId, name } } }) },
          say,
        ),
      )
    }
  }

  async function list(asker: Asker, { note, page = 0 }: { note?: Note; page?: number } = {}): Promise<void> {
    const rows = await alerting.list(asker)
    const message = alertList(rows, {
      ...{ reader: asker.user, prefix, say, note, nameOf: await naming(rows, asker.user) },
      page: Math.max(0, Math.min(page, Math.ceil(rows.length / perPage) - 1)),
      carry: (id, at) => carried.shut({ id, page: at }),
    })
    await asker.reply(message, { replaces: true })
  }

  /** A rule tried on the last weeks: what it would have said, and how to save it. */
  async function preview(rule: Rule, target: string, sure: boolean, { user }: Asker): Promise<Shown> {
    const wish = { owner: user, target, ...stored(rule) }
    const tried = await trying.tried(wish, scopeOf(user))
    return { preview: { ...foreseen(tried, say), target, reader: user, sure }, sealed: wanted.shut(wish) }
  }

  async function ask(text: string, asker: Asker) {
    const typed = typedAlert(text)
    const rule = alertAsked(typed, await trying.known(scopeOf(asker.user)), company)
    const target = typed.here && isChannel(asker.channel) ? asker.channel : asker.user
    const place = await placed(target)
    if ('refusal' in place) throw place.refusal
    const shown = await preview(rule, target, place.sure, asker)
    await asker.reply(previewMessage(shown.preview, shown.sealed))
  }

  /** What a form asks for, tried; or what is wrong with a field. */
  async function filled({ asker, values }: Form): Promise<Shown | { errors: Record<string, string> }> {
    const target = placeOf(values, asker.user)
    if (typeof target !== 'string') return target
    const rule = alertFilled(values, await trying.known(scopeOf(asker.user)), company)
    if ('errors' in rule) return rule
    const place = await placed(target)
    if ('refusal' in place) return { errors: { channel: complaint(place.refusal) } }
    return preview(rule, target, place.sure, asker)
  }

  /** The first step of the form: shows what the alert would have said, in a message where that takes too long. */
  async function tryOut(form: Form): Promise<FormOutcome> {
    asked.open(form.meta)
    const working = filled(form)
    const found = await Promise.race([working, sleep(soon, undefined, { ref: false })])
    if (found) return 'errors' in found ? found : { update: previewView(found.preview, found.sealed) }
    const told = working.then(late =>
      form.asker.reply(
        'errors' in late
          ? sentences(Object.values(late.errors).join(' '))
          : previewMessage(late.preview, late.sealed),
      ),
    )
    void afterwards(told, form.asker, log)
    return 'close'
  }

  /** Saves what was previewed, as it stands now. */
  async function save(sealed: string, { user }: Asker): Promise<{ title: string; state: string }> {
    const { owner, ...wish } = wanted.open(sealed)
    if (owner !== user) throw new Error(`an alert is saved by whoever it was shown to; owner: ${owner}`)
    const tried = await trying.tried(wish, scopeOf(user))
    const stand = { judged: judgedIn(tried), ...standing(tried) }
    const { row, isNew } = await alerting.add(user, wish, stand)
    const title = `${isNew ? 'Saved' : 'You have it already'}: ${ruleInWords(tried.rule, say)}`
    return { title, state: isNew ? stateInWords({ ...row, ...stand }, say) : '' }
  }

  const doing =
    (deed: (id: number, asker: Asker, nameOf: (row: StoredRule) => string) => Promise<Note>) =>
    async ({ asker, value }: Press) => {
      const { id, page } = carried.open(value)
      const nameOf = await naming([await alerting.known(id, asker)], asker.user)
      await list(asker, { note: await deed(id, asker, nameOf), page })
    }

  const turn = ({ asker, value }: Press) => list(asker, { page: Number(value) || 0 })
  const open = (trigger: string, { channel }: Asker) =>
    workspace.open(trigger, alertForm(asked.shut({ channel }), channel))

  return {
    commands: [alertCommand],
    async respond(_name, text, asker, trigger) {
      const word = text.trim().toLowerCase()
      if (word === '' || word === 'list') await list(asker)
      else if (word === 'help') await asker.reply(alertHelp(prefix))
      else if (word === 'new') await open(trigger, asker)
      else await ask(text, asker)
    },
    actions: {
      'alert-new': ({ asker, trigger }) => open(trigger, asker),
      'alert-page-back': turn,
      'alert-page-on': turn,
      'alert-save': async ({ asker, value }) => {
        const { title } = await save(value, asker)
        await list(asker, { note: { says: `${title}.` } })
      },
      'alert-cancel': async ({ asker }) =>
        void (await asker.reply(sentences('Not saved.'), { replaces: true })),
      'alert-pause': doing(async (id, asker, nameOf) => {
        const row = await alerting.known(id, asker)
        await alerting.pause(id, asker)
        return { says: `Paused: ${nameOf(row)}.` }
      }),
      'alert-resume': doing(async (id, asker, nameOf) => {
        const row = await alerting.known(id, asker)
        const tried = await trying.tried(row, scopeOf(row.owner))
        await alerting.resume(id, asker, { judged: judgedIn(tried), ...standing(tried) })
        return { says: `Goes on: ${nameOf(row)}. Nothing is told for the pause.` }
      }),
      'alert-delete': doing(async (id, asker, nameOf) => {
        const row = await alerting.remove(id, asker)
        return { says: `Deleted: ${nameOf(row)}.`, undo: deleted.shut(aRow.parse(row)) }
      }),
      'alert-undo': async ({ asker, value }) => {
        const row = deleted.open(value)
        await alerting.restore(row)
        const nameOf = await naming([row], asker.user)
        await list(asker, { note: { says: `Back again: ${nameOf(row)}.` } })
      },
    },
    forms: {
      'alert-try': tryOut,
      'alert-save': async ({ asker, meta }) => {
        const saved = await orRefusal(save(meta, asker))
        if ('refusal' in saved) {
          const { message, hint } = saved.refusal
          return { update: modal('Not saved', [paragraph(message), ...(hint ? [quiet(hint)] : [])]) }
        }
        const { title, state } = saved
        const blocks = [lead(title), ...(state ? [quiet(state)] : []), quiet(`/${prefix}alerts shows it.`)]
        return { update: modal('Alert', blocks) }
      },
    },
  }
}

/** A rule as it is kept. */
const stored = ({
  measure,
  of,
  passing,
  threshold,
}: Rule): Omit<AlertWish, 'target'> & z.infer<z.ZodObject<typeof watching>> => ({
  ...{ measure, passing, threshold: String(threshold) },
  dimension: of?.dimension ?? null,
  memberId: of?.member.id ?? null,
})

/** The last week that an alert counts as judged for. */
const judgedIn = ({ asOf }: Tried) => (asOf === null ? null : lastWeek(asOf))
