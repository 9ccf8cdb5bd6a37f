import { expect, test } from '@playwright/test'
import { sampleDataset } from '../fixtures/records.ts'

test('storage that the browser denies gives a sentence, not an empty page', async ({ page }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('denied', 'SecurityError')
    }
  })
  await page.goto('#/data')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('alert').filter({ hasText: /stor/i }).first()).toBeVisible()
})

test('links that say nonsense open a page that explains', async ({ page }) => {
  await page.goto('#/nowhere')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: /run/i }).first()).toBeVisible()
  await page.goto(
    '#/run?space=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E&count=-5&backends=gpu&colour=red&deliver=https://evil.example/',
  )
  for (const name of [
    'no space called',
    'count takes',
    'no backend called “gpu”',
    'colour',
    'deliver is a path',
  ])
    await expect(page.getByRole('listitem').filter({ hasText: name }).first()).toBeVisible()
  expect(await page.locator('img').count()).toBe(0)
  await page.goto('#/data/0000')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})

test('a file with HTML in its names shows it as text, and runs nothing', async ({ page }) => {
  const label = '<img src=x onerror="document.title=1"><b>bold</b>'
  const { platforms, architectures, measurements } = sampleDataset({ networks: 1, platforms: 1, seed: 1 })
  const dataset = {
    format: 'inferometer-dataset',
    version: 1,
    platforms,
    // A label is not part of the id, so the file is valid.
    architectures: architectures.map((architecture) => ({ ...architecture, label })),
    measurements,
  }
  await page.goto('#/data')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Import' }).click()
  const name = '<i>file</i>.json'
  await (
    await chooser
  ).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(dataset)) })
  await expect(page.getByText('1 new measurement imported')).toBeVisible()
  await expect(page.getByRole('heading', { name })).toBeVisible()
  const link = page.getByRole('table', { name: 'Measurements' }).getByRole('link')
  await expect(link).toHaveText(label)
  await link.click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(label)
  expect(await page.locator('img, main b, main i').count()).toBe(0)
})
