import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { ruleInWords } from '../../alert.ts'
import { type Dimension, dimensions, type Member } from '../../insight.ts'
import { lastJudged, type Rule } from '../../rule.ts'
import { alertAsked, typedAlert } from '../../wishes/alert-asked.ts'
import { type Alerting, type AlertWish, checkOwner, type StoredRule } from '../../wishes/alerting.ts'
import { foreseen, standing, type Tried } from '../../wishes/foreseen.ts'
import { measureNames } from '../../wishes/measure-named.ts'
import { nameKey, type Trying } from '../../wishes/trying.ts'
import { sentence } from '../../words.ts'
import type { Asker } from '../asker.ts'
import { lead, paragraph, quiet, sentences } from '../blocks.ts'
import type { Feature, Form, FormOutcome, Press } from '../feature.ts'
import { alertFilled, alertForm, alertOf, alertValues, alertWhere, dimensionIn } from './alert-form.ts'
import { alertList } from './alert-list.ts'
import { alertHelp, type Preview, previewMessage, previewView, stateInWords } from './alert-words.ts'
import { carrying } from './carrying.ts'
import { wishCommands } from './commands.ts'
import { perPage } from './digest-list.ts'
import { isChannel, modal, placeOf } from './fields.ts'
import { complaint, orRefusal } from './refusal.ts'
import type { Note, WishTools } from './tools.ts'

const [, alertCommand] = wishCommands

const watching = {
  measure: z.enum(measureNames),
  dimension: z.enum(dimensions).nullable(),
  memberId: z.int().nullable(),
  passing: z.enum(['above', 'below']),
  threshold: z.string(),
}
const aWish = z.object({ owner: z.string(), target: z.string(), ...watching })
const aRow = aWish.extend({
  ...{ id: z.int(), paused: z.boolean(), judged: z.string().nullable() },
  stopped: z.string().nullable().default(null),
})
/** Which alert is changed, if one is, and where from: it counts as changed there. */
const aForm = z.object({ id: z.int().optional(), channel: z.string() })

/** What an alert would have said, and the sealed wish that saves it. */
type Shown = { preview: Preview; sealed: string }

/** Alerts: who is told where when a measure passes a threshold. */
export function alerts(alerting: Alerting, trying: Trying, tools: WishTools): Feature {
  const { workspace, seal, say, company, prefix, scopeOf, placed, called, patience } = tools
  const carried = carrying(seal, 'an alert', z.object({ id: z.int(), page: z.int() }))
  const deleted = carrying(seal, 'a deleted alert', aRow)
  const wanted = carrying(seal, 'an alert to be saved', aWish.extend({ form: aForm.optional() }))
  const asked = carrying(seal, 'a form for an alert', aForm)

  /** What alerts watch, in words, as far as whoever reads them may see it. */
  async function naming(rows: readonly StoredRule[], user: string) {
    const names = await trying.names(rows, scopeOf(user))
    return (row: StoredRule) => {
      const rule = ruleOf(row, (dimension, id) => names.get(nameKey(dimension, id)))
      return rule ? ruleInWords(rule, say) : row.measure
    }
  }

  async function list(asker: Asker, { note, page = 0 }: { note?: Note; page?: number } = {}): Promise<void> {
    const rows = await alerting.list(asker)
    const inWords = await naming(rows, asker.user)
    const nameOf = (row: StoredRule) => sentence(inWords(row))
    const message = alertList(rows, {
      ...{ reader: asker.user, prefix, say, note, nameOf },
      page: Math.max(0, Math.min(page, Math.ceil(rows.length / perPage) - 1)),
      carry: (id, at) => carried.shut({ id, page: at }),
    })
    await asker.reply(message, { replaces: true })
  }

  /** A rule tried on the last weeks: what it would have said, and how to save it. */
  async function preview(
    rule: Rule,
    target: string,
    sure: boolean,
    { user }: Asker,
    form?: z.infer<typeof aForm>,
  ): Promise<Shown> {
    const wish = { owner: user, target, ...stored(rule) }
    const tried = await trying.tried(wish, scopeOf(user))
    return {
      preview: { ...foreseen(tried, say), target, reader: user, sure },
      sealed: wanted.shut({ ...wish, ...(form && { form }) }),
    }
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
  async function filled({ asker, meta, values }: Form): Promise<Shown | { errors: Record<string, string> }> {
    const form = asked.open(meta)
    const target = placeOf(alertWhere, values, asker.user)
    if (typeof target !== 'string') return target
    const rule = alertFilled(values, await trying.known(scopeOf(asker.user)), company)
    if ('errors' in rule) return rule
    const place = await placed(target)
    if ('refusal' in place) return { errors: { channel: complaint(place.refusal) } }
    // A form is sent from nowhere: it counts as sent from where it was opened.
    const row = form.id === undefined ? undefined : await alerting.known(form.id, { ...asker, ...form })
    const owner = row?.owner ?? asker.user
    if (await alerting.same(owner, { target, ...stored(rule) }, form.id))
      return { errors: { threshold: `You have that one already: ${ruleInWords(rule, say)}.` } }
    return preview(rule, target, place.sure, asker, form)
  }

  /** The first step of the form: shows what the alert would have said, in a message where that takes too long. */
  async function tryOut(form: Form): Promise<FormOutcome> {
    const working = filled(form)
    const found = await Promise.race([working, sleep(patience.form, undefined, { ref: false })])
    if (found) return 'errors' in found ? found : { update: previewView(found.preview, found.sealed) }
    const told = working.then(late =>
      form.asker.reply(
        'errors' in late
          ? sentences(Object.values(late.errors).join(' '))
          : previewMessage(late.preview, late.sealed),
      ),
    )
    form.later(told)
    return 'close'
  }

  /** Saves what was previewed, as it stands now. */
  async function save(sealed: string, { user }: Asker): Promise<{ title: string; state: string }> {
    const { owner, form, ...wish } = wanted.open(sealed)
    if (owner !== user) throw new Error(`an alert is saved by whoever it was shown to; owner: ${owner}`)
    const tried = await trying.tried(wish, scopeOf(user))
    const stand = { judged: judgedIn(tried), ...standing(tried) }
    const named = ruleInWords(tried.rule, say)
    if (form?.id !== undefined) {
      const row = await alerting.change(form.id, { user, channel: form.channel }, wish, stand)
      return { title: `Changed: ${named}`, state: stateInWords({ ...row, ...stand }, say) }
    }
    const { row, isNew } = await alerting.add(user, wish, stand)
    if (!isNew) return { title: `You have it already: ${named}`, state: '' }
    return { title: `Saved: ${named}`, state: stateInWords({ ...row, ...stand }, say) }
  }

  /** What a button does to its alert, told with the alert's name, and the list after it. */
  const doing =
    (deed: (id: number, asker: Asker, row: StoredRule, named: string) => Promise<Note>) =>
    async ({ asker, value }: Press) => {
      const { id, page } = carried.open(value)
      const row = await alerting.known(id, asker)
      await list(asker, { note: await deed(id, asker, row, await named(row, asker)), page })
    }

  async function named(row: StoredRule, { user }: Asker): Promise<string> {
    const inWords = await naming([row], user)
    return `the alert to ${await called(row.target, user)}, ${inWords(row)}`
  }

  const turn = ({ asker, value }: Press) => list(asker, { page: Number(value) || 0 })

  /** Opens the form for a new alert, or for the one of a row. */
  async function open(trigger: string, { user, channel }: Asker, row?: StoredRule) {
    const meta = asked.shut({ channel, ...(row && { id: row.id }) })
    if (!row) return workspace.open(trigger, alertForm({ channel }, { meta, isNew: true, members: [] }))
    const of = dimensions.find(one => one === row.dimension)
    const members = of ? await trying.members(of, scopeOf(user)) : []
    const rule = ruleOf(row, (_, id) => members.find(one => one.id === id))
    if (!rule) throw new Error(`a rule has a measure of the list; measure: ${row.measure}`)
    const values = { channel, ...alertValues(rule, row.target, say) }
    return workspace.open(trigger, alertForm(values, { meta, isNew: false, members }))
  }

  /** Shows the form with the fields that what was chosen calls for. */
  async function reform({ view, asker }: Press) {
    if (!view) return
    const { id, channel } = asked.open(view.meta)
    const of = dimensionIn(view.values)
    const members = of ? await trying.members(of, scopeOf(asker.user)) : []
    const values = { channel, ...view.values }
    await workspace.change(view, alertForm(values, { meta: view.meta, isNew: id === undefined, members }))
  }

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
      [alertOf]: reform,
      [alertWhere]: reform,
      'alert-preview': async ({ asker, value }) => {
        const row = await alerting.known(carried.open(value).id, asker)
        const tried = await trying.tried(row, scopeOf(row.owner))
        const about = { target: row.target, reader: asker.user, sure: true }
        await asker.reply(previewMessage({ ...foreseen(tried, say), ...about }))
      },
      'alert-change': async ({ asker, value, trigger }) => {
        const row = await alerting.known(carried.open(value).id, asker)
        checkOwner(row, asker)
        await open(trigger, asker, row)
      },
      'alert-pause': doing(async (id, asker, _row, named) => {
        await alerting.pause(id, asker)
        return { says: `Paused: ${named}.` }
      }),
      'alert-resume': doing(async (id, asker, row, named) => {
        const tried = await trying.tried(row, scopeOf(row.owner))
        await alerting.resume(id, asker, { judged: judgedIn(tried), ...standing(tried) })
        return { says: `On again: ${named}. What it missed is not told.` }
      }),
      'alert-delete': doing(async (id, asker, _row, named) => {
        const row = await alerting.remove(id, asker)
        return { says: `Deleted: ${named}.`, undo: deleted.shut(aRow.parse(row)) }
      }),
      'alert-undo': async ({ asker, value }) => {
        const row = deleted.open(value)
        await alerting.restore(row)
        await list(asker, { note: { says: `Back again: ${await named(row, asker)}.` } })
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

/** A rule as it was stored, with the name of what it watches; nothing where its measure is not known any more. */
function ruleOf(
  { measure: name, dimension, memberId, passing, threshold }: StoredRule,
  memberOf: (dimension: Dimension, id: number) => Pick<Member, 'name' | 'key'> | string | undefined,
): Rule | undefined {
  const measure = measureNames.find(one => one === name)
  if (!measure) return undefined
  const rule = { measure, passing, threshold: Number(threshold) }
  const of = dimensions.find(one => one === dimension)
  if (!of || memberId === null) return rule
  const found = memberOf(of, memberId) ?? `a ${of} that is gone`
  const member = { id: memberId, ...(typeof found === 'string' ? { name: found } : found) }
  return { ...rule, of: { dimension: of, member } }
}

/** The last week that an alert counts as judged for. */
const judgedIn = ({ rule, asOf }: Tried) => (asOf === null ? null : lastJudged(rule.measure, asOf))
