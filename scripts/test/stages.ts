import type { ReportKind } from './counts.ts'

/** One part of `npm test`. It is announced, timed, and run whatever became of the parts before it. */
export interface Stage {
  readonly name: string
  /** Run one after another; the stage fails if one of them does. */
  readonly commands: readonly string[]
  /** How its tests are counted; `none`: the stage counts as one. */
  readonly report: ReportKind
  readonly needsBrowser?: true
}

const vitest = (project: string) =>
  `vitest run --project=${project} --reporter=default --reporter=json --outputFile.json=.cache/reports/${project}.json`

/** From the quickest to the slowest. */
export const stages: readonly Stage[] = [
  { name: 'format', commands: ['prettier --check --log-level warn .'], report: 'none' },
  { name: 'lint', commands: ['eslint --max-warnings 0 .'], report: 'none' },
  {
    name: 'types',
    commands: ['svelte-check --tsconfig ./tsconfig.json --fail-on-warnings', 'tsc --noEmit'],
    report: 'none',
  },
  { name: 'knip', commands: ['knip'], report: 'none' },
  { name: 'size', commands: ['vite build --logLevel warn', 'size-limit'], report: 'none' },
  { name: 'unit', commands: [vitest('unit')], report: 'vitest' },
  { name: 'browser', commands: [vitest('browser')], report: 'vitest', needsBrowser: true },
  { name: 'e2e', commands: ['playwright test'], report: 'playwright', needsBrowser: true },
]
