import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import type { Dataset } from '../../src/dataset/record.ts'

const project = resolve(import.meta.dirname, '../..')
const lab = (args: readonly string[], cwd = project) =>
  promisify(execFile)(join(project, 'node_modules/.bin/tsx'), [join(project, 'scripts/lab.ts'), ...args], {
    cwd,
  })

let folder = ''
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inferometer-lab-'))
})
test.afterAll(() => rm(folder, { recursive: true, force: true }))

test('npm run lab -- collect writes a dataset and tells its progress', async () => {
  const out = join(folder, 'data.json')
  const request = [
    '--space',
    'zoo',
    '--count',
    '2',
    '--seed',
    '3',
    '--size',
    '32',
    '--backends',
    'wasm-1',
    '--out',
    out,
  ]
  const { stderr } = await lab(['collect', ...request])
  expect(stderr).toMatch(/2 measured|3 measured/)
  const dataset = JSON.parse(await readFile(out, 'utf8')) as Dataset
  expect(dataset).toMatchObject({ format: 'inferometer-dataset', version: 1 })
  expect(dataset.measurements.filter(({ status }) => status === 'ok').length).toBeGreaterThanOrEqual(2)
})

test('npm run lab -- collect measures kernels both ways once, and tells the ratios', async () => {
  test.setTimeout(600_000)
  const out = join(folder, 'kernels.json')
  const choice = [
    '--measure',
    'kernels',
    '--space',
    'operations',
    '--count',
    '2',
    '--size',
    '32',
    '--mflop',
    '2',
  ]
  const request = [
    ...choice,
    '--fusion',
    'both',
    '--backends',
    'wasm-1',
    '--profile',
    join(folder, 'profile'),
    '--out',
    out,
  ]
  const first = await lab(['collect', ...request])
  expect(first.stdout).toMatch(/^beside the standard way +n +latency/)
  expect(first.stdout).toMatch(/^wasm, unfused +\d+ +\d\.\d{3} \(/m)
  const { architectures, measurements } = JSON.parse(await readFile(out, 'utf8')) as Dataset
  const kernels = architectures.filter(({ space }) => space === 'kernels')
  expect(kernels.length).toBeGreaterThan(0)
  for (const { id } of kernels) {
    const ways = measurements.filter(({ architectureId }) => architectureId === id)
    expect(new Set(ways.map(({ configuration }) => configuration.fusion))).toEqual(new Set(['on', 'off']))
  }
  const second = await lab(['collect', ...request])
  expect(second.stderr).toContain('nothing is measured anew')
  expect((JSON.parse(await readFile(out, 'utf8')) as Dataset).measurements).toHaveLength(measurements.length)
})

test('npm run lab -- demo shows the main job in one go', async () => {
  test.setTimeout(600_000)
  const [data, picture] = ['inferometer-demo.json', 'inferometer-demo.png'].map((name) => join(folder, name))
  const { stdout } = await lab(['demo'], folder)
  for (const backend of ['webgpu', 'webgl', 'wasm']) expect(stdout).toContain(backend)
  const dataset = JSON.parse(await readFile(data ?? '', 'utf8')) as Dataset
  expect(new Set(dataset.measurements.map(({ configuration }) => configuration.backend)).size).toBe(3)
  expect((await stat(picture ?? '')).size).toBeGreaterThan(10_000)
})

test('a wrong option is answered with a sentence', async () => {
  await expect(lab(['collect', '--spice', 'zoo'])).rejects.toMatchObject({
    stderr: expect.stringContaining('--spice') as unknown,
  })
})
