import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { insights } from '../src/insights/index.ts'

const top = fileURLToPath(new URL('..', import.meta.url))
const folders = ['src', 'drizzle', 'charts', 'jobs', 'playground', 'bench']

const files = folders
  .filter(folder => existsSync(join(top, folder)))
  .flatMap(folder =>
    readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)),
  )
  .filter(file => /\.(ts|tsx|mjs)$/.test(file) && !file.endsWith('.d.mts'))
const text = (file: string) => readFileSync(join(top, file), 'utf8')
/** A file without its comments. */
const code = (file: string) => text(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')

/** The project's own files that a file imports; types count, for a border is a border. */
const imports = (file: string) =>
  [...text(file).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target]) =>
    relative(top, resolve(top, dirname(file), target ?? '')),
  )

const roots = [
  'src/main.ts',
  'src/cli.ts',
  'src/generate.ts',
  'src/import.ts',
  'src/sample.ts',
  'src/load-targets.ts',
  'src/migrate.ts',
  'src/doctor.ts',
  'jobs/worker.ts',
  'playground/demo.ts',
]

/** What roots speak to the terminal through; what breaks in the local Slack is said there. */
const terminalEdges = ['src/root.ts', 'src/command-line.ts', 'src/log.ts', 'playground/server.ts']

/** Who may import whom: a file whose path begins with the first may import own files that begin with the others. */
const core = [
  'src/insight.ts',
  'src/words.ts',
  'src/period.ts',
  'src/period-forms.ts',
  'src/period-typed.ts',
  'src/calendar.ts',
  'src/measures.ts',
  'src/facts/',
  'src/noise.ts',
  'src/errors.ts',
  'src/tx.ts',
  'src/cell.ts',
  'src/parameters.ts',
  'src/compare.ts',
  'src/return-window.ts',
  'src/why',
  'src/outliers.ts',
  'src/stale.ts',
  'src/targets.ts',
  'src/targets/in-words.ts',
  'src/targets/season.ts',
  'src/weeks-in-words.ts',
]
const src = (...names: string[]) => names.map(name => `src/${name}.ts`)
const playground = (...names: string[]) => names.map(name => `playground/${name}.ts`)
const borders: [string, string[]][] = [
  ['drizzle/', ['drizzle/']],
  ['charts/', ['charts/']],
  ['src/insights/index.ts', ['src/insights/']],
  ['src/insights/', [...core, 'src/figures/', 'drizzle/schema/', 'charts/']],
  ['src/models/', []],
  ['src/figures/', [...core, 'src/figures/', 'src/models/', 'drizzle/schema/', 'charts/']],
  ['src/targets.ts', [...core, 'src/reporting/names.ts', 'drizzle/schema/']],
  ['src/targets/in-words.ts', core],
  [
    'src/targets/',
    [
      ...core,
      'src/targets/',
      'src/models/seasonal.ts',
      ...src('access', 'covered', 'csv', 'figures/kpis', 'reporting/names'),
      'src/names/',
      'src/wishes/',
      'drizzle/schema/',
    ],
  ],
  ['src/weeks-in-words.ts', core],
  ['src/stale.ts', src('calendar', 'insight', 'period', 'words')],
  ['src/metrics.ts', [...src('calendar', 'covered', 'health', 'period', 'stale', 'tx'), 'drizzle/schema/']],
  ['src/covered.ts', [...src('access', 'period', 'tx'), 'drizzle/schema/']],
  ['src/insight.ts', [...core, 'charts/chart.ts']],
  ['src/measures.ts', ['drizzle/schema/']],
  ['src/facts/', ['src/facts/', ...src('insight', 'measures', 'period', 'tx'), 'drizzle/schema/']],
  ['src/words.ts', []],
  ['src/why', ['src/why', 'src/words.ts']],
  ['src/return-window.ts', src('measures', 'period')],
  ['src/compare.ts', ['src/calendar.ts', 'src/insight.ts', 'src/period.ts']],
  ['src/period-typed.ts', src('calendar', 'compare', 'period')],
  ['src/parameters.ts', core],
  ['src/tx.ts', ['drizzle/schema/', 'src/access.ts', 'src/away.ts']],
  [
    'src/db.ts',
    [
      ...['away', 'database-url', 'embedded', 'errors', 'logins', 'steady', 'tx'].map(
        name => `src/${name}.ts`,
      ),
      'drizzle/schema/',
    ],
  ],
  ['src/steady.ts', ['src/away.ts']],
  ['src/database-url.ts', ['src/away.ts', 'src/errors.ts']],
  ['src/logins.ts', ['src/away.ts', 'src/errors.ts']],
  ['src/embedded.ts', ['src/away.ts', 'src/errors.ts', 'src/lock.mjs', 'src/postgres-']],
  ['src/postgres-', ['src/away.ts', 'src/errors.ts', 'src/lock.mjs', 'src/postgres-']],
  ['src/command-line.ts', ['src/calendar.ts', 'src/errors.ts']],
  ['src/names/', [...core, 'src/names/', 'drizzle/schema/']],
  ['src/health.ts', ['src/errors.ts']],
  ['src/heard.ts', ['drizzle/schema/', 'src/away.ts']],
  ['src/limits.ts', ['drizzle/schema/']],
  ['src/ask.ts', [...core, 'src/names/']],
  ['src/help-asked.ts', []],
  ['src/analyst.ts', [...core, ...src('access', 'ask', 'covered'), 'src/names/']],
  ['src/intake/', ['src/intake/', 'src/errors.ts', 'src/away.ts', 'src/words.ts', 'drizzle/schema/']],
  ['src/sample/', ['src/sample/', 'src/intake/', 'src/errors.ts', 'src/db.ts', 'drizzle/schema/']],
  [
    'src/slack/',
    [
      'src/time-zone.ts',
      ...core,
      'src/slack/',
      'src/access.ts',
      'src/analyst.ts',
      'src/ask.ts',
      'src/away.ts',
      'src/covered.ts',
      'src/csv.ts',
      'src/env.ts',
      'src/health.ts',
      'src/heard.ts',
      'src/limits.ts',
      'src/log.ts',
      'src/names/misread.ts',
      'src/reporting/names.ts',
      'src/targets/',
      'src/wishes/',
      ...['alert', 'due', 'rule', 'weekly'].map(name => `src/${name}.ts`),
      'charts/',
    ],
  ],
  [
    'src/reporting/',
    ['src/reporting/', ...src('facts/units-of-time', 'measures', 'rule'), 'drizzle/schema/'],
  ],
  ['src/rule.ts', core],
  ['src/due.ts', []],
  [
    'src/wishes/',
    [
      ...core,
      'src/wishes/',
      ...src('access', 'alert', 'covered', 'rule', 'watch', 'weekly'),
      'src/names/',
      'drizzle/schema/',
    ],
  ],
  ['src/weekly.ts', [...core, 'src/rule.ts', 'drizzle/schema/']],
  [
    'src/watch.ts',
    [...core, ...src('access', 'covered', 'names/member-tables', 'rule', 'weekly'), 'drizzle/schema/'],
  ],
  ['src/alert.ts', [...core, 'src/rule.ts', 'charts/']],
  [
    'jobs/',
    [
      ...core,
      'jobs/',
      ...[
        'src/access.ts',
        'src/alert.ts',
        'src/analyst.ts',
        'src/covered.ts',
        'src/figures/kpis.ts',
        'src/db.ts',
        'src/time-zone.ts',
        'src/env.ts',
        'src/health.ts',
        'src/limits.ts',
        'src/log.ts',
        'src/metrics.ts',
        'src/root.ts',
      ],
      ...['src/rule.ts', 'src/watch.ts', 'src/due.ts', 'src/insights/', 'src/models/', 'src/intake/'],
      ...['audience', 'blocks', 'client', 'delivering', 'failure', 'membership'].map(
        name => `src/slack/${name}.ts`,
      ),
      ...['message', 'notice', 'patience', 'post', 'refusals', 'seal'].map(name => `src/slack/${name}.ts`),
      ...['charts/', 'drizzle/schema/'],
    ],
  ],
  ['playground/page/', ['playground/page/', 'playground/blocks/', 'playground/shapes.ts']],
  ['playground/blocks/', ['playground/']],
  ['playground/methods/', ['playground/']],
  // What stands at the bottom imports nothing of ours.
  ...src(
    'access',
    'away',
    'calendar',
    'errors',
    'log',
    'outliers',
    'period-forms',
    'queue-schema',
    'time-zone',
  )
    .concat('src/lock.mjs', 'src/doctor/check.ts')
    .map((file): [string, string[]] => [file, []]),
  ['src/cell.ts', src('insight', 'measures', 'words')],
  ['src/csv.ts', src('cell', 'insight')],
  ['src/env.ts', src('errors', 'time-zone')],
  ['src/noise.ts', ['src/facts/', ...src('calendar', 'insight', 'measures', 'outliers', 'period', 'tx')]],
  ['src/period.ts', src('calendar', 'errors', 'period-forms', 'unit-named')],
  ['src/periods-page.ts', src('period', 'period-forms')],
  ['src/root.ts', src('env', 'errors')],
  ['src/unit-named.ts', src('calendar', 'errors')],
  ['src/doctor/database.ts', src('covered', 'db', 'doctor/check', 'env', 'errors', 'queue-schema', 'stale')],
  ['src/doctor/machine.ts', [...src('doctor/check', 'errors'), 'charts/']],
  ['src/doctor/names.ts', src('doctor/check', 'doctor/database', 'errors', 'letters')],
  ['src/letters.ts', ['charts/']],
  ['src/doctor/own-manifest.ts', src('env')],
  [
    'src/doctor/slack.ts',
    src('away', 'doctor/check', 'doctor/own-manifest', 'env', 'errors', 'slack/client', 'slack/manifest'),
  ],
  ...playground('bundle', 'credentials', 'deliver', 'faults', 'heartbeat', 'http')
    .concat(playground('rate-limits', 'shapes', 'triggers'))
    .map((file): [string, string[]] => [file, []]),
  // It puts all of the local Slack together.
  ['playground/slack.ts', ['playground/']],
  [
    'playground/acting.ts',
    playground('commands', 'deliver', 'elements', 'interactions', 'line', 'shapes', 'submission'),
  ],
  ['playground/administration.ts', playground('credentials', 'shapes', 'workspace')],
  [
    'playground/api.ts',
    [...playground('exchange', 'faults', 'http', 'rate-limits', 'traffic'), 'playground/methods/'],
  ],
  ['playground/commands.ts', playground('http', 'line', 'replies', 'shapes', 'team', 'workspace')],
  ['playground/connection.ts', playground('heartbeat', 'shapes')],
  ['playground/doing.ts', playground('commands', 'elements', 'interactions', 'line', 'shapes', 'submission')],
  ['playground/elements.ts', playground('shapes')],
  ['playground/events.ts', playground('deliver', 'line', 'methods/wire', 'shapes', 'workspace')],
  ['playground/exchange.ts', playground('faults', 'http')],
  [
    'playground/interactions.ts',
    playground('commands', 'elements', 'http', 'line', 'methods/wire', 'shapes', 'workspace'),
  ],
  [
    'playground/line.ts',
    playground('api', 'deliver', 'replies', 'shapes', 'sockets', 'traffic', 'triggers', 'workspace'),
  ],
  ['playground/page.ts', playground('bundle', 'doing', 'http', 'shapes', 'workspace')],
  ['playground/replies.ts', playground('methods/content', 'methods/method', 'shapes', 'workspace')],
  ['playground/server.ts', playground('http')],
  ['playground/sockets.ts', playground('deliver', 'http')],
  [
    'playground/submission.ts',
    playground('elements', 'http', 'interactions', 'line', 'methods/wire', 'shapes', 'view'),
  ],
  ['playground/team.ts', playground('shapes')],
  ['playground/traffic.ts', playground('shapes')],
  ['playground/uploads.ts', playground('exchange', 'http', 'shapes', 'workspace')],
  ['playground/view.ts', [...playground('methods/method', 'shapes', 'workspace'), 'playground/blocks/']],
  ['playground/views.ts', playground('elements', 'shapes')],
  ['playground/workspace.ts', playground('shapes', 'team', 'views')],
]

/** Every file that catches, and what it does about what it has caught. */
const catches: Record<string, string> = {
  'src/slack/insist.ts': 'a call that surely did nothing is made again',
  'src/slack/listen.ts': 'boundary: who asked is told, the rest is logged',
  'src/slack/replying.ts':
    'a reply that does not arrive is tried another way; a database that is away is named',
  'src/slack/client.ts': 'Slack is away: its acceptance is waited for; what it refuses is said in words',
  'src/slack/connection.ts': 'a connection that does not come or does not last is opened again',
  'src/doctor.ts': 'boundary: a line for each thing that is not well; a manifest that is missing is stale',
  'src/doctor/slack.ts': 'a Slack that cannot be reached, or is another program, is said in words',
  'src/doctor/database.ts': 'a Redis that does not answer is said in words',
  'src/doctor/machine.ts': 'what does not load or draw is said in words',
  'src/slack/wishes/refusal.ts': 'forms: what is wrong is said under its field',
  'src/heard.ts': 'a database that is away: nothing is taken for new; what came to nothing may be done again',
  'src/slack/audience.ts': 'Slack does not say who reads a channel: nothing is shown there',
  'src/slack/membership.ts': 'Slack does not say who somebody is: they are refused in words',
  'src/slack/wishes/workspace.ts':
    'what Slack does not tell (a zone, a channel) is done without or said in words',
  'src/health.ts': 'readiness: what does not answer is not ready; a port that is taken is said in words',
  'src/slack/incoming.ts': 'a request that breaks off or cannot be read is left to Bolt, or refused',
  'src/slack/delivering.ts': 'posting what was due: tells what came of it, and what cannot be known',
  'src/limits.ts': 'the database that keeps the rate limits is away: Slack is called all the same',
  'src/slack/uploading.ts': 'a picture that cannot be drawn or uploaded is done without',
  'src/slack/post.ts': 'posting: tries again, does without the picture, or says what Slack refused',
  'src/root.ts': 'boundary: words and a status for the terminal',
  'src/cli.ts': 'a picture that cannot be written is said in words',
  'src/generate.ts': 'a page that does not exist yet is stale',
  'src/env.ts': 'an address or a name that cannot be made is refused by the schema',
  'src/analyst.ts': 'an answer that several wait for is told to each of them',
  'src/tx.ts': 'a connection that was lost: the work begins again, or is given up without a word to it',
  'src/db.ts': 'what the database refuses is said in words',
  'src/database-url.ts': 'an address that cannot be read is said in words',
  'src/steady.ts': 'a transaction whose connection was lost says no more, and its pool is replaced',
  'src/time-zone.ts': 'a name that means no time zone, or several, is none',
  'src/logins.ts': 'a login whose password has changed is given the new one',
  'src/embedded.ts': 'set-up: adopts, starts or explains a server',
  'src/postgres-cluster.ts': 'set-up: a cluster that is new, broken or left over',
  'src/postgres-programs.ts': 'set-up: programs that are missing or cannot run',
  'src/lock.mjs': 'a lock that somebody else has, or has left behind',
  'src/intake/read.ts': 'the row reader: names file and line',
  'src/targets/file.ts': 'the row reader of targets: tells the mistakes of all rows at once',
  'src/load-targets.ts': 'a file that cannot be read is said in words',
  'src/intake/load.ts': 'a load that is rehearsed, interrupted or refused is said in words',
  'src/intake/transaction.ts': 'a connection that was lost: the load begins again, or is given up',
  'jobs/giving-up.ts': 'whoever cannot be told why something came late has it all the same',
  'jobs/judge.ts': 'an alert whose rule means nothing any more is stopped, and its owner told',
  'jobs/working.ts': 'what cannot be put into the queue waits for the scheduler',
  'src/letters.ts':
    'a machine that cannot draw at all is not told of its fonts: the doctor says that it cannot',
  'charts/png.ts': 'the render pool: one picture fails, not the others',
  'setup.mjs': 'set-up: repairs what is missing, or prints the one line to type',
  'playground/demo.ts': 'a demonstration that is interrupted has ended well',
  'playground/server.ts': 'a request that breaks is said in the terminal, and the local Slack lives on',
  'playground/deliver.ts': 'an app that does not answer is told to who typed, as Slack does',
  'playground/http.ts': 'a text that is no JSON is not parsed',
  'playground/page/ask.ts': 'a local Slack that does not answer is said on the page',
}

describe('The tree', () => {
  test.each(borders)('%s imports only what it may', (from, to) => {
    const strays = files
      .filter(file => file.startsWith(from) && !(from === 'src/insights/' && file.endsWith('/index.ts')))
      .flatMap(file => imports(file).map(target => ({ file, target })))
      .filter(({ target }) => !to.some(allowed => target.startsWith(allowed)))
    expect(strays).toEqual([])
  })

  test('every file is a root or stands behind a border, and every border stands before a file', () => {
    const bordered = (file: string) => borders.some(([from]) => file.startsWith(from))
    expect(
      files.filter(file => !roots.includes(file) && !bordered(file) && !file.startsWith('bench/')),
    ).toEqual([])
    expect(borders.filter(([from]) => !files.some(file => file.startsWith(from)))).toEqual([])
  })

  test('insights never import one another', () => {
    const strays = files
      .filter(file => file.startsWith('src/insights/') && !file.endsWith('/index.ts'))
      .flatMap(imports)
      .filter(target => target.startsWith('src/insights/'))
    expect(strays).toEqual([])
  })

  test('only the roots and the benchmark import the Slack edge, and nobody imports a root', () => {
    const importers = files.filter(file => imports(file).includes('src/slack/listen.ts'))
    expect(importers).toContain('src/main.ts')
    expect(importers.filter(file => !roots.includes(file) && !file.startsWith('bench/'))).toEqual([])
    for (const root of roots)
      expect(
        files.filter(file => imports(file).includes(root)),
        `importers of ${root}`,
      ).toEqual([])
  })

  test('only the roots, their edges and the benchmark speak to the terminal', () => {
    const terminal =
      /\bprocess\.std(out|err)\b|\bstd(out|err)\b.*= process\b|'(node:process|cli-progress|cli-table3)'/
    const speakers = files.filter(file => terminal.test(code(file)))
    expect(speakers).toContain('src/root.ts')
    expect(
      speakers.filter(file => ![...roots, ...terminalEdges].includes(file) && !file.startsWith('bench/')),
    ).toEqual([])
  })

  test('no folder is a drawer', () => {
    expect(files.filter(file => /(^|\/)(utils?|lib|common|helpers|services|managers)\//.test(file))).toEqual(
      [],
    )
  })

  test('errors are caught only where something is done about them, and each of these files says what', () => {
    const catching = ['setup.mjs', ...files].filter(file => /\bcatch\b\s*[({]|\.catch\(/.test(code(file)))
    expect(catching.toSorted()).toEqual(Object.keys(catches).toSorted())
  })
})

describe('The list of insights', () => {
  test('holds every file of the folder, under its own name', () => {
    const named = readdirSync(join(top, 'src/insights'))
      .filter(file => file !== 'index.ts')
      .map(file => file.replace('.ts', ''))
    expect(insights.map(insight => insight.name).toSorted()).toEqual(named.toSorted())
  })
})
