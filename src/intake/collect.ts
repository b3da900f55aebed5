import { UserError } from '../errors.ts'
import { presets } from './presets/index.ts'
import type { Preset } from './presets/preset.ts'
import { read, type Table } from './read.ts'
import type { Entry, Source } from './source.ts'

/** A source from files: the preset is the one named, or the one whose header the files have. */
export async function collect(files: readonly string[], wanted?: string): Promise<Source> {
  const named = wanted === undefined ? undefined : presetNamed(wanted)
  const tables: Table[] = []
  for (const file of files) tables.push(await read(file))
  const found = tables.map(table => recognised(table, named))
  const [preset] = found
  if (!preset) throw new UserError('No file was named.', { hint: 'Name one or more CSV files.' })
  const other = found.findIndex(one => one !== preset)
  if (other >= 0)
    throw new UserError(`${files[0]} and ${files[other]} come from different sources.`, {
      hint: 'Import them one after the other.',
    })
  return {
    name: preset.name,
    files: [...files],
    entries: () => entries(tables, preset),
    progress: () => ({
      done: tables.reduce((sum, table) => sum + table.done(), 0),
      total: tables.reduce((sum, table) => sum + table.size, 0),
    }),
  }
}

async function* entries(tables: readonly Table[], preset: Preset): AsyncGenerator<Entry[]> {
  let number = 0
  for (const table of tables)
    for await (const batch of table.rows()) yield batch.map(fields => preset.entry(fields, ++number))
}

const presetNamed = (name: string) => {
  const preset = presets.find(one => one.name === name)
  if (preset) return preset
  throw new UserError(`There is no preset ${name}.`, {
    hint: `Known: ${presets.map(one => one.name).join(', ')}.`,
  })
}

const recognised = ({ file, header }: Table, named?: Preset) => {
  const fits = (preset: Preset) =>
    preset.header.length === header.length &&
    preset.header.every((name, index) => name === header[index]?.trim())
  const preset = (named ? [named] : presets).find(fits)
  if (preset) return preset
  const known = (named ? [named] : presets).map(one => `${one.header.join(',')} (${one.name})`).join(' or ')
  throw new UserError(`The header of ${file} is not one that is known: ${header.join(',').slice(0, 200)}.`, {
    hint: `It must be ${known}.`,
  })
}
