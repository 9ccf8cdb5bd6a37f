import { expect, it } from 'vitest'
import { configurationKey, configurationLabel, tagSentences, variantLabel } from '../../../src/app/labels.ts'
import type { Configuration } from '../../../src/dataset/record.ts'

it('says of a tag what puts it there', () => {
  // record-maker.ts: noisyShare
  expect(tagSentences.noisy).toContain('more than 10 %')
  // measure-network.ts: only where every sample was at another clock state
  expect(tagSentences.clock).toBe(
    'All samples were taken at another clock state than the best of this run; the median is of those.',
  )
})

const configuration = (change: Partial<Configuration>): Configuration => ({
  runtime: 'tfjs',
  backend: 'webgpu',
  threads: 1,
  fusion: 'on',
  selection: 'standard',
  precision: 'fp32',
  ...change,
})

it('tells configurations apart by engine, threads, fusion and selection', () => {
  const all = [
    configuration({}),
    configuration({ fusion: 'off' }),
    configuration({ selection: 'im2col' }),
    configuration({ selection: 'im2col', fusion: 'off' }),
    configuration({ backend: 'wasm' }),
    configuration({ backend: 'wasm', threads: 4 }),
  ]
  expect(all.map(configurationLabel)).toEqual([
    'WebGPU',
    'WebGPU, not fused',
    'WebGPU, im2col',
    'WebGPU, not fused, im2col',
    'WASM 1 thread',
    'WASM 4 threads',
  ])
  expect(new Set(all.map(configurationKey)).size).toBe(all.length)
  expect(all.slice(0, 4).map(variantLabel)).toEqual(['', 'not fused', 'im2col', 'not fused, im2col'])
})
