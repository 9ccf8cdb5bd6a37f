import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, expect, test } from '@playwright/test'
import { launchOptions } from '../../scripts/browser.ts'

/** Ends every process of the browser with this profile as a power failure would. */
async function killBrowser(profile: string): Promise<number> {
  let killed = 0
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (!command.includes(profile)) continue
    try {
      process.kill(Number(pid), 'SIGKILL')
      killed++
    } catch {
      // It ended with its parent.
    }
  }
  return killed
}

test('killing the browser in mid-run and starting again loses nothing', async ({ baseURL }) => {
  test.skip(process.platform !== 'linux', 'the browser is killed through /proc')
  const profile = await mkdtemp(join(tmpdir(), 'inferometer-crash-'))
  const open = () =>
    chromium.launchPersistentContext(profile, {
      ...launchOptions(),
      baseURL: baseURL ?? '',
      viewport: { width: 390, height: 844 },
    })
  try {
    const first = await (await open()).newPage()
    await first.goto('#/run?space=zoo&count=6&size=64&seed=1&backends=wasm-1')
    await first.getByRole('button', { name: 'Run', exact: true }).click()
    const progress = first.getByRole('progressbar', { name: 'Campaign progress' })
    await expect
      .poll(async () => Number(await progress.getAttribute('aria-valuenow')), { timeout: 60_000 })
      .toBeGreaterThanOrEqual(2)
    expect(await killBrowser(profile)).toBeGreaterThan(0)

    const context = await open()
    const page = await context.newPage()
    await page.goto('#/run')
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByRole('link', { name: 'See the data' })).toBeVisible({ timeout: 60_000 })
    await page.goto('#/data?space=zoo')
    // Six networks and the second visit of one of them: measured, or recorded as what was under way.
    await expect(page.getByRole('status').filter({ hasText: '7 of' })).toBeVisible()
    const rows = page.getByRole('row').filter({ has: page.getByRole('link') })
    await expect(rows).toHaveCount(7)
    expect(await rows.filter({ hasText: /killed|ended the tab/i }).count()).toBeLessThanOrEqual(1)
    await context.close()
  } finally {
    await killBrowser(profile)
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
})
