import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/*
 * What the docs print for a shell, and a folder where it is run as a person would.
 */

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The pages that print lines for a shell. */
export const pages = async () => [
  ...(await readdir(join(root, 'docs'))).filter(name => name.endsWith('.md')).map(name => `docs/${name}`),
  'README.md',
  'CONTRIBUTING.md',
]

export const page = (name: string) => readFile(join(root, name), 'utf8')

/** The shell blocks of a page, or of what stands under one of its headings, as they are printed. */
export async function blocks(name: string, heading?: string): Promise<string[]> {
  const whole = await page(name)
  const text = heading ? (whole.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '') : whole
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines = '']) => lines)
}

/** The commands of a block, without remarks; a line that ends in && goes on in the next. */
export const commands = (block: string) =>
  block
    .replace(/(^|\s)#.*$/gm, '')
    .replace(/&&\s*\n/g, '&& ')
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)

/** A folder that holds the code and no settings. */
export async function folder() {
  const at = await mkdtemp(join(tmpdir(), 'tilly-printed-'))
  onTestFinished(() => rm(at, { recursive: true, force: true }))
  // The account of an embedded PostgreSQL may have to pass here.
  await chmod(at, 0o755)
  for (const name of await readdir(root))
    if (!/^(\.git|\.env$|\.tilly|tests)/.test(name)) await symlink(join(root, name), join(at, name))
  const { DATABASE_URL: _, DATABASE_READ_URL: __, REDIS_URL: ___, ...others } = process.env
  const run = (lines: string) =>
    new Promise<{ status: number; said: string }>(resolve => {
      execFile('bash', ['-c', lines], { cwd: at, env: others }, (error, stdout, stderr) =>
        resolve({ status: error ? Number(error.code ?? 1) : 0, said: `${stdout}${stderr}` }),
      )
    })
  return { at, run }
}
