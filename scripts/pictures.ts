import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { chromium, type Page } from 'playwright'
import { launchOptions } from './browser.ts'
import { buildIfNeeded } from './build-if-needed.ts'
import { startServer } from './serve.ts'

/** The pictures of README.md: the built site, with what it has just measured on this machine. */
const folder = resolve(import.meta.dirname, '../docs/pictures')
const screens = [
  { name: 'phone', width: 390, height: 844, colorScheme: 'light' },
  { name: 'desk', width: 1280, height: 800, colorScheme: 'dark' },
] as const
const run = '#/run?space=zoo&count=12&size=96&backends=wasm-1,wasm-2,webgl&autostart=1'

await buildIfNeeded()
await mkdir(folder, { recursive: true })
const server = await startServer({ root: 'dist' })
const browser = await chromium.launch(launchOptions())
try {
  const context = await browser.newContext()
  const measuring = await context.newPage()
  await measuring.goto(`${server.url}${run}`)
  await measuring.getByRole('link', { name: 'See the data' }).waitFor({ timeout: 900_000 })
  for (const { name, width, height, colorScheme } of screens) {
    const page = await context.newPage()
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme })
    await shoot(page, '#/run', `run-${name}`)
    await shoot(page, '#/data?space=zoo', `data-${name}`)
    await page.getByRole('table', { name: 'Measurements' }).getByRole('link').first().click()
    await page.getByRole('heading', { name: 'Kernels by layer' }).scrollIntoViewIfNeeded()
    await page.screenshot({ path: join(folder, `record-${name}.png`) })
    console.log(`docs/pictures/record-${name}.png`)
    await page.close()
  }
} finally {
  await browser.close()
  await server.close()
}

async function shoot(page: Page, hash: string, name: string): Promise<void> {
  await page.goto(`${server.url}${hash}`)
  await page.reload({ waitUntil: 'networkidle' })
  await page.screenshot({ path: join(folder, `${name}.png`) })
  console.log(`docs/pictures/${name}.png`)
}
