import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { filesOf, scriptOf } from './scripts.ts'
import { fonts, type Weight } from './theme.ts'

/** The path of the font file of a weight. */
export function fontFile(weight: Weight): string {
  return createRequire(import.meta.url).resolve(`@expo-google-fonts/inter/${fonts[weight]}`)
}

/** The width of each character of a font in ems, read from the tables `cmap`, `hmtx`, `hhea` and `head` of its file. */
function advances(path: string): Map<number, number> {
  const file = readFileSync(path)
  const table = (tag: string) => {
    for (let at = 12; at < 12 + 16 * file.readUInt16BE(4); at += 16)
      if (file.toString('latin1', at, at + 4) === tag) return file.readUInt32BE(at + 8)
    throw new Error(`the font has no such table; a TrueType file has ${tag}: ${path}`)
  }
  const em = file.readUInt16BE(table('head') + 18)
  const metrics = file.readUInt16BE(table('hhea') + 34)
  const hmtx = table('hmtx')
  const width = (glyph: number) => file.readUInt16BE(hmtx + 4 * Math.min(glyph, metrics - 1)) / em

  const cmap = table('cmap')
  const found = new Map<number, number>()
  for (let at = cmap + 4; at < cmap + 4 + 8 * file.readUInt16BE(cmap + 2); at += 8) {
    const start = cmap + file.readUInt32BE(at + 4)
    // Format 12: groups of a first code, a last one and the glyph of the first, for characters past the first plane.
    if (file.readUInt16BE(start) === 12)
      for (let group = start + 16; group < start + file.readUInt32BE(start + 4); group += 12) {
        const [first, glyph] = [file.readUInt32BE(group), file.readUInt32BE(group + 8)]
        for (let code = first; code <= file.readUInt32BE(group + 4); code++)
          found.set(code, width(glyph + code - first))
      }
    if (file.readUInt16BE(start) !== 4) continue
    // Format 4: four parallel arrays (last code, first code, delta, offset), one entry a segment of codes.
    const size = file.readUInt16BE(start + 6)
    for (let segment = 0; segment < size; segment += 2) {
      const last = file.readUInt16BE(start + 14 + segment)
      const first = file.readUInt16BE(start + 16 + size + segment)
      const delta = file.readUInt16BE(start + 16 + 2 * size + segment)
      const here = start + 16 + 3 * size + segment
      const offset = file.readUInt16BE(here)
      for (let code = first; code <= last && code < 0xffff; code++) {
        const glyph = offset === 0 ? code : file.readUInt16BE(here + offset + 2 * (code - first))
        if (glyph !== 0) found.set(code, width((glyph + delta) & 0xffff))
      }
    }
  }
  return found
}

const known = new Map<string, Map<number, number>>()

/** The same, read once. */
function widths(path: string): Map<number, number> {
  const found = known.get(path) ?? advances(path)
  known.set(path, found)
  return found
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Signs that become one picture: several emoji joined, a flag of two letters, a heart or a digit that is to be one. */
const joined = /\u200d|\p{Regional_Indicator}|\p{Emoji_Modifier}|\ufe0f|\u20e3/u

/** The width in points of text on one line, without kerning; characters for which there is no font are taken to be wide. */
export function textWidth(text: string, size: number, weight: Weight): number {
  const inter = widths(fontFile(weight))
  const of = (characters: Iterable<string>) => {
    let ems = 0
    for (const character of characters)
      ems += inter.get(character.codePointAt(0) ?? 0) ?? foreign(character, weight)
    return ems
  }
  if (!joined.test(text)) return of(text) * size
  const parts = [...graphemes.segment(text)].map(({ segment }) => segment)
  return size * parts.reduce((sum, part) => sum + (joined.test(part) ? widestEmoji : of(part)), 0)
}

/** In ems. */
const widestEmoji = 1.3

/** The width of a character that Inter lacks. */
function foreign(character: string, weight: Weight): number {
  if (/[\p{Script=Inherited}\p{Format}]/u.test(character)) return 0
  const script = scriptOf(character)
  const files = script && filesOf(script)
  const width = files && widths(files[weight < 500 ? 400 : 600]).get(character.codePointAt(0) ?? 0)
  return width ?? guess(character)
}

/** Whatever font the machine has for it draws a character that no font of ours has: guess wide, so that nothing overlaps. */
function guess(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code > 0xffff) return 2.2
  return code < 0x0900 && /\p{Letter}/u.test(character) ? 0.85 : 1.25
}
