import { readFile } from 'node:fs/promises'
import { expect, test, type Page } from '@playwright/test'
import type { Dataset } from '../../src/dataset/record.ts'

/** Small enough for software rendering, kernel by kernel, and for a comparison with the cpu backend: some 10 MFLOP. */
const small = '#/run?space=zoo&count=1&size=32&seed=2'

async function exported(page: Page): Promise<Dataset> {
  await page.getByRole('link', { name: 'Data' }).first().click()
  await page.getByRole('button', { name: 'Export' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /^\.json Everything/ }).click()
  return JSON.parse(await readFile(await (await download).path(), 'utf8')) as Dataset
}

const isOwn = ({ context }: Dataset['measurements'][number]) => !context.tags.includes('canary')

test('journey: run on every backend, reload, export, import in another profile', async ({
  page,
  browser,
  baseURL,
}) => {
  // Most of a minute on a quiet machine; the limits end a run that hangs.
  test.setTimeout(600_000)
  await page.goto(small)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  const progress = page.getByRole('progressbar', { name: 'Campaign progress' })
  await expect(progress).toBeVisible()
  await expect(page.getByRole('link', { name: 'See the data' })).toBeVisible({ timeout: 480_000 })

  await page.reload()
  const dataset = await exported(page)
  const own = dataset.measurements.filter(isOwn)
  const configurations = new Set(
    own.map(({ configuration: { backend, threads } }) => `${backend} ${threads}`),
  )
  expect([...configurations].sort()).toEqual(['wasm 1', 'wasm 2', 'webgl 1', 'webgpu 1'])
  expect(own.filter(({ context }) => !context.tags.includes('revisit'))).toHaveLength(4)
  for (const record of own) {
    expect(record.status).toBe('ok')
    if (record.status !== 'ok') continue
    expect(record.kernels).toMatchObject({ planMisses: 0 })
    expect(record.account).not.toBeNull()
    expect(record.latencyMs.low).toBeLessThanOrEqual(record.latencyMs.median)
    expect(record.context).toMatchObject({ isolated: true, seed: 2 })
    if (record.maxAbsError !== null) expect(record.maxAbsError).toBeLessThan(1e-3 * (record.outputScale ?? 0))
  }
  expect(own.some((record) => record.status === 'ok' && record.maxAbsError !== null)).toBe(true)

  const other = await browser.newContext({ baseURL: baseURL ?? '' })
  const second = await other.newPage()
  await second.goto('#/data')
  for (const sentence of [
    `${dataset.measurements.length} new measurements imported`,
    '0 new measurements imported',
  ]) {
    const chooser = second.waitForEvent('filechooser')
    await second.getByRole('button', { name: 'Import' }).click()
    await (
      await chooser
    ).setFiles({
      name: 'data.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(dataset)),
    })
    await expect(second.getByText(new RegExp(`\\b${sentence}`)).first()).toBeVisible()
  }
  expect(await exported(second)).toEqual(dataset)
  await other.close()
})
