import assert from 'node:assert/strict'
import sharp from 'sharp'
import * as vega from 'vega'
import { compile } from 'vega-lite'
import { bars } from '../charts/bars.ts'
import type { Chart } from '../charts/chart.ts'
import { draw } from '../charts/draw.ts'
import { lines } from '../charts/lines.ts'
import { type Measured, median } from './measured.ts'

const runs = 31
const pound = (value: number) => `${value < 0 ? '−' : ''}£${Math.abs(Math.round(value / 1000))}k`
const wave = (seed: number, step: number) =>
  200_000 + 90_000 * Math.sin(step / 7) + ((step * 7919 + seed * 104_729) % 60_000)

/** Two pictures as people ask for them, with titles and figures of their own: nothing but the structure comes again. */
function asked(seed: number): Chart[] {
  const weeks = Array.from({ length: 104 }, (_, step) => ({
    week: new Date(Date.UTC(2010, 0, 4 + 7 * step)).toISOString().slice(0, 10),
    net: wave(seed, step),
    before: wave(seed + 1, step),
    returns: 2_000 + ((step * 31 + seed) % 40) * 300,
    complete: step < 103,
  }))
  const customers = Array.from({ length: 10 }, (_, rank) => ({
    name: `Customer ${13_000 + ((rank * 977 + seed * 31) % 5_000)}`,
    net: 600_000 / (rank + 1) + seed * 1_000,
    orders: 40 + ((rank * 17 + seed) % 90),
  }))
  return [
    lines(weeks, {
      title: `Net sales peaked at ${pound(290_000 + seed * 1_000)}, half above the average of the two years`,
      subtitle: `Net sales a week, £, 104 weeks from 4 January 2010; grey: the year before (${seed})`,
      x: 'week',
      y: 'net',
      measure: 'Net sales',
      label: '2011',
      quiet: { y: 'before', label: '2010' },
      forfeits: { y: ['returns'], label: 'Returns and cancellations' },
      complete: 'complete',
      format: pound,
      day: iso => iso,
      month: iso => iso.slice(5, 7),
      open: 'so far',
    }),
    bars(customers, {
      title: `Ten customers bring ${pound(2_400_000 + seed * 1_000)}, 13% of net sales`,
      subtitle: `Net sales by customer, £, Q${1 + (seed % 4)} 2011; right: number of orders`,
      x: 'net',
      y: 'name',
      measure: 'Net sales',
      note: ({ orders }) => `${orders} orders`,
      format: pound,
    }),
  ]
}

/** Vega's documented way from a specification to a PNG. */
async function documented(spec: Chart): Promise<Buffer> {
  const canvas = await new vega.View(vega.parse(compile(spec).spec)).toCanvas(2)
  return (canvas as unknown as { toBuffer(): Buffer }).toBuffer()
}

const pixels = (png: Uint8Array) => sharp(png).ensureAlpha().raw().toBuffer()

async function took(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** How many times as fast our way to a PNG is as Vega's documented way, for each form; the pixels are the same. */
export async function charts(): Promise<Measured[]> {
  const names = ['lines', 'bars']
  const times = names.map(() => ({ ours: [] as number[], theirs: [] as number[] }))
  for (let run = -3; run < runs; run++) {
    for (const [form, chart] of asked(run + 3).entries()) {
      // Vega writes into the rows that it is given, so each way has its own; taking turns spreads the machine's moods.
      const [mine, theirs] = [structuredClone(chart), structuredClone(chart)]
      if (run < 0) {
        const [one, other] = await Promise.all([
          draw(mine).then(({ png }) => pixels(png)),
          documented(theirs).then(pixels),
        ])
        assert(one.equals(other), `the pixels differ; both ways draw the same picture: ${names[form]}`)
        continue
      }
      const ways = [
        async () => times[form]?.ours.push(await took(() => draw(mine))),
        async () => times[form]?.theirs.push(await took(() => documented(theirs))),
      ]
      for (const way of run % 2 === 0 ? ways : ways.reverse()) await way()
    }
  }
  return times.map(({ ours, theirs }, form) => ({
    name: `chart: ${names[form]}`,
    // Neighbours are compared, so that a busy moment of the machine weighs on both.
    ratio: median(theirs.map((time, run) => time / (ours[run] ?? Number.NaN))),
    aim: 'at least 1.8 times as fast',
    detail: `${median(ours).toFixed(1)} ms against ${median(theirs).toFixed(1)} ms, medians of ${runs} pairs`,
  }))
}
