import { expect, test } from '@playwright/test'

test('a second tab that presses Run is told why it cannot', async ({ page, context }) => {
  await page.goto('#/run?space=zoo&count=12&size=64&backends=wasm-1')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('progressbar', { name: 'Campaign progress' })).toBeVisible()

  const second = await context.newPage()
  await second.goto('#/run?space=zoo&count=1&size=32&backends=wasm-1')
  await second.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(second.getByText(/another tab/i).first()).toBeVisible()
  await expect(second.getByRole('progressbar', { name: 'Campaign progress' })).toHaveCount(0)
  await second.close()

  await page.bringToFront()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('link', { name: 'See the data' })).toBeVisible()
})
