import { headed } from '../cell.ts'
import { sheet as sheetOf } from '../csv.ts'
import { UserError } from '../errors.ts'
import type { Insight } from '../insight.ts'
import { dayAfter } from '../period.ts'
import { counted, type Say } from '../words.ts'
import { type answering, question } from './answering.ts'
import type { Asker } from './asker.ts'
import { type Message, sentences } from './blocks.ts'
import { periods } from './controls.ts'
import { explain } from './explain.ts'
import { isDirect, type Post } from './post.ts'
import { older, type Seal } from './seal.ts'
import type { sharing } from './sharing.ts'
import { exactly, inWords, openQuestion, type Told, told } from './trail.ts'
import { isChoice } from './which.ts'

/** A button pressed under an answer, or a period chosen there. */
export type Pressed = {
  asker: Asker
  /** What the button carries, or what was chosen. */
  value: string
  /** Slack's time of it, in seconds. */
  at: number
  /** The ts of the message, whoever sees it. */
  message: string
  /** The blocks of the message; Slack keeps none of what only one person sees. */
  blocks?: Message['blocks']
}

/** What the buttons under answers do. */
export function pressing(tools: {
  insights: readonly Insight[]
  answers: Pick<ReturnType<typeof answering>, 'ask' | 'choose' | 'follow' | 'change'>
  shared: ReturnType<typeof sharing>
  slack: Post
  seal: Seal
  say: Say
  /** The currency of money in files, as ISO 4217 codes it. */
  currency: string
}) {
  const { insights, answers, shared, slack, seal, say, currency } = tools
  const underWay = new Set<string>()

  /** Whoever presses twice before the first has had its effect means once. */
  async function once(what: string, { asker, message }: Pressed, run: () => Promise<void>) {
    const key = `${what} ${asker.user} ${asker.channel} ${message}`
    if (underWay.has(key)) return
    underWay.add(key)
    await run().finally(() => underWay.delete(key))
  }

  /** Answers in the place of what was pressed where it is the person's own, else to them alone. */
  async function next(words: string, { asker, at, message, blocks }: Pressed, from: Told | undefined) {
    if (!from || !blocks || !isDirect(asker.channel)) return answers.follow(words, asker)
    const before = [from.words, ...from.before]
    await answers.change({ words, before }, { channel: asker.channel, ts: message }, at, asker)
  }

  const from = ({ blocks }: Pressed) => blocks && told(blocks, seal)

  async function otherPeriod(pressed: Pressed) {
    const period = seal.open('period', pressed.value)
    const known = from(pressed)
    if (!known?.exact || !periods.some(one => one === period)) throw older()
    await next(inWords(known.exact, period), pressed, known)
  }

  async function back(pressed: Pressed) {
    const { asker, at, message } = pressed
    seal.open('back', pressed.value)
    const [words, ...before] = from(pressed)?.before ?? []
    if (!words) throw older()
    if (!isDirect(asker.channel)) return answers.follow(words, asker)
    await answers.change({ words, before }, { channel: asker.channel, ts: message }, at, asker)
  }

  /** Finds an answer again: by its words while they mean the same days, else by its days. */
  async function recall({ words, exact }: Pick<Told, 'words' | 'exact'>, asker: Asker) {
    const ask = async (said: string) => {
      const { insight, text } = question(said, insights)
      return { insight, found: (await answers.ask(insight, text, asker)).found }
    }
    const first = await ask(words)
    const isSame = !exact || exactly(first.found, first.insight)?.period === exact.period
    return isSame ? first : ask(inWords(exact))
  }

  /** Sends all rows of an answer to whoever pressed, in their direct message. */
  async function sheet({ asker, value }: Pressed) {
    const { found, insight } = await recall(openQuestion(value, 'csv', seal), asker)
    const { from, to, label } = found.asked.period
    const name = [insight.name, from, 'to', dayAfter(to, -1)].join('-')
    const rows = counted(found.rows.length, 'row', say)
    const sent = await slack.give(asker.user, {
      name: `${name}.csv`,
      title: `${insight.about}, ${label}`,
      comment: `${rows}: ${insight.about}, ${label}`,
      // Spreadsheets take a file for what it is by the mark at its beginning.
      bytes: new TextEncoder().encode(
        `\ufeff${sheetOf(found.rows, headed(insight.columns, found.asked), currency)}`,
      ),
    })
    if (typeof sent === 'object')
      throw new UserError(`Slack does not let me send you the file (${sent.refused}).`, {
        hint: 'Someone who looks after this workspace may have switched uploads off.',
      })
    if (sent === 'unsure')
      throw new UserError('Slack did not say whether it took the file.', {
        hint: 'Look in our direct message; if it is not there in a minute, press CSV again.',
      })
    await asker.reply(sentences(`${rows} as a CSV file: on the way to our direct message.`))
  }

  /** Explains an answer to whoever pressed: in the thread of a direct message, unseen by others elsewhere. */
  async function how({ asker, value, message, blocks }: Pressed) {
    const { found, insight } = await recall(openQuestion(value, 'how', seal), asker)
    const explained = explain(found, insight, say)
    if (blocks && isDirect(asker.channel)) {
      const posted = await slack.words(asker.channel, explained, message)
      if ('ts' in posted) return
      if ('unsure' in posted)
        throw new UserError('Slack did not say whether it took the explanation.', {
          hint: 'Look for it in the thread of the answer. If it is not there, ask again.',
          cause: posted.unsure,
        })
    }
    await asker.reply(explained)
  }

  const share = ({ asker, value, message }: Pressed) =>
    shared.share(seal.open('share', value), `${asker.channel} ${message}`, asker)

  const actions: Record<string, (pressed: Pressed) => Promise<void>> = {
    which: pressed =>
      once('which', pressed, async () => answers.choose(seal.open('which', pressed.value), pressed.asker)),
    ask: async pressed => next(seal.open('ask', pressed.value), pressed, from(pressed)),
    period: otherPeriod,
    back,
    csv: pressed => once('csv', pressed, () => sheet(pressed)),
    how: pressed => once('how', pressed, () => how(pressed)),
    share: async pressed => share(pressed),
    undo: async ({ asker, value }) => shared.takeBack(seal.open('undo', value), asker),
  }

  /** What a button does by its action_id, if it stands under answers. */
  return (id: string) => actions[isChoice(id) ? 'which' : id.replace(/^ask-\d+$/, 'ask')]
}
