import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'

test('the production build is cross-origin isolated', async ({ page }) => {
  await page.goto('/')
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
})

test('the first load asks no other origin for anything', async ({ page, baseURL }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto('/', { waitUntil: 'networkidle' })
  expect(asked.length).toBeGreaterThan(1)
  const origin = new URL(baseURL ?? '').origin
  const foreign = asked.filter(
    (url) => !['data:', 'blob:'].includes(new URL(url).protocol) && new URL(url).origin !== origin,
  )
  expect(foreign).toEqual([])
})

test('the first load writes no error or warning to the console', async ({ page }) => {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto('/', { waitUntil: 'networkidle' })
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(complaints).toEqual([])
})

test('the first load does not bring TensorFlow.js: a run loads it', async ({ page }) => {
  // A flag that tfjs-core registers by name: no minifier can change it.
  const mark = 'TENSORLIKE_CHECK_SHAPE_CONSISTENCY'
  const loaded: Promise<string>[] = []
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) loaded.push(response.text())
  })
  await page.goto('/', { waitUntil: 'networkidle' })
  const scripts = await Promise.all(loaded)
  expect(scripts.length).toBeGreaterThan(0)
  expect(scripts.filter((text) => text.includes(mark))).toEqual([])

  const folder = new URL('../../dist/assets/', import.meta.url)
  const built = readdirSync(folder).filter((name) => name.endsWith('.js'))
  expect(built.filter((name) => readFileSync(new URL(name, folder), 'utf8').includes(mark))).not.toEqual([])
})

test('minifying keeps the names of the programs, by which records name kernels', () => {
  const folder = new URL('../../dist/assets/', import.meta.url)
  const textOf = (start: string) =>
    readdirSync(folder)
      .filter((name) => name.startsWith(start) && name.endsWith('.js'))
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('')
  expect(textOf('engine-backend-webgl')).toMatch(/\bIm2ColPackedProgram\b/)
  expect(textOf('engine-backend-webgpu')).toMatch(/\bConv2DMMProgram\b/)
})
