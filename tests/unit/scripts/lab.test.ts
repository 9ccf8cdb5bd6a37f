import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test, vi } from 'vitest'

const project = resolve(import.meta.dirname, '../../..')

// A Node.js that compiles TypeScript as it starts: seconds on a busy machine, and not what is tested here.
vi.setConfig({ testTimeout: 60_000 })

/** The lab as a terminal sees it. */
function lab(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((settle) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', 'scripts/lab.ts', ...args],
      { cwd: project },
      (_, out, err) => settle({ code: child.exitCode ?? -1, out, err }),
    )
  })
}

test('the lab says what it can do', async () => {
  const { code, out } = await lab('--help')
  expect(code).toBe(0)
  expect(out).toContain('npm run lab -- collect')
  expect(out).toContain('npm run lab -- demo')
  expect(out).toContain('npm run lab -- describe')
  expect(out).toContain('npm run lab -- evaluate')
})

test('each command lists its options', async () => {
  const { code, out } = await lab('collect', '--help')
  expect(code).toBe(0)
  for (const option of [
    '--out',
    '--space',
    '--count',
    '--seed',
    '--backends',
    '--profile',
    '--timeout',
    '--gpu',
  ])
    expect(out).toContain(option)
})

test.each([
  [['constructor'], 'There is no command "constructor". There are: collect, demo, describe, evaluate.'],
  [
    ['demo', '--fast'],
    "Unknown option '--fast'. The options are --out, --picture, --gpu, --profile, --timeout.",
  ],
])('%j is answered with one sentence and an exit code of 2', async (args, sentence) => {
  expect(await lab(...args)).toEqual({ code: 2, out: '', err: `${sentence}\n` })
})
