import { defineConfig } from '@playwright/test'
import { launchOptions } from './scripts/browser.ts'

/**
 * End-to-end tests of the production build. `name.spec.ts` runs on a phone's screen, `name.desk.spec.ts` on a desk's,
 * `name.both.spec.ts` on both. No phone's user agent: TF.js takes other paths for one (`isMobile()`), so a test that
 * wants it says so itself.
 */
// One port for the server and all workers, which read this file again: the first reading chooses.
const port = (process.env['E2E_PORT'] ??= String(4200 + (process.pid % 700)))
const baseURL = `http://localhost:${port}/`

export default defineConfig({
  testDir: 'tests/e2e',
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '.cache/reports/e2e.json' }]],
  use: {
    baseURL,
    launchOptions: launchOptions(),
    screenshot: 'only-on-failure',
    colorScheme: 'light',
    locale: 'en-GB',
  },
  webServer: {
    command: `npx tsx scripts/start.ts --port ${port}`,
    url: baseURL,
    timeout: 180_000,
    stdout: 'ignore',
  },
  projects: [
    { name: 'phone', testIgnore: /\.desk\.spec\.ts$/, use: { viewport: { width: 390, height: 844 } } },
    { name: 'desk', testMatch: /\.(desk|both)\.spec\.ts$/, use: { viewport: { width: 1280, height: 800 } } },
  ],
})
