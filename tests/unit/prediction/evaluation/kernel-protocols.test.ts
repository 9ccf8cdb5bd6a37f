import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCsv, tableRows } from '../../../../scripts/lab/evaluate-csv.ts'
import { browserBaselines } from '../../../../src/prediction/baselines/browser.ts'
import { browserCeilings } from '../../../../src/prediction/evaluation/browser-ceilings.ts'
import { browserTrial } from '../../../../src/prediction/evaluation/browser-kernels.ts'
import { timedNetworks } from '../../../../src/prediction/evaluation/browser-table.ts'
import type { TableRow } from '../../../../src/prediction/evaluation/table-row.ts'
import { kernelModelMethod, type KernelMethod } from '../../../../src/prediction/evaluation/kernel-method.ts'
import { variantOfShaderKey } from '../../../../src/prediction/evaluation/shader-variant.ts'
import { randomStream, uniform } from '../../../../src/spaces/random.ts'

/** Tables of a made-up GPU, in the columns of the published ones. */
function browserTables(count: number): { networks: TableRow[]; kernels: TableRow[] } {
  const random = randomStream(3)
  const [networks, kernels] = [[], []] as [TableRow[], TableRow[]]
  for (let name = 0; name < count; name++) {
    let sum = 0
    for (let seq = 0; seq < 8; seq++) {
      const [side, c, f] = [uniform(random, 7, 56), 4 * uniform(random, 2, 40), 4 * uniform(random, 2, 40)]
      const groups = [Math.ceil(f / 32), Math.ceil((side * side) / 32)]
      const time = 6 + 0.02 * Math.ceil((groups[0]! * groups[1]!) / 64) * c
      sum += time
      kernels.push({
        ...{
          network: String(name),
          seq: String(seq),
          kernel: 'FusedConv2D',
          programs: 'MatMulPackedProgram',
        },
        ...{ input_shape: `1x${side}x${side}x${c}`, second_input_shape: `1x1x${c}x${f}` },
        output_shape: `1x${side}x${side}x${f}`,
        shader_keys: 'matMulPacked_4,4,1_false_false_relu_true_false_false_true_false_false',
        ...{ dispatches: `${groups.join('x')}x1`, workgroup_sizes: '8x8x1', time_us: String(time) },
      })
    }
    kernels.push({ ...kernels.at(-1), kernel: 'Reshape', programs: '', time_us: '0' })
    const slope = Math.max(sum, 12 * 8)
    networks.push({
      network: String(name),
      single_ms: String((3000 + sum) / 1000),
      slope_ms: String(slope / 1000),
    })
  }
  return { networks, kernels }
}

describe('kernels of a browser', { timeout: 60_000 }, () => {
  it('learns from some networks and judges by the others', async () => {
    const { networks, kernels } = browserTables(40)
    const timed = timedNetworks(networks, kernels)
    expect(timed).toHaveLength(40)
    expect(timed[0]?.works).toHaveLength(8)
    const trial = await browserTrial(kernelModelMethod, 'gpu', timed, 30, { seed: 1 })
    expect(trial.unknownImplementations).toEqual([])
    expect(trial.scores.map(({ subject, accuracy }) => [subject, accuracy.n])).toEqual([
      ['kernels', 80],
      ['sum of kernels', 10],
      ['single awaited', 10],
      ['in a batch', 10],
    ])
    const most = [0.01, 0.01, 0.02, 0.05]
    for (const [place, { accuracy, interval, ...rest }] of trial.scores.entries()) {
      expect(rest).toMatchObject({ seed: 1, trainingRows: 30, device: 'gpu', method: 'kernel model' })
      expect(accuracy.mape).toBeLessThan(most[place]!)
      expect(interval?.coverage).toBeGreaterThan(0.5)
    }
    await expect(browserTrial(kernelModelMethod, 'gpu', timed, 40, { seed: 1 })).rejects.toThrow('leave none')
  })

  it('judges simple ways too, which have no intervals', async () => {
    const { networks, kernels } = browserTables(20)
    const timed = timedNetworks(networks, kernels)
    for (const method of browserBaselines) {
      const { scores } = await browserTrial(method, 'gpu', timed, 15, { seed: 2 })
      expect(scores.map(({ interval }) => interval)).toEqual([null, null, null, null])
      expect(scores[0]!.accuracy.mape).toBeGreaterThan(0)
      expect(scores[0]!.accuracy.mape).toBeLessThan(0.6)
    }
  })

  it('tells the noise of a table from what was measured twice', () => {
    const { networks, kernels } = browserTables(3)
    const repeated = networks.map((row) => ({
      ...row,
      single_repeat_ms: String(1.1 * Number(row['single_ms'])),
      single_samples_ms: '2 4 2 4',
    }))
    const first = kernels[0]!
    const sampled = kernels.map((row) => ({ ...row, samples_us: '10 11 10 11' }))
    const copy = { ...first, network: '1', time_us: String(2 * Number(first['time_us'])), samples_us: '' }
    const ceilings = browserCeilings('gpu', repeated, [...sampled, copy])
    const mapeOf = (subject: string, how: string) =>
      ceilings.find((one) => one.subject === subject && one.method.endsWith(how))?.accuracy
    expect(mapeOf('single awaited', 'second pass')).toMatchObject({ n: 3 })
    expect(mapeOf('single awaited', 'second pass')?.mape).toBeCloseTo(0.1, 6)
    expect(mapeOf('single awaited', 'halves of the samples')?.mape).toBeCloseTo(0.5, 6)
    expect(mapeOf('kernels', 'halves of the samples')).toMatchObject({ n: 24 })
    expect(mapeOf('sum of kernels', 'halves of the samples')?.mape).toBeCloseTo(1 / 11, 6)
    expect(mapeOf('kernels', 'copies')).toMatchObject({ n: 2 })
    expect(mapeOf('kernels', 'copies')?.mape).toBeCloseTo((1 + 0.5) / 2, 6)
    expect(browserCeilings('gpu', networks, kernels)).toEqual([])
  })

  it('refuses tables that lack a column, a number or the kernels of a network', () => {
    const { networks, kernels } = browserTables(2)
    expect(() => timedNetworks([{ network: '0' }], kernels)).toThrow('no column "single_ms"')
    expect(() => timedNetworks(networks, [{ network: '0' }])).toThrow('no column "programs"')
    expect(() => timedNetworks(networks, kernels.slice(0, 9))).toThrow('Network 1 has no kernel')
    const wrong = kernels.map((row) => ({ ...row, time_us: 'fast' }))
    expect(() => timedNetworks(networks, wrong)).toThrow('"fast" in column time_us')
  })

  it('reads the form of a program from its shader key', () => {
    expect(variantOfShaderKey('conv2DMM_4,4,1_relu}_true_false_false_true_3_true_false')).toBe(
      'vec4 4x4x1 inner 3 whole rows',
    )
    expect(
      variantOfShaderKey('matMulPacked_1,1,1_false_false_linear_true_false_false_false_true_false'),
    ).toBe('scalar vector-matrix 1x1x1 whole rows')
    expect(variantOfShaderKey('slice')).toBe('')
  })
})

const tables = '../shared/data/h200_webgl_'
const reason = existsSync(`${tables}kernels.csv.gz`) ? null : `${tables}kernels.csv.gz is not there`

describe(`the table of a real browser${reason ? `, skipped: ${reason}` : ''}`, { timeout: 60_000 }, () => {
  it.skipIf(reason)('is predicted far better than by FLOPs, from a few networks', async () => {
    const rows = async (name: string) => tableRows(await readCsv(`${tables}${name}.csv.gz`))
    const networks = timedNetworks(await rows('networks'), await rows('kernels'))
    expect(networks).toHaveLength(55)
    const sumOf = async (method: KernelMethod) =>
      (await browserTrial(method, 'webgl', networks, 15, { seed: 1 })).scores[1]!
    const [flops] = browserBaselines
    const [own, simple] = [await sumOf(kernelModelMethod), await sumOf(flops!)]
    expect(own.accuracy.n).toBe(40)
    expect(own.accuracy.mape).toBeLessThan(0.15)
    expect(own.accuracy.mape).toBeLessThan(0.6 * simple.accuracy.mape)
  })
})
