import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { sealMeasurement } from '../../src/dataset/identity.ts'
import type { Measurement } from '../../src/dataset/record.ts'
import { sampleDataset, sampleKernelMeasurement } from '../fixtures/records.ts'

const { measurement, architecture, platform } = sampleKernelMeasurement()

/** The sample under another id, with something changed. */
function changed(change: Partial<typeof measurement>): Measurement {
  const { id, ...plain } = { ...measurement, ...change }
  expect(id).not.toBe('')
  return sealMeasurement(plain)
}

const account = measurement.account!
const overlapping = changed({
  account: {
    ...account,
    dispatchMs: account.dispatchMs + 2 * account.unexplainedMs,
    unexplainedMs: -account.unexplainedMs,
  },
  ceilings: null,
})
const missed = changed({ kernels: { ...measurement.kernels!, planMisses: 2 } })

async function importRecords(page: Page): Promise<void> {
  const dataset = {
    format: 'inferometer-dataset',
    version: 1,
    platforms: [platform],
    architectures: [architecture],
    measurements: [measurement, overlapping, missed],
  }
  await page.goto('#/data')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Import' }).click()
  const buffer = Buffer.from(JSON.stringify(dataset))
  await (await chooser).setFiles({ name: 'kernels.json', mimeType: 'application/json', buffer })
  await expect(page.getByText('3 new measurements imported')).toBeVisible()
}

const open = (page: Page, { id }: Pick<Measurement, 'id'>) => page.goto(`#/data/${id}`)

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes[0]?.html}`)).toEqual([])
  }
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBeLessThanOrEqual(0)
}

test('a record with kernels shows its account, waterfall, roofline and table', async ({ page }) => {
  await importRecords(page)
  await open(page, measurement)
  for (const name of ['Where the time goes', 'Kernels by layer', 'Roofline', 'Every kernel'])
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
  await expect(page.getByText('stay unexplained')).toBeVisible()
  await expect(page.getByText('The plan was right: 11 kernels as foretold')).toBeVisible()
  await expect(page.getByText('1 has no valid time and counts as nothing')).toBeVisible()
  await expectAccessible(page)
  for (const summary of await page.getByText('The same as a table').all()) await summary.click()
  await expectAccessible(page)
})

test('it fits on the narrowest screen', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await importRecords(page)
  await open(page, measurement)
  await expect(page.getByRole('heading', { name: 'Kernels by layer' })).toBeVisible()
  await expectAccessible(page)
})

test('parts that overlap and missing ceilings are said, not hidden', async ({ page }) => {
  await importRecords(page)
  await open(page, overlapping)
  await expect(page.getByText('too much: parts overlap')).toBeVisible()
  await expect(page.getByText('The ceilings of this device were not measured')).toBeVisible()
  await expectAccessible(page)
})

test('keys, buttons and a finger move through the kernels', async ({ page }) => {
  await importRecords(page)
  await open(page, measurement)
  const kernels = page.getByRole('slider', { name: 'Kernel' })
  await kernels.focus()
  await page.keyboard.press('Home')
  await expect(kernels).toHaveAttribute('aria-valuetext', /^1 of 11: 1 · conv 3×3 \/2 \+ batch norm \+ relu/)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(kernels).toHaveAttribute('aria-valuenow', '3')
  await page.getByRole('button', { name: 'Kernel after' }).click()
  await expect(kernels).toHaveAttribute('aria-valuenow', '4')
  await page.keyboard.press('Tab')
  await kernels.click({ position: { x: 60, y: 22 + 9 } })
  await expect(kernels).toHaveAttribute('aria-valuenow', '1')
  await page.getByRole('radio', { name: 'Alone' }).check()
  await expect(page.getByText('11 kernels of 6 layers, each repeated alone')).toBeVisible()
})

test('the table sorts by any column', async ({ page }) => {
  await importRecords(page)
  await open(page, measurement)
  const table = page.getByRole('table', { name: 'Kernels' })
  const firstRow = table.getByRole('rowheader').first()
  await expect(table.getByRole('columnheader', { name: 'Order' })).toHaveAttribute('aria-sort', 'ascending')
  await expect(firstRow).toHaveText('1 · conv 3×3 /2')
  await table.getByRole('button', { name: 'Order' }).click()
  await expect(table.getByRole('columnheader', { name: 'Order' })).toHaveAttribute('aria-sort', 'descending')
  await expect(firstRow).toHaveText('11 · dense 10')
  await table.getByRole('button', { name: 'MFLOP' }).click()
  await expect(table.getByRole('columnheader', { name: 'MFLOP' })).toHaveAttribute('aria-sort', 'descending')
  await expect(table.locator('[aria-sort]')).toHaveCount(1)
  await expect(firstRow).toHaveText('1 · conv 3×3 /2')
})

test('a summary goes to the clipboard as Markdown', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await importRecords(page)
  await open(page, measurement)
  await page.getByRole('button', { name: 'Copy as Markdown' }).click()
  await expect(page.getByText('A summary in Markdown is on the clipboard')).toBeVisible()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  expect(text).toContain('### Where the time goes')
  expect(text).toContain(measurement.id)
})

test('what ran otherwise than planned is marked and found', async ({ page }) => {
  await importRecords(page)
  await expect(page.getByText('In 1 of 3 measurements with a plan')).toBeVisible()
  await expect(page.getByText('2 kernels not as planned')).toHaveCount(1)
  await page.getByRole('button', { name: 'Show it' }).click()
  await expect(page.getByRole('status').filter({ hasText: '1 of 3 measurements' })).toBeVisible()
  await page.getByRole('table', { name: 'Measurements' }).getByRole('link').first().click()
  await expect(page.getByText('2 kernels ran otherwise than planned')).toBeVisible()
})

test('records without kernels, skipped and failed ones show nothing of them', async ({ page }) => {
  const sample = sampleDataset({ networks: 4, platforms: 4, seed: 1 })
  await page.goto('#/data')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Import' }).click()
  const buffer = Buffer.from(JSON.stringify({ format: 'inferometer-dataset', version: 1, ...sample }))
  await (await chooser).setFiles({ name: 'sample.json', mimeType: 'application/json', buffer })
  await expect(page.getByText('16 new measurements imported')).toBeVisible()
  const plain = sample.measurements.filter((record) => record.status !== 'ok' || record.kernels === null)
  for (const status of ['ok', 'skipped', 'failed'] as const) {
    await open(
      page,
      plain.find((record) => record.status === status)!,
    )
    await expect(page.getByRole('heading', { name: 'Circumstances' })).toBeVisible()
    await expect(page.getByRole('slider')).toHaveCount(0)
    await expect(page.getByRole('button', { name: 'Copy as Markdown' })).toHaveCount(status === 'ok' ? 1 : 0)
    await expectAccessible(page)
  }
})
