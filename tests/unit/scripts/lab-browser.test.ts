import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { evaluateBrowser } from '../../../scripts/lab/evaluate-browser.ts'
import type { Evaluation } from '../../../src/prediction/evaluation/score.ts'
import { randomStream, uniform } from '../../../src/spaces/random.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'browser-'))
  const random = randomStream(8)
  const networks = ['network,single_ms,slope_ms,single_samples_ms,blocks']
  const kernels = [
    'network,seq,kernel,input_shape,second_input_shape,output_shape,programs,shader_keys,dispatches,workgroup_sizes,time_us,samples_us',
  ]
  for (let name = 0; name < 24; name++) {
    let sum = 0
    for (let seq = 0; seq < 5; seq++) {
      const [side, c, f] = [uniform(random, 7, 40), 4 * uniform(random, 2, 30), 4 * uniform(random, 2, 30)]
      const [x, y] = [Math.ceil(f / 32), Math.ceil((side * side) / 32)]
      const time = 6 + 0.02 * Math.ceil((x * y) / 64) * c
      sum += time
      kernels.push(
        `${name},${seq},FusedConv2D,1x${side}x${side}x${c},1x1x${c}x${f},1x${side}x${side}x${f},MatMulPackedProgram,"matMulPacked_4,4,1_false_false_relu_true_false_false_true_false_false",${x}x${y}x1,8x8x1,${time},${time} ${time}`,
      )
    }
    networks.push(`${name},${(3000 + sum) / 1000},${sum / 1000},3 3.1 3,"[{""t"":""conv"",""k"":1}]"`)
  }
  await writeFile(join(folder, 'gpu_networks.csv'), networks.join('\n'))
  await writeFile(join(folder, 'gpu_kernels.csv'), kernels.join('\n'))
  await writeFile(join(folder, 'other.csv'), networks.join('\n'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('the lab on kernels of a browser', { timeout: 60_000 }, () => {
  beforeEach(() => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  })

  it('finds the kernels beside the networks, and judges each way on all four subjects', async () => {
    const out = join(folder, 'out', 'scores.json')
    const words = ['--table', join(folder, 'gpu_networks.csv'), '--train', '16', '--seeds', '1', '--out', out]
    expect(await evaluateBrowser.run(words)).toBe(0)
    const found = JSON.parse(await readFile(out, 'utf8')) as Evaluation
    expect(found.protocol).toBe('browser')
    const own = found.scores.filter(({ method }) => method === 'kernel model')
    expect(own.map(({ subject }) => subject)).toEqual([
      'kernels',
      'sum of kernels',
      'single awaited',
      'in a batch',
    ])
    expect(new Set(found.scores.map(({ device }) => device))).toEqual(new Set(['gpu']))
    const sums = found.scores.filter(({ subject }) => subject === 'sum of kernels')
    expect(sums.length).toBeGreaterThan(3)
    for (const { method, accuracy } of sums)
      if (method !== 'kernel model') expect(accuracy.mape).toBeGreaterThan(own[1]!.accuracy.mape)
    expect(found.ceilings.map(({ subject }) => subject)).toContain('single awaited')
    expect(found.notes[0]).toContain('16 learnt, seed 0: single by')
  })

  it('says what is wrong with the tables', async () => {
    const run = (...words: string[]) => evaluateBrowser.run(words)
    const table = join(folder, 'gpu_networks.csv')
    await expect(run('--table', join(folder, 'other.csv'))).rejects.toThrow('--kernels is needed')
    await expect(run('--table', table, '--device', 'phone')).rejects.toThrow('It has gpu')
    await expect(run('--table', table, '--train', '24', '--baselines', 'off')).rejects.toThrow('leave none')
    await expect(run('--table', table, '--kernels', join(folder, 'other.csv'))).rejects.toThrow('no column')
  })
})
