import { expect, test, type Page } from '@playwright/test'

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

const runs = (page: Page) => page.getByRole('button', { name: 'Run', exact: true })
const ended = (page: Page) =>
  expect(page.getByRole('link', { name: 'See the data' })).toBeVisible({ timeout: 90_000 })

test('kernels are measured once: a second run has nothing to do, and says so', async ({ page }) => {
  await page.goto('#/run?measure=kernels&space=operations&count=3&size=32&mflop=2&backends=wasm-1')
  const [, different = ''] =
    (await page.getByText(/^Made of \d+ operations/).innerText()).match(/(\d+) of them different/) ?? []
  expect(Number(different)).toBeGreaterThan(1)
  await expect(page.getByText(`${different} kernels ×on 1 engine`)).toBeVisible()
  await runs(page).click()
  await ended(page)
  await expect(page.getByRole('columnheader', { name: 'Kernels' })).toBeVisible()
  await expect(page.getByRole('cell', { name: different, exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'New run' }).click()
  await runs(page).click()
  await expect(page.getByRole('note')).toContainText('nothing is measured anew')
  await expect(runs(page)).toBeEnabled()
  await expect(page.getByRole('progressbar', progress)).toHaveCount(0)

  // Three more networks: what is known of the first is left out.
  await page.getByRole('spinbutton', { name: 'Networks to take kernels from' }).fill('5')
  await page.getByRole('spinbutton', { name: 'Networks to take kernels from' }).blur()
  await runs(page).click()
  await ended(page)
  await expect(page.getByRole('note')).toContainText(`${different} of them are in the dataset already`)
})

test('with and without fusion a record is compared with its pair', async ({ page }) => {
  await page.goto('#/run?networks=squeezenet_v1_1&size=32&backends=wasm-1&fusion=both&kernels=off')
  await expect(page.getByText('1 network ×on 2 configurations')).toBeVisible()
  await runs(page).click()
  await ended(page)
  await page
    .getByRole('link', { name: /WASM 1 thread, not fused/ })
    .first()
    .click()
  const pairs = page.getByRole('list', { name: 'Beside the standard way, on this engine' })
  await expect(pairs.getByRole('listitem')).toHaveCount(1)
  await expect(pairs.getByText('not fused')).toBeVisible()
  await expect(pairs.getByText(/× (slower|faster)$|no difference seen/)).toBeVisible()
})
