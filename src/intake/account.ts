import type { LoadResult } from './load.ts'

/** How numbers and money are written. */
type Style = { locale: string; currency: string }

const one: Record<keyof LoadResult['totals'], string> = {
  sale: 'sales',
  return: 'returns',
  cancellation: 'cancellations',
  adjustment: 'adjustments',
}

/** What became of every row of an import, as lines for a terminal. */
export const account = (
  result: LoadResult,
  { locale, currency }: Style,
  { dryRun = false, asOf = '' } = {},
): string => {
  const count = (n: number) => n.toLocaleString(locale)
  const money = (n: number) => n.toLocaleString(locale, { style: 'currency', currency })
  const rows = (n: number) => `${count(n)} ${n === 1 ? 'row' : 'rows'}`
  const listed = (title: string, reasons: Record<string, number>) => {
    const all = Object.entries(reasons)
    const total = all.reduce((sum, [, n]) => sum + n, 0)
    return total === 0
      ? []
      : [`${title} ${rows(total)}:`, ...all.map(([reason, n]) => `  ${count(n).padStart(10)}  ${reason}`)]
  }
  const nothing =
    result.read === 0
      ? 'Nothing to load: there are no rows.'
      : result.unchanged > 0
        ? `Nothing new: ${result.unchanged === 1 ? 'the one row was' : `all ${rows(result.unchanged)} were`} already loaded.`
        : 'Nothing was loaded.'
  const loaded = [
    `${dryRun ? 'Would load' : 'Loaded'} ${rows(result.loaded)} of ${count(result.read)}, ${result.from} to ${result.through}:`,
    ...Object.entries(result.totals)
      .filter(([, total]) => total !== 0)
      .map(([kind, total]) => `  ${money(total).padStart(18)}  ${one[kind as keyof typeof one]}`),
  ]
  return [
    ...(result.loaded > 0 ? loaded : [nothing]),
    ...(result.duplicates > 0
      ? [`Left out as exact duplicates of an earlier row: ${rows(result.duplicates)}.`]
      : []),
    ...(result.loaded > 0 && result.unchanged > 0 ? [`Already loaded: ${rows(result.unchanged)}.`] : []),
    ...listed('Rejected, and kept with the reason,', result.rejected),
    ...listed('Changed', result.changed),
    ...(asOf ? [asOf] : []),
    `${dryRun ? 'This was a dry run: nothing is kept. ' : ''}It took ${result.seconds.toLocaleString(locale)} seconds.`,
    '',
  ].join('\n')
}
