import { createCanvas } from 'canvas'
import './draw.ts'
import { families } from './scripts.ts'

/*
 * Whether this machine has a font for a letter. Where none has it, a box with the letter's code is drawn: the frame of that
 * box is known from characters that no font has, as they are none.
 */

const size = 40

/** The leftmost points of what is drawn for a character: of a box they are its left side, whichever code it frames. */
function side(character: string): string {
  const canvas = createCanvas(3 * size, 2 * size)
  const pen = canvas.getContext('2d')
  pen.font = `400 ${size}px ${families([character])}`
  pen.fillText(character, size / 2, 1.4 * size)
  const { data, width, height } = pen.getImageData(0, 0, 3 * size, 2 * size)
  const inked = (x: number) =>
    Array.from({ length: height }, (_, y) => data[4 * (y * width + x) + 3] ?? 0).join(' ')
  const blank = Array.from({ length: height }, () => 0).join(' ')
  for (let x = 0; x < width - 2; x++)
    if (inked(x) !== blank) return [inked(x), inked(x + 1), inked(x + 2)].join('; ')
  return ''
}

// No character has these codes, nor ever will: the last of each plane.
const boxes = new Set(['\ufdd0', '\u{1fffe}'].map(side))

/** The characters for which this machine has no font. */
export const undrawable = (characters: Iterable<string>): string[] =>
  [...new Set(characters)].filter(character => boxes.has(side(character)))
