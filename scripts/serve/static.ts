import { readFile, realpath, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip as gzipCallback } from 'node:zlib'

const gzip = promisify(gzipCallback)

/** Types by ending; anything else is `application/octet-stream`, which a browser does not run. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}
const compressible = new Set(['.html', '.js', '.css', '.json', '.webmanifest', '.wasm', '.svg', '.txt'])

/** Compressed files by path, size and time of change, so that each is compressed once. */
const compressed = new Map<string, Promise<Buffer>>()

/**
 * Answers with one file below `root`, or 404. `path` is relative and decoded; whatever it says, nothing outside of
 * `root` is sent, links included: the real path of the file has to stand below the real path of the root.
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  path: string,
): Promise<void> {
  const file = await fileBelow(root, path === '' || path.endsWith('/') ? `${path}index.html` : path)
  if (file === null) {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('There is no such file.\n')
    return
  }
  const ending = extname(file.path)
  const headers: Record<string, string> = {
    'Content-Type': types[ending] ?? 'application/octet-stream',
    // Names below assets/ carry a hash of their content.
    'Cache-Control': path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    Vary: 'Accept-Encoding',
  }
  let body: Buffer = await readFile(file.path)
  if (compressible.has(ending) && acceptsGzip(request.headers['accept-encoding'])) {
    headers['Content-Encoding'] = 'gzip'
    body = await compressedOnce(`${file.path} ${body.length} ${file.changedMs}`, body)
  }
  headers['Content-Length'] = String(body.length)
  response.writeHead(200, headers)
  response.end(request.method === 'HEAD' ? undefined : body)
}

async function fileBelow(root: string, path: string): Promise<{ path: string; changedMs: number } | null> {
  try {
    const realRoot = await realpath(root)
    const realFile = await realpath(join(realRoot, path))
    if (!realFile.startsWith(realRoot + sep)) return null
    const state = await stat(realFile)
    return state.isFile() ? { path: realFile, changedMs: state.mtimeMs } : null
  } catch {
    return null
  }
}

function acceptsGzip(accepted: string | string[] | undefined): boolean {
  return String(accepted ?? '')
    .split(',')
    .some((coding) => /^\s*(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/.test(coding))
}

function compressedOnce(key: string, body: Buffer): Promise<Buffer> {
  const known = compressed.get(key)
  if (known !== undefined) return known
  const result = gzip(body, { level: 6 })
  compressed.set(key, result)
  return result
}
