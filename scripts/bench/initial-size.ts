import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Bytes, gzip, of the scripts that the page of a built site loads by itself. */
export async function initialJavaScriptBytes(root: string): Promise<number> {
  const html = await readFile(join(root, 'index.html'), 'utf8')
  const files = new Set(
    [...html.matchAll(/(?:src|href)="(?:\.\/)?([^"]+\.js)"/g)].map(([, file]) => file ?? ''),
  )
  const sizes = await Promise.all(
    [...files].map(async (file) => gzipSync(await readFile(join(root, file)), { level: 9 }).length),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
