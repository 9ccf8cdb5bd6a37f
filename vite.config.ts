import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build, defineConfig, type Plugin } from 'vite'
import { mendThreadedWasm } from './scripts/mend-threaded-wasm.ts'

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** The commit that is built, `+` where the tree differs from it, `unknown` outside a repository. */
function commitOfTree(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    return git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+')
  } catch {
    return 'unknown'
  }
}

/** Cross-origin isolation: a clock step of 5 us instead of 100 us in Chrome, and WASM threads. */
const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** Names by which the size budgets (.size-limit.js) tell engines and lazy pages from the rest. */
function chunkFileNames({
  facadeModuleId,
  moduleIds,
}: {
  facadeModuleId?: string | null
  moduleIds: string[]
}): string {
  if (moduleIds.some((id) => id.includes('/@tensorflow/'))) return 'assets/engine-[name]-[hash].js'
  if (facadeModuleId?.includes('/src/pages/') === true) return 'assets/page-[name]-[hash].js'
  return 'assets/[name]-[hash].js'
}

const output = {
  chunkFileNames,
  // Records name the programs that ran by class: minified names would make them worthless.
  minify: { mangle: { keepNames: { class: true, function: false } } },
}

/**
 * Puts the service worker at the root of the build as one classic script of a fixed name: a service worker speaks for
 * the folder that it stands in and is updated at its own address. It is a build of its own, since an entry of the
 * site's would import chunks that it shares with the page, which a classic script cannot.
 */
function serviceWorker(): Plugin {
  const entry = fileURLToPath(new URL('./src/sw.ts', import.meta.url))
  return {
    name: 'service-worker',
    apply: 'build',
    async generateBundle() {
      const result = await build({
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        build: {
          target: 'es2022',
          write: false,
          modulePreload: false,
          rolldownOptions: { input: entry, output: { format: 'iife' } },
        },
      })
      const [script, ...others] = [result].flat().flatMap((made) => ('output' in made ? made.output : []))
      if (script?.type !== 'chunk' || others.length > 0)
        throw new Error('The service worker has to be one script.')
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: script.code })
    },
  }
}

export default defineConfig({
  base: './',
  plugins: [svelte(), mendThreadedWasm(), serviceWorker()],
  define: { __APP_VERSION__: JSON.stringify(version), __APP_COMMIT__: JSON.stringify(commitOfTree()) },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output },
  },
  worker: { format: 'es', plugins: () => [mendThreadedWasm()], rolldownOptions: { output } },
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
})
