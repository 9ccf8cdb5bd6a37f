import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { evaluate } from '../../../scripts/lab/evaluate.ts'
import { UsageError } from '../../../scripts/lab/options.ts'
import type { Evaluation } from '../../../src/prediction/evaluation/score.ts'
import { sampleDataset, sampleKernelMeasurement } from '../../fixtures/records.ts'

const measured = Array.from({ length: 20 }, (_, network) =>
  sampleKernelMeasurement({ backend: 'wasm', network }),
)
const others = sampleDataset({ networks: 20, platforms: 2, seed: 1 })
const sample = {
  platforms: others.platforms,
  architectures: others.architectures,
  measurements: [
    ...measured.map(({ measurement }) => measurement),
    ...others.measurements.filter(({ platformId }) => platformId === others.platforms[1]!.id),
  ],
}
const dataset = { format: 'inferometer-dataset', version: 1, ...sample }
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records-'))
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
})

async function file(name: string, content: object | string | Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(
    path,
    typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
  )
  return path
}
const records = (...words: string[]) => evaluate.run(['records', '--train', '8', '--seeds', '1', ...words])

describe('lab evaluate records', { timeout: 60_000 }, () => {
  it('joins files, chooses devices, and writes what it found', async () => {
    const half = sample.measurements.length / 2
    const one = await file('one.json', { ...dataset, measurements: sample.measurements.slice(0, half + 5) })
    const other = { ...dataset, measurements: sample.measurements.slice(half) }
    const packed = await file('two.json.gz', gzipSync(JSON.stringify(other)))
    const out = join(folder, 'out.json')
    const tables = `${one},${packed}`
    expect(await records('--table', tables, '--device', 'wasm', '--test-space', 'zoo', '--out', out)).toBe(0)
    const { protocol, scores } = JSON.parse(await readFile(out, 'utf8')) as Evaluation
    expect(protocol).toBe('records')
    expect(new Set(scores.map(({ device }) => device.replace(/ \w+$/, '')))).toEqual(
      new Set(['Phone 1 Chromium wasm-1']),
    )
    const subjects = new Set(scores.map(({ subject }) => subject))
    for (const subject of ['networks, synthetic', 'networks, zoo']) expect(subjects).toContain(subject)
    const rest = scores.find(({ subject }) => subject === 'networks, synthetic')!
    expect(rest.accuracy.n).toBe(15 - 8)
  })

  it('leaves simple ways out, and judges a device once that two parts of a name choose', async () => {
    const table = await file('both.json', dataset)
    const out = join(folder, 'both-out.json')
    const given = ['--table', table, '--device', 'wasm,wasm-1', '--baselines', 'off', '--out', out]
    expect(await records(...given)).toBe(0)
    const { scores, notes } = JSON.parse(await readFile(out, 'utf8')) as Evaluation
    const whole = scores.filter(({ subject }) => subject === 'networks, synthetic')
    expect(whole.filter(({ method }) => method === 'whole network')).toHaveLength(
      new Set(whole.map(({ device }) => device)).size,
    )
    expect(whole.some(({ method }) => method.startsWith('baseline'))).toBe(false)
    expect(notes.join(' ')).toContain('Whole network is the baseline "linear in features"')
  })

  it('refuses what is no dataset, damaged records, and what a dataset has not', async () => {
    const table = await file('all.json', dataset)
    const refused = async (words: readonly string[], message: string) => {
      await expect(records(...words)).rejects.toThrow(UsageError)
      await expect(records(...words)).rejects.toThrow(message)
    }
    await refused([], '--table is needed')
    await refused(['--table', join(folder, 'none.json')], 'cannot be read')
    await refused(['--table', await file('text.json', 'text')], 'text.json')
    await refused(['--table', await file('null.json', 'null')], 'null.json')
    await refused(['--table', await file('other.json', { format: 'other' })], 'other.json')
    await refused(['--table', await file('list.json', { ...dataset, platforms: 3 })], 'no list of platforms')
    const [first, ...rest] = sample.measurements
    const damaged = { ...dataset, measurements: [{ ...first!, measuredAt: 'never' }, ...rest] }
    await refused(['--table', await file('damaged.json', damaged)], 'measurements[0]')
    await refused(['--table', await file('garbage.json.gz', 'garbage')], 'garbage.json.gz cannot be unpacked')
    for (const member of ['measurements', 'platforms']) {
      const empty = await file(`no-${member}.json`, { ...dataset, [member]: [] })
      await refused(['--table', empty], `no-${member}.json holds no measured network of a known platform`)
    }
    await refused(['--table', `${table},`], '--table names a file without a name')
    await refused(['--table', table, '--test-space', 'synthetic'], '--test-space synthetic')
    await refused(['--table', table, '--baselines', 'maybe'], '--baselines knows on, off')
    await refused(['--table', table, '--device', 'Watch'], 'no device "Watch"')
    await refused(['--table', table, '--test-space', 'ofa'], 'no network of the space ofa')
    await refused(['--table', table, '--train', '1000'], 'not 1000')
    const told = vi.spyOn(process.stderr, 'write').mockClear()
    await refused(['--table', table, '--train', '8,1000'], 'not 1000')
    expect(told, 'nothing is learnt before all is checked').not.toHaveBeenCalled()
  })
})
