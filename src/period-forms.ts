/** The forms a period can be written in, for help and the documentation. */
export const forms: readonly { example: string; means: string }[] = [
  { example: 'all', means: 'every line loaded, the last day included even if it is not over' },
  { example: '2025', means: 'a calendar year, as far as there is data; any bare number from 1900 to 2100' },
  { example: 'Q3 2025', means: 'a calendar quarter; also `2025 Q3`' },
  { example: 'march 2025', means: 'a calendar month; also `mar 2025` and `2025-03`' },
  { example: 'week 46 2025', means: 'an ISO week, Monday to Sunday; also `w46 2025` and `2025-W46`' },
  { example: 'week of 2025-11-12', means: 'the ISO week a day lies in' },
  { example: 'march', means: 'the latest March that has begun; also `q3` and `week 46` without a year' },
  { example: '2025-06-01', means: 'one day' },
  { example: 'yesterday', means: 'the last complete day' },
  { example: 'today', means: 'the day after the last complete day' },
  { example: 'last week', means: 'the last full week; also `last month`, `last quarter`, `last year`' },
  {
    example: 'last 12 weeks',
    means: 'the last 12 full weeks; also days, months, quarters and years, and `12 weeks to 2025-06-29`',
  },
  {
    example: 'this month',
    means: 'the month of the last complete day, to that day; also week, quarter, year',
  },
  {
    example: 'year to date',
    means: 'a calendar unit to the last complete day; also `ytd`, `qtd`, `mtd`, `wtd`',
  },
  {
    example: 'since march',
    means: 'from the start of a day or calendar unit to the last complete day; also `since 1 march`',
  },
  {
    example: '2025-06-01..2025-06-30',
    means: 'exactly these days, both included; also `2025-06-01 to 2025-06-30` and `1 june to 15 july`',
  },
  {
    example: '2025-Q2..2025-05-20',
    means: 'a calendar unit to one of its days; also `2025..2025-05-20`, `2025-06..2025-06-30`',
  },
  { example: 'march to may', means: 'exactly these months, both included; also `2025-03..2025-05`' },
]
