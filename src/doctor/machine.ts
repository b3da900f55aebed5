import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { bars } from '../../charts/bars.ts'
import { fontFile, textWidth } from '../../charts/font.ts'
import { pictures } from '../../charts/png.ts'
import { UserError } from '../errors.ts'
import type { Check } from './check.ts'

const again = 'Run `node setup.mjs`, which mends what it can and says what it cannot.'

/** Looks at Node, at the font and at whether a picture can be drawn. */
export const machineChecks = (): { node: Check; drawing: Check[] } => ({
  node: { name: 'Node', look: node },
  drawing: [
    { name: 'font', look: font },
    { name: 'pictures', look: picture },
  ],
})

async function node(): Promise<string> {
  const { engines } = JSON.parse(
    await readFile(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8'),
  )
  const [least = 0, leastMinor = 0] = String(engines.node).match(/\d+/g)?.map(Number) ?? []
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > least || (major === least && minor >= leastMinor)) return process.version
  throw new UserError(`This is Node ${process.version}.`, {
    hint: `Tilly needs ${least}.${leastMinor} or newer.`,
  })
}

/** Whether node-canvas writes in Inter: a font that did not load is replaced by another of other widths. */
async function font(): Promise<string> {
  const { createCanvas, registerFont } = await import('canvas').catch((error: unknown) => {
    throw new UserError('node-canvas, which draws the charts, does not load.', { hint: again, cause: error })
  })
  const text = 'Sales of 1,234,567 Wagamama woks'
  registerFont(fontFile(400), { family: 'Inter', weight: '400' })
  const pen = createCanvas(10, 10).getContext('2d')
  pen.font = '400 100px Inter'
  const [drawn, wanted] = [pen.measureText(text).width, textWidth(text, 100, 400)]
  if (Math.abs(drawn / wanted - 1) < 0.02) return 'Inter'
  throw new UserError('The font of the pictures, Inter, does not load.', { hint: again })
}

async function picture(): Promise<string> {
  const drawing = pictures(1)
  try {
    const png = await drawing.png(
      bars([{ name: 'Tilly', value: 1 }], {
        ...{ title: 'Well', subtitle: 'A picture', x: 'value', y: 'name', measure: 'Pictures' },
        format: String,
      }),
    )
    return `drawn (${Math.round(png.length / 1024)} kB)`
  } catch (error) {
    throw new UserError(error instanceof Error ? `${error.message}.` : 'No picture can be drawn.', {
      hint: again,
      cause: error,
    })
  } finally {
    await drawing.close()
  }
}
