import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fonts, type Weight } from './theme.ts'

/** The path of the font file of a weight. */
export function fontFile(weight: Weight): string {
  return createRequire(import.meta.url).resolve(`@expo-google-fonts/inter/${fonts[weight]}`)
}

/** The width of each character of Inter in ems, read from the tables `cmap`, `hmtx`, `hhea` and `head` of its file. */
function advances(weight: Weight): Map<number, number> {
  const file = readFileSync(fontFile(weight))
  const table = (tag: string) => {
    for (let at = 12; at < 12 + 16 * file.readUInt16BE(4); at += 16)
      if (file.toString('latin1', at, at + 4) === tag) return file.readUInt32BE(at + 8)
    throw new Error(`the font has no such table; a TrueType file has ${tag}: ${fontFile(weight)}`)
  }
  const em = file.readUInt16BE(table('head') + 18)
  const metrics = file.readUInt16BE(table('hhea') + 34)
  const hmtx = table('hmtx')
  const width = (glyph: number) => file.readUInt16BE(hmtx + 4 * Math.min(glyph, metrics - 1)) / em

  const cmap = table('cmap')
  const found = new Map<number, number>()
  for (let at = cmap + 4; at < cmap + 4 + 8 * file.readUInt16BE(cmap + 2); at += 8) {
    const start = cmap + file.readUInt32BE(at + 4)
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

const known = new Map<Weight, Map<number, number>>()

/** The width in points of text on one line, without kerning; characters that Inter lacks are taken to be wide. */
export function textWidth(text: string, size: number, weight: Weight): number {
  const widths = known.get(weight) ?? advances(weight)
  known.set(weight, widths)
  let ems = 0
  for (const character of text) ems += widths.get(character.codePointAt(0) ?? 0) ?? guess(character)
  return ems * size
}

/** Whatever font the machine has for it draws a character that Inter lacks: guess wide, so that nothing overlaps. */
function guess(character: string): number {
  if (/[\p{Script=Inherited}\p{Format}]/u.test(character)) return 0
  const code = character.codePointAt(0) ?? 0
  // Without a font for them, emoji become boxes of six digits, wider than any emoji.
  if (code > 0xffff) return 2.2
  return code < 0x0900 && /\p{Letter}/u.test(character) ? 0.85 : 1.25
}
