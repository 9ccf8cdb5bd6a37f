import { existsSync, readdirSync, readFileSync } from 'node:fs'

const page = 'dist/index.html'
const folder = 'dist/assets'
if (!existsSync(page)) throw new Error('There is no build to weigh: run `npm run build` first.')

/** What index.html itself loads: its scripts, the chunks that they import (Vite lists them as preloads), its styles. */
const initial = [
  ...readFileSync(page, 'utf8').matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g),
].map(([, path]) => `dist/${path}`)

/** Names of chunks come from vite.config.ts. */
const built = (pattern) =>
  readdirSync(folder)
    .filter((name) => pattern.test(name))
    .map((name) => `${folder}/${name}`)

/** A chunk and the chunks that it imports at once, theirs included. */
function withImports(path, found = new Set()) {
  if (found.has(path)) return found
  found.add(path)
  for (const [, name] of readFileSync(path, 'utf8').matchAll(
    /(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g,
  ))
    withImports(`${folder}/${name}`, found)
  return found
}

const later = (path) => [...withImports(path)].filter((imported) => !initial.includes(imported))
const plainName = (path) => path.slice(folder.length + 1).replace(/-[\w-]{8}\.js$/, '')
const budget = (name, path, kilobytes) => ({ name, path, limit: `${kilobytes} kB`, gzip: true })

export default [
  budget(
    'first load: JavaScript',
    initial.filter((path) => path.endsWith('.js')),
    60,
  ),
  budget(
    'first load: styles',
    initial.filter((path) => path.endsWith('.css')),
    12,
  ),
  ...built(/^page-.*\.js$/).map((path) => budget(plainName(path), later(path), 50)),
  // An engine's path: TF.js core and one backend, without the worker's own code.
  ...built(/^engine-backend-.*\.js$/).map((path) =>
    budget(
      plainName(path),
      later(path).filter((imported) => imported.includes('/engine-')),
      140,
    ),
  ),
]
