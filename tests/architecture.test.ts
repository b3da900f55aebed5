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
  'src/migrate.ts',
  'playground/demo.ts',
]

/** Who may import whom: a file whose path begins with the first may import own files that begin with the others. */
const core = [
  'src/insight.ts',
  'src/words.ts',
  'src/period.ts',
  'src/calendar.ts',
  'src/measures.ts',
  'src/facts.ts',
  'src/errors.ts',
  'src/tx.ts',
  'src/cell.ts',
  'src/parameters.ts',
]
const borders: [string, string[]][] = [
  ['drizzle/', ['drizzle/']],
  ['charts/', ['charts/']],
  ['src/insights/index.ts', ['src/insights/']],
  ['src/insights/', [...core, 'drizzle/schema/', 'charts/']],
  ['src/insight.ts', [...core, 'charts/chart.ts']],
  ['src/measures.ts', ['drizzle/schema/']],
  ['src/facts.ts', [...core, 'drizzle/schema/']],
  ['src/words.ts', []],
  ['src/parameters.ts', core],
  ['src/tx.ts', ['drizzle/schema/', 'src/access.ts', 'src/away.ts']],
  ['src/ask.ts', core],
  ['src/analyst.ts', [...core, 'src/ask.ts', 'src/access.ts', 'drizzle/schema/']],
  ['src/intake/', ['src/intake/', 'src/errors.ts', 'src/away.ts', 'src/words.ts', 'drizzle/schema/']],
  ['src/sample/', ['src/sample/', 'src/intake/', 'src/errors.ts', 'src/db.ts', 'drizzle/schema/']],
  [
    'src/slack/',
    [
      ...core,
      'src/slack/',
      'src/access.ts',
      'src/analyst.ts',
      'src/ask.ts',
      'src/away.ts',
      'src/env.ts',
      'src/log.ts',
      'charts/',
    ],
  ],
  ['playground/page/', ['playground/page/', 'playground/blocks/', 'playground/shapes.ts']],
  ['playground/blocks/', ['playground/']],
  ['playground/methods/', ['playground/']],
]

describe('The tree', () => {
  test.each(borders)('%s imports only what it may', (from, to) => {
    const strays = files
      .filter(file => file.startsWith(from) && !(from === 'src/insights/' && file.endsWith('/index.ts')))
      .flatMap(file => imports(file).map(target => ({ file, target })))
      .filter(({ target }) => !to.some(allowed => target.startsWith(allowed)))
    expect(strays).toEqual([])
  })

  test('insights never import one another', () => {
    const strays = files
      .filter(file => file.startsWith('src/insights/') && !file.endsWith('/index.ts'))
      .flatMap(imports)
      .filter(target => target.startsWith('src/insights/'))
    expect(strays).toEqual([])
  })

  test('only the roots import the Slack edge and the terminal, and nobody imports a root', () => {
    const importers = (pattern: RegExp) =>
      files.filter(file => imports(file).some(target => pattern.test(target)))
    expect(
      importers(/^src\/slack\/listen\.ts$/).filter(
        file => !roots.includes(file) && !file.startsWith('bench/'),
      ),
    ).toEqual([])
    for (const root of roots)
      expect(
        files.filter(file => imports(file).includes(root)),
        `importers of ${root}`,
      ).toEqual([])
  })

  test('no folder is a drawer', () => {
    expect(files.filter(file => /(^|\/)(utils?|lib|common|helpers|services|managers)\//.test(file))).toEqual(
      [],
    )
  })

  test('errors are caught only where something is done about them', () => {
    const boundaries = [
      'src/slack/listen.ts',
      'src/slack/post.ts',
      'src/slack/serve.ts',
      'src/db.ts',
      'src/tx.ts',
      'src/root.ts',
      'src/ask.ts',
      'src/cli.ts',
      'src/env.ts',
      'src/postgres-cluster.ts',
      'src/embedded.ts',
      'src/lock.mjs',
      'src/postgres-programs.ts',
    ]
    const catching = files.filter(file =>
      /\bcatch\b\s*[({]|\.catch\(/.test(text(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')),
    )
    const elsewhere = catching.filter(
      file =>
        !boundaries.includes(file) &&
        !/^(src\/intake|playground|bench|charts)\//.test(file) &&
        !roots.includes(file),
    )
    expect(elsewhere).toEqual([])
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
