import { LRUCache } from 'lru-cache'
import * as vega from 'vega'
import { compile } from 'vega-lite'
import type { Chart } from './chart.ts'

/** Who is told what Vega warned of. */
export type Warn = (message: string) => void

/** Vega's logger, handing warnings and errors on instead of printing them. */
function logger(warn: Warn): vega.LoggerInterface {
  const tell = (...parts: readonly unknown[]) => {
    warn(parts.map(String).join(' '))
    return self
  }
  const self: vega.LoggerInterface = {
    level: (_?: number): never => self as never,
    error: tell,
    warn: tell,
    info: () => self,
    debug: () => self,
  }
  return self
}

const refuse = (uri: string) =>
  Promise.reject(new Error(`a picture loads nothing; its data stand in it: ${uri}`))

/** A loader that loads nothing, neither from the network nor from the disk. */
const loader: vega.Loader = { ...vega.loader(), load: refuse, sanitize: refuse, http: refuse, file: refuse }

// Each form has one structure, so a handful of entries serves every answer; the bound is for strangers.
const compiled = new LRUCache<string, vega.Runtime>({ max: 32 })

/** What Vega makes of the specification without its height, parameters and data: compiled once for each structure. */
function runtime(chart: Chart, warn: Warn): vega.Runtime {
  const {
    height: _height,
    description: _description,
    usermeta: _usermeta,
    params,
    datasets,
    ...structure
  } = chart
  const bare = {
    ...structure,
    height: 1,
    params: params.map(({ name }) => ({ name, value: null })),
    datasets: Object.fromEntries(Object.keys(datasets).map(name => [name, []])),
  }
  const key = JSON.stringify(bare)
  const known = compiled.get(key)
  if (known) return known
  const made = vega.parse(compile(bare as unknown as Chart, { logger: logger(warn) }).spec)
  compiled.set(key, made)
  return made
}

/** The chart as a Vega view that is ready to be drawn. */
export function view(chart: Chart, warn: Warn): vega.View {
  const made = new vega.View(runtime(chart, warn), { renderer: 'none', loader, logger: logger(warn) })
  made.height(chart.height)
  for (const { name, value } of chart.params) made.signal(name, value)
  // Vega marks the rows it is given, so it is given copies.
  for (const [name, rows] of Object.entries(chart.datasets))
    made.data(
      name,
      rows.map(row => ({ ...row })),
    )
  return made
}
