import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/*
 * What is written in letters that Inter lacks. Fonts for most scripts come with the packages; those of Chinese, Japanese and
 * Korean are too large for that, and are the system's.
 */

/** A script with its letters, and the font that draws them where one comes with the packages. */
export interface Script {
  name: string
  letters: RegExp
  font?: { family: string; 400: string; 600: string }
}

/** Noto's font of a script, in the two weights that texts have. */
const noto = (name: string, script: string) => {
  const [folder, file] = [`@expo-google-fonts/${name}`, script.replaceAll(' ', '')]
  return {
    family: script,
    400: `${folder}/400Regular/${file}_400Regular.ttf`,
    600: `${folder}/600SemiBold/${file}_600SemiBold.ttf`,
  }
}

/** Pictures; signs that are older, such as © and arrows, are Inter's. */
const emoji =
  /(?![\u00a9\u00ae\u2000-\u22ff\u25a0-\u25ff])\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3|\ufe0f/u

export const scripts: readonly Script[] = [
  { name: 'Arabic', letters: /\p{Script=Arabic}/u, font: noto('noto-sans-arabic', 'Noto Sans Arabic') },
  { name: 'Hebrew', letters: /\p{Script=Hebrew}/u, font: noto('noto-sans-hebrew', 'Noto Sans Hebrew') },
  { name: 'Thai', letters: /\p{Script=Thai}/u, font: noto('noto-sans-thai', 'Noto Sans Thai') },
  {
    name: 'Devanagari',
    letters: /\p{Script=Devanagari}/u,
    font: noto('noto-sans-devanagari', 'Noto Sans Devanagari'),
  },
  {
    name: 'emoji',
    letters: emoji,
    font: noto('noto-emoji', 'Noto Emoji'),
  },
  {
    name: 'Chinese',
    letters: /[\p{Script=Han}\p{Script=Bopomofo}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u,
  },
  { name: 'Japanese', letters: /[\p{Script=Hiragana}\p{Script=Katakana}\u30fc]/u },
  { name: 'Korean', letters: /\p{Script=Hangul}/u },
]

/** Whether a text may hold letters that Inter lacks: nearly none does, and then nothing else is looked for. */
const isForeign = (text: string) =>
  /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]|[\u3000-\u303f\u30fc\uff00-\uffef]/u.test(
    text,
  ) || emoji.test(text)

/** The fonts of texts, the first that has a letter draws it: Inter, and those of the scripts that they hold. */
export function families(texts: Iterable<string>): string {
  const foreign = [...texts].filter(isForeign).join(' ')
  if (foreign === '') return 'Inter'
  return [
    'Inter',
    ...scripts.flatMap(({ letters, font }) => (font && letters.test(foreign) ? font.family : [])),
  ].join(', ')
}

/** The script that a character belongs to, of those that Inter lacks. */
export const scriptOf = (character: string): Script | undefined =>
  isForeign(character) ? scripts.find(({ letters }) => letters.test(character)) : undefined

const folder = join(
  createRequire(import.meta.url).resolve('@expo-google-fonts/inter/package.json'),
  '..',
  '..',
  '..',
)

/** The font files of a script, if its package is installed. */
export function filesOf({ font }: Script): { family: string; 400: string; 600: string } | undefined {
  if (!font) return undefined
  const found = { family: font.family, 400: join(folder, font[400]), 600: join(folder, font[600]) }
  return existsSync(found[400]) ? found : undefined
}
