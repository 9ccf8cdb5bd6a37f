import { existsSync, readFileSync } from 'node:fs'
import * as v from 'valibot'

export interface Counts {
  readonly passed: number
  readonly failed: number
}

export type ReportKind = 'none' | 'vitest' | 'playwright'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const vitestReport = v.object({ numPassedTests: count, numFailedTests: count })
const playwrightReport = v.object({ stats: v.object({ expected: count, unexpected: count, flaky: count }) })

/**
 * What a stage adds to the sum: the tests of its report, or one for a stage without a report.
 * A stage that ends badly adds at least one failure, whatever its report says: a file that cannot be loaded, or a
 * browser that does not start, is no failed test to its runner.
 */
export function countsOf(kind: ReportKind, path: string, isGood: boolean): Counts {
  const { passed, failed } =
    kind === 'none' ? { passed: isGood ? 1 : 0, failed: 0 } : countsInReport(kind, path)
  return { passed, failed: isGood ? failed : Math.max(1, failed) }
}

function countsInReport(kind: Exclude<ReportKind, 'none'>, path: string): Counts {
  if (!existsSync(path)) return { passed: 0, failed: 1 }
  const report: unknown = JSON.parse(readFileSync(path, 'utf8'))
  switch (kind) {
    case 'vitest': {
      const { numPassedTests, numFailedTests } = v.parse(vitestReport, report)
      return { passed: numPassedTests, failed: numFailedTests }
    }
    case 'playwright': {
      // A flaky test has failed once: retries are off, so there should be none.
      const { expected, unexpected, flaky } = v.parse(playwrightReport, report).stats
      return { passed: expected, failed: unexpected + flaky }
    }
  }
}
