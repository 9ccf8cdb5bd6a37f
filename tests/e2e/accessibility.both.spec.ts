import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { sampleDataset } from '../fixtures/records.ts'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** No violation in either scheme, no sideways scrolling, and targets that a finger hits. */
async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze()
    expect(violations.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes[0]?.html}`)).toEqual([])
  }
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBeLessThanOrEqual(0)
}

async function importSample(page: Page): Promise<void> {
  const dataset = {
    format: 'inferometer-dataset',
    version: 1,
    ...sampleDataset({ networks: 12, platforms: 4, seed: 1 }),
  }
  await page.goto('#/data')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Import' }).click()
  const buffer = Buffer.from(JSON.stringify(dataset))
  await (await chooser).setFiles({ name: 'sample.json', mimeType: 'application/json', buffer })
  await expect(page.getByText('48 new measurements imported')).toBeVisible()
}

test('the Run page is accessible, with a problem in the link too', async ({ page }) => {
  await page.goto('#/run')
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
  await expectAccessible(page)
  await page.getByText('More options').click()
  await expectAccessible(page)
  await page.goto('#/run?count=-1&colour=red')
  await expect(page.getByText('count takes a whole number')).toBeVisible()
  await expectAccessible(page)
})

test('a run is accessible while it measures, paused, and when it is done', async ({ page }) => {
  await page.goto('#/run?space=zoo&count=12&size=64&seed=1&backends=wasm-1')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('progressbar', { name: 'Campaign progress' })).toBeVisible()
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('link', { name: 'See the data' })).toBeVisible()
  await expectAccessible(page)
})

test('the Data page and a record are accessible, empty and full', async ({ page }) => {
  await page.goto('#/data')
  await expect(page.getByText('Nothing is measured yet')).toBeVisible()
  await expectAccessible(page)
  await importSample(page)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Export' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.getByRole('table', { name: 'Measurements' }).getByRole('link').first().click()
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await expectAccessible(page)
})

test('deleting can be undone', async ({ page }) => {
  await importSample(page)
  await page
    .getByRole('button', { name: /^Delete / })
    .first()
    .click()
  await expect(page.getByRole('status').filter({ hasText: '47 measurements' })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('status').filter({ hasText: '48 measurements' })).toBeVisible()
})

test('About and an unknown link are accessible', async ({ page }) => {
  await page.goto('#/about')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expectAccessible(page)
  await page.getByText('Every feature', { exact: true }).click()
  await expect(page.getByRole('table', { name: 'Of a kernel' })).toBeVisible()
  await expectAccessible(page)
  await page.goto('#/nowhere')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expectAccessible(page)
})
