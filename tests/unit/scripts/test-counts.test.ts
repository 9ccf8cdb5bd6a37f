import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { countsOf } from '../../../scripts/test/counts.ts'

let folder = ''
const report = (content: unknown) => {
  const path = join(folder, 'report.json')
  writeFileSync(path, JSON.stringify(content))
  return path
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'counts-test-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

test('a stage without a report counts as one', () => {
  expect(countsOf('none', '', true)).toEqual({ passed: 1, failed: 0 })
  expect(countsOf('none', '', false)).toEqual({ passed: 0, failed: 1 })
})

test('the tests of Vitest are counted', () => {
  const path = report({ numPassedTests: 7, numFailedTests: 2, testResults: [] })
  expect(countsOf('vitest', path, false)).toEqual({ passed: 7, failed: 2 })
})

test('the tests of Playwright are counted, and a flaky one has failed', () => {
  const path = report({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 3 } })
  expect(countsOf('playwright', path, false)).toEqual({ passed: 5, failed: 2 })
})

test('a runner that ends badly without a failed test counts as a failure', () => {
  const path = report({ numPassedTests: 7, numFailedTests: 0 })
  expect(countsOf('vitest', path, false)).toEqual({ passed: 7, failed: 1 })
})

test('a runner that leaves no report counts as a failure, whatever it says', () => {
  expect(countsOf('playwright', join(folder, 'missing.json'), true)).toEqual({ passed: 0, failed: 1 })
})
