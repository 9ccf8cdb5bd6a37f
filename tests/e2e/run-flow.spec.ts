import { expect, test } from '@playwright/test'

const progress = { name: 'Campaign progress' } as const

test('a link starts its run once, not again on reload', async ({ page }) => {
  await page.goto('#/run?space=zoo&count=1&size=32&backends=wasm-1&autostart=1')
  await expect(page.getByRole('link', { name: 'See the data' })).toBeVisible({ timeout: 60_000 })
  expect(page.url()).not.toContain('autostart')
  await page.reload()
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled()
  await expect(page.getByRole('progressbar', progress)).toHaveCount(0)
})

test('the keyboard alone starts a run, pauses it, and is led to its end', async ({ page }) => {
  await page.goto('#/run?space=zoo&count=2&size=32&backends=wasm-1')
  await page.getByRole('button', { name: 'Run', exact: true }).focus()
  await page.keyboard.press('Enter')
  const pause = page.getByRole('button', { name: 'Pause' })
  await pause.focus()
  await page.keyboard.press('Enter')
  const resume = page.getByRole('button', { name: 'Resume' })
  await expect(resume).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Done' })).toBeFocused({ timeout: 60_000 })
})

test('a run that was left is offered again, and is not given up unasked', async ({ page }) => {
  await page.goto('#/run?space=zoo&count=12&size=64&backends=wasm-1')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('progressbar', progress)).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Continue the run' })).toBeVisible()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.getByRole('button', { name: 'Continue the run' }).click()
  await expect(page.getByRole('progressbar', progress)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('link', { name: 'See the data' })).toBeVisible()
})
