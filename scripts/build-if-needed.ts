import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Fault } from './fault.ts'

/** Everything that the build is made of. A folder counts with all that is in it. */
const sources = [
  'src',
  'workers',
  'public',
  'index.html',
  'vite.config.ts',
  'svelte.config.js',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
  'scripts/mend-threaded-wasm.ts',
]

/** Time of the last change below a path, in ms since 1970; 0 where there is nothing. Folders count: files may go. */
export function lastChangeMs(path: string): number {
  if (!existsSync(path)) return 0
  const state = statSync(path)
  if (!state.isDirectory()) return state.mtimeMs
  return Math.max(state.mtimeMs, ...readdirSync(path).map((name) => lastChangeMs(join(path, name))))
}

/** Whether the build is missing, older than one of its sources, or of another commit (its records would name it). */
export function isBuildNeeded(project: string): boolean {
  const builtMs = lastChangeMs(join(project, 'dist', 'index.html'))
  if (builtMs === 0) return true
  const changedMs = Math.max(...sources.map((source) => lastChangeMs(join(project, source))))
  return builtMs < Math.max(changedMs, commitMs(project))
}

/**
 * Makes the production build where it is needed. Its messages go to stderr.
 *
 * @returns the folder of the build.
 * @throws {Fault} when the build fails.
 */
export function buildIfNeeded(project: string = resolve(import.meta.dirname, '..')): string {
  if (isBuildNeeded(project)) {
    process.stderr.write('Building the site.\n')
    const vite = join(project, 'node_modules', 'vite', 'bin', 'vite.js')
    const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
      cwd: project,
      stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    })
    if (status !== 0) throw new Fault('The build failed: its messages are above.')
  }
  return join(project, 'dist')
}

/** When the current commit became current: git writes its log of HEAD then. 0 outside a repository. */
function commitMs(project: string): number {
  try {
    const log = execFileSync('git', ['rev-parse', '--git-path', 'logs/HEAD'], {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return lastChangeMs(resolve(project, log.trim()))
  } catch {
    return 0
  }
}
