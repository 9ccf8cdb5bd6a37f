import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'

const dist = resolve(import.meta.dirname, '../../dist')
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
}

test('a host without the two headers: it works with one thread and says what is missing', async ({
  page,
}) => {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    readFile(join(dist, path === '/' ? 'index.html' : path)).then(
      (body) => response.setHeader('Content-Type', types[extname(path)] ?? 'text/html').end(body),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  try {
    await page.goto(`http://127.0.0.1:${port}/#/run?space=zoo&count=1&size=32&backends=wasm-1`)
    await expect(page.getByText(/not cross-origin isolated/)).toBeVisible()
    await expect(page.getByText('WASM, 2 threads')).toHaveCount(0)
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await expect(page.getByRole('link', { name: 'See the data' })).toBeVisible({ timeout: 60_000 })
    await page.goto(`http://127.0.0.1:${port}/#/data?space=zoo&status=ok`)
    await expect(page.getByRole('row').filter({ hasText: 'WASM' })).toHaveCount(1)
  } finally {
    server.close()
  }
})
