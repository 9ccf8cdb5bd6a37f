import { playwright } from '@vitest/browser-playwright'
import type { Plugin } from 'vite'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { launchOptions } from './scripts/browser.ts'

/** The browser is looked for (and installed) only where a test needs it. */
const wantsBrowser = !process.argv.includes('--project=unit')

/**
 * Vitest sends every dynamic import through a global of the test page, which a worker of our own does not have. This
 * gives it one that does what the import did.
 */
const dynamicImportsInWorkers: Plugin = {
  name: 'dynamic-imports-in-workers',
  transform(code, id) {
    if (!/\.worker\.ts(\?|$)/.test(id)) return null
    return `globalThis.__vitest_browser_runner__ ??= { wrapDynamicImport: (load) => load() };${code}`
  },
}

/** Tests on a page of a real browser. */
const inBrowser = (name: string, files: string): TestProjectInlineConfiguration => ({
  extends: './vite.config.ts',
  plugins: [dynamicImportsInWorkers],
  // Found before the first test: a dependency that is found later reloads the page under a running test.
  optimizeDeps: { entries: ['src/**/*.{ts,svelte}', 'workers/*.ts', 'tests/{browser,slow}/**/*.ts'] },
  test: {
    name,
    include: [files],
    testTimeout: 60_000,
    // Two pages on one machine would disturb each other's clocks.
    fileParallelism: false,
    browser: {
      enabled: wantsBrowser,
      provider: playwright({ launchOptions: wantsBrowser ? launchOptions() : {} }),
      headless: true,
      screenshotFailures: false,
      instances: [{ browser: 'chromium' }],
    },
  },
})

export default defineConfig({
  test: {
    projects: [
      {
        extends: './vite.config.ts',
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/unit/**/*.test.ts'],
          // Ends a test that hangs. Vitest's 5 s are less than the longest of them take on two busy cores.
          testTimeout: 30_000,
        },
      },
      inBrowser('browser', 'tests/browser/**/*.test.ts'),
      inBrowser('slow', 'tests/slow/**/*.test.ts'),
    ],
  },
})
