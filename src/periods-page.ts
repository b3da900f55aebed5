import { period } from './period.ts'
import { forms } from './period-forms.ts'

const intro = `# Periods

What a person may write wherever a question takes a period, in small letters or capitals. Commas, hyphens for
spaces, more spaces than needed and the words "the", "in" and "for" do no harm.
`
const rules = `
- Days are days in the company's time zone. Weeks are ISO weeks: Monday to Sunday, and week 1 holds the year's first
  Thursday, so some years have a week 53.
- **The last complete day** is the last day of the data, or the day before when that one is not over. Whatever is
  relative ends there: *last*, *this*, *since*, *so far*, *yesterday*. "Last" counts full units only.
- A named day, week, month, quarter or year, and \`all\`, take in every line loaded, the unfinished last day too, so
  that the years add up to \`all\`. Named units are cut to the days of the data, and the label says where.
- A range means exactly what it says, whatever the data covers. Where the year is missing at one end, the other end
  decides: \`november to february\` is the latest such winter.
- A period is **complete** when all of what was asked lies between the first day of the data and the last complete
  day. One that is not is never compared with one that is.
- **The period before** is the same position in the unit before: a week, month, quarter or year that is not over, or
  is asked for to date, is compared with the same number of days from the start of the one before, cut at its end. Data
  to 30 November make \`this quarter\` 61 days, compared with the 61 days from 1 July, as one day earlier it was 60 with
  60. It is so on the last day, too: on 30 June \`this month\` is compared with 1 to 30 May, and \`june\` or, a day
  later, \`last month\` with all of May.
- Whole weeks, months, quarters and years are compared with as many before, and days with as many days right before:
  \`last 90 days\`, and \`since …\` wherever it begins. A range of dates is what its days are: whole months (June with
  May); the 1st to another day of a month (1 to 21 May with 1 to 21 April); whole weeks, or Monday to another day of a
  week; else days.
- **A year before** follows the same rule: the same month, quarter or year a year earlier, whole or as many days from its
  start; weeks 52 weeks earlier, so that weekdays stay; days as many days from the same date. A year to date is compared
  with the same days either way.
- Every answer says which days it is compared with. Nothing is compared where some of those days are not in the data.
- A period without any data is allowed; its label says that it is before or after the data.
- In a command the words of the period may stand anywhere; the longest run of words that is a period is taken. A
  bare number from 1900 to 2100 is a year, and no other bare number is part of a date: \`topcustomers 20 march 2025\`
  asks for 20 customers in March 2025. Only after \`since\` and between two days is a number beside a month one of its
  days: \`since 1 march\`, \`20 march to 15 april\`.
`

/** The documentation page of the periods; its labels are those on data that ends in the middle of a year. */
export function periodsPage(): string {
  const coverage = { firstDay: '2023-07-01', dataThrough: '2026-07-01', asOf: '2026-06-30' }
  const rows = forms.map(
    ({ example, means }) => `| \`${example}\` | ${means} | ${period(example, coverage).label} |`,
  )
  return `${intro}
| you write | it means | on data of 1 July 2023 to 1 July 2026, its last day not over |
|---|---|---|
${rows.join('\n')}
${rules}`
}
