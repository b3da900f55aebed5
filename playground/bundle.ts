import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** The page's script and style, bundled in memory. */
export type Bundle = { script: string; style: string }

/** Bundles the page; takes a fraction of a second, and nothing is written. */
export async function bundle(): Promise<Bundle> {
  const page = fileURLToPath(new URL('./page/', import.meta.url))
  const { outputFiles } = await build({
    entryPoints: [`${page}page.tsx`],
    tsconfig: `${page}tsconfig.json`,
    outdir: page,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  })
  const text = (ending: string) => outputFiles.find(file => file.path.endsWith(ending))?.text ?? ''
  return { script: text('.js'), style: text('.css') }
}
