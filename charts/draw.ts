import { registerFont } from 'canvas'
import sharp from 'sharp'
import type { Chart } from './chart.ts'
import { fontFile } from './font.ts'
import { filesOf, scripts } from './scripts.ts'
import { fonts, type Weight } from './theme.ts'
import { view } from './view.ts'

for (const weight of Object.keys(fonts))
  registerFont(fontFile(Number(weight) as Weight), { family: 'Inter', weight })

// A font is read when the first text needs it: to register one takes about a millisecond.
for (const { family, ...files } of scripts.flatMap(script => filesOf(script) ?? []))
  for (const [weight, file] of Object.entries(files)) registerFont(file, { family, weight })

// One picture at a time a process: more threads would only wait for each other.
sharp.concurrency(1)
sharp.cache(false)

/** A picture at double resolution, and what Vega warned of while it drew. */
export interface Drawn {
  png: Uint8Array
  warnings: string[]
}

/** Says that this process has started: it has loaded what it draws with. */
export const ready = () => true

/** Draws the chart as PNG at double resolution, in this process. */
export async function draw(chart: Chart): Promise<Drawn> {
  const warnings: string[] = []
  const drawn = view(chart, message => warnings.push(message))
  const canvas = (await drawn.toCanvas(2)) as unknown as {
    width: number
    height: number
    toBuffer(type: 'raw'): Buffer
  }
  drawn.finalize()
  const { width, height } = canvas
  const png = await sharp(swapped(canvas.toBuffer('raw')), { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: 1, adaptiveFiltering: false })
    .toBuffer()
  return { png, warnings }
}

/** Cairo's pixels (blue, green, red, alpha) as red, green, blue, alpha, in place: the background is opaque. */
function swapped(pixels: Buffer): Buffer {
  const four = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4)
  for (let at = 0; at < four.length; at++) {
    const pixel = four[at] ?? 0
    four[at] = (pixel & 0xff00ff00) | ((pixel >>> 16) & 0xff) | ((pixel & 0xff) << 16)
  }
  return pixels
}
