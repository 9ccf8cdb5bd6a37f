import { expect, test } from '@playwright/test'
import { launchOptions } from '../../scripts/browser.ts'

// The browser itself, not a mock: without the flags Chromium has no adapter on a machine without a GPU.
const { args = [], ...rest } = launchOptions()
test.use({ launchOptions: { ...rest, args: args.filter((flag) => !/webgpu|vulkan/i.test(flag)) } })

test('a browser without WebGPU says what is missing and measures the rest', async ({ page }) => {
  await page.goto('#/run?space=zoo&count=1&size=32&backends=webgpu,wasm-1')
  await expect(page.getByText(/WebGPU/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('link', { name: 'See the data' })).toBeVisible({ timeout: 60_000 })
  await page.goto('#/data?space=zoo&status=skipped')
  await expect(page.getByRole('row').filter({ hasText: 'WebGPU' })).toHaveCount(1)
  await page.goto('#/data?space=zoo&status=ok')
  await expect(page.getByRole('row').filter({ hasText: 'WASM' })).toHaveCount(1)
})
