import type { Logger } from 'pino'
import type { Sql } from 'postgres'
import { z } from 'zod'
import type { Scope } from '../../access.ts'
import { UserError } from '../../errors.ts'
import { dimensions } from '../../insight.ts'
import { measureInWords } from '../../measures.ts'
import { type Keeping, keyOf, type StoredTarget, stored } from '../../targets/keeping.ts'
import { type Listed, namesFor, targetsFor, targetsStanding } from '../../targets/listing.ts'
import { targetNamed as targetIn, targetTyped, type Wanted } from '../../targets/written.ts'
import { stretchTyped } from '../../targets.ts'
import { sentence } from '../../words.ts'
import type { Asker } from '../asker.ts'
import { button, lead, type Message, quiet } from '../blocks.ts'
import type { Feature, Press } from '../feature.ts'
import { fallback } from '../text.ts'
import { carrying } from './carrying.ts'
import { wishCommands } from './commands.ts'
import { perPage } from './digest-list.ts'
import { targetHelp, targetList, targetNamed, targetValue } from './target-words.ts'
import type { Note, WishTools } from './tools.ts'

const [, , targetCommand] = wishCommands

const aRow = z.object({
  ...{ id: z.int(), measure: z.string(), from: z.string(), to: z.string(), value: z.string() },
  ...{ dimension: z.enum(dimensions).nullable(), memberId: z.int().nullable() },
})

type Tools = Pick<WishTools, 'seal' | 'say' | 'company' | 'prefix' | 'scopeOf'> & {
  reader: Sql
  log: Logger
  /** Who may change targets. */
  admins: readonly string[]
}

/** Targets: what is planned, beside which answers show what came of it. */
export function targets(keeping: Keeping, tools: Tools): Feature {
  const { seal, say, company, prefix, scopeOf, reader, log, admins } = tools
  const carried = carrying(seal, 'a target', z.object({ id: z.int(), page: z.int() }))
  const before = carrying(seal, 'a target as it was', aRow)
  /** How a target was, and the value it was given since: whoever changed it after that is not overruled. */
  const changed = carrying(seal, 'a target as it was, and is', aRow.extend({ now: z.string() }))

  const seen = (user: string) => targetsFor(reader, scopeOf(user))

  async function list({ user, reply }: Asker, { note, page = 0 }: { note?: Note; page?: number } = {}) {
    const turned = (count: number) => Math.max(0, Math.min(page, Math.ceil(count / perPage) - 1))
    const { rows, shown } = await targetsStanding(reader, scopeOf(user), count => ({
      from: turned(count) * perPage,
      to: (turned(count) + 1) * perPage,
    }))
    const message = targetList(rows, shown, {
      ...{ prefix, say, note },
      page: turned(rows.length),
      ...(admins.includes(user) && { carry: (id: number, at: number) => carried.shut({ id, page: at }) }),
    })
    await reply(message, { replaces: true })
  }

  /** Who changed what stands in the log. */
  const told = (user: string, deed: string, row: Omit<StoredTarget, 'id'>) =>
    log.info({ user, target: row }, `a target was ${deed}`)

  async function set(text: string, { user, reply }: Asker) {
    checkAdmin(user, admins)
    const scope = scopeOf(user)
    const wanted = targetTyped(text, await namesFor(reader, scope), company)
    checkOpen(wanted, scope)
    const { row, before: was } = await keeping.put(wanted)
    told(user, was ? `changed from ${was.value}` : 'set', row)
    await reply(settled({ ...wanted, value: row.value, id: row.id }, was))
  }

  /** A target as it was just set, with a way back. */
  function settled({ of, ...wanted }: Wanted & { id: number }, was?: StoredTarget): Message {
    const target = { ...wanted, of: of ?? null }
    const title = `${was ? 'Changed' : 'Set'}: ${targetNamed(target)}: ${targetValue(target, say)}`
    const filter = of ? ` ${of.dimension}:"${of.member.name}"` : ''
    return {
      text: fallback(`${title}.`),
      blocks: [
        lead(title),
        quiet(
          [
            was && `It was ${targetValue({ ...target, value: was.value }, say)}.`,
            `/${prefix}kpis ${stretchTyped(target)}${filter} shows what came of it.`,
          ]
            .filter(Boolean)
            .join(' '),
        ),
        {
          type: 'actions',
          elements: [
            was
              ? button('target-back', 'Undo', {
                  value: changed.shut({ ...aRow.parse(was), now: target.value }),
                })
              : button('target-remove', 'Remove', { value: carried.shut({ id: target.id, page: 0 }) }),
          ],
        },
      ],
    }
  }

  /** Removes a target that its remover may see, and lists the others. */
  async function remove(find: (row: Listed) => boolean, asker: Asker, page = 0) {
    checkAdmin(asker.user, admins)
    const target = (await seen(asker.user)).find(find)
    const row = target && (await keeping.remove(target.id))
    if (!target || !row)
      throw new UserError('There is no such target.', { hint: `/${prefix}targets lists them.` })
    told(asker.user, 'removed', row)
    const says = `Removed: ${targetNamed(target)}: ${targetValue(target, say)}.`
    await list(asker, { note: { says, undo: before.shut(aRow.parse(row)) }, page })
  }

  async function removeTyped(text: string, asker: Asker) {
    checkAdmin(asker.user, admins)
    if (!text.trim())
      throw new UserError('Which target?', {
        hint: `/${prefix}targets lists them, each with a button; or name one: /${prefix}targets remove net sales june 2026.`,
      })
    const named = targetIn(text, await namesFor(reader, scopeOf(asker.user)))
    const key = keyOf(stored({ ...named, value: '' }))
    await remove(({ of, ...row }) => keyOf(stored({ ...row, ...(of && { of }) })) === key, asker)
  }

  /** What a button brings back: a target that was removed, or the value that one had. */
  const back =
    <T extends StoredTarget>(open: (value: string) => T, deed: (row: T) => Promise<boolean>) =>
    async ({ asker, value }: Press) => {
      checkAdmin(asker.user, admins)
      const row = open(value)
      if (!(await deed(row)))
        throw new UserError(
          'This target is gone or has been changed since, or there is another one in its place.',
          {
            hint: `/${prefix}targets lists them.`,
          },
        )
      told(asker.user, 'brought back', row)
      const target = (await seen(asker.user)).find(one => one.id === row.id)
      const says = target
        ? `Back again: ${targetNamed(target)}: ${targetValue(target, say)}.`
        : 'It is back again.'
      await list(asker, { note: { says } })
    }

  const turn = ({ asker, value }: Press) => list(asker, { page: Number(value) || 0 })

  return {
    commands: [targetCommand],
    async respond(_name, text, asker) {
      const [, word = '', rest = ''] = /^\s*(\S*)\s*(.*)$/s.exec(text) ?? []
      const isWord = (...names: string[]) => names.includes(word.toLowerCase())
      if (word === '' || (isWord('list') && !rest)) await list(asker)
      else if (isWord('help') && !rest) await asker.reply(targetHelp(prefix))
      else if (isWord('remove', 'delete')) await removeTyped(rest, asker)
      else await set(isWord('set', 'add') ? rest : text, asker)
    },
    actions: {
      'target-page-back': turn,
      'target-page-on': turn,
      'target-remove': async ({ asker, value }) => {
        const { id, page } = carried.open(value)
        await remove(row => row.id === id, asker, page)
      },
      'target-undo': back(before.open, row => keeping.restore(row)),
      'target-back': back(changed.open, ({ now, ...row }) => keeping.revert(row, now)),
    },
    forms: {},
  }
}

/** Refuses to change a target to all but those who are named for it. */
function checkAdmin(user: string, admins: readonly string[]) {
  if (admins.includes(user)) return
  throw new UserError(
    admins.length === 0 ? 'Nobody may change targets in Slack yet.' : 'You may not change targets.',
    { hint: `Whoever looks after me names those who may in ADMINS, in .env; your id is ${user}.` },
  )
}

/** Refuses a target for more than is open to whoever sets it: they could not see it themselves. */
function checkOpen({ of, measure }: Wanted, scope: Scope) {
  const isOpen = (open: Scope['regions'], dimension: 'region' | 'channel') =>
    open === '*' || (of?.dimension === dimension && open.includes(of.member.id))
  if (isOpen(scope.regions, 'region') && isOpen(scope.channels, 'channel')) return
  throw new UserError(`${sentence(measureInWords(measure))} of that are not all open to you.`, {
    hint: 'You can set a target for what you may see the whole of, such as region:north.',
  })
}
