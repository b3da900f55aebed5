import type { Sql } from 'postgres'
import { scriptOf } from '../charts/scripts.ts'

/*
 * Whether the pictures can show the names that the data hold: letters for which a machine has no font become boxes.
 */

/** What none of the alphabets of Europe holds, in PostgreSQL's way of writing it. */
const foreign = String.raw`[\u0590-\u1cff\u2600-\u27bf\u2b50\u2e80-\ud7ff\uf900-\uffef\U0001f000-\U0001faff\U00020000-\U0003ffff]`

/** The letters of other alphabets that names of goods, customers, categories, regions and channels are written in. */
async function lettersOf(owner: Sql): Promise<string[]> {
  const rows = await owner<{ letter: string }[]>`
    select distinct found[1] as letter
    from (
      select name from products union all select name from categories union all select name from regions
      union all select name from channels union all select name from customers
    ) names, regexp_matches(name, ${`(${foreign})`}, 'g') found`
  return rows.map(({ letter }) => letter)
}

/** What draws letters of a system that has no font for them. */
const advice =
  'On Debian: apt-get install fonts-wqy-microhei (Chinese, Japanese and Korean), or fonts-noto for all; then restart Tilly.'

/** The scripts of the data's names, and what is to be said where this machine cannot draw some of them. */
export async function letters(
  owner: Sql,
): Promise<{ scripts: string[]; missing?: { say: string; hint: string } }> {
  const found = await lettersOf(owner)
  if (found.length === 0) return { scripts: [] }
  const scripts = named(found)
  // A machine that cannot draw at all shows no boxes either.
  const drawing = await import('../charts/drawable.ts').catch(() => undefined)
  const lacking = drawing?.undrawable(found) ?? []
  if (lacking.length === 0) return { scripts }
  const some = lacking.slice(0, 5).join(' ')
  return {
    scripts,
    missing: {
      say: `Pictures show boxes for letters of names: this machine has no font for ${named(lacking).join(', ')} (${lacking.length === 1 ? `one letter, ${some}` : `${lacking.length} letters, such as ${some}`}).`,
      hint: advice,
    },
  }
}

const named = (letters: readonly string[]) => [
  ...new Set(letters.map(letter => scriptOf(letter)?.name ?? 'another script')),
]
