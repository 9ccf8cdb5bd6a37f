import { describe, expect, it } from 'vitest'
import { kernelTimesOf } from '../../../../src/dataset/kernels.ts'
import { totalKernelMs } from '../../../../src/dataset/kernel-lookup.ts'
import { kernelKinds } from '../../../../src/pages/record/kernel-kinds.ts'
import {
  distinctWorks,
  firstSource,
  layerOperations,
  totalMs,
  unitsOf,
} from '../../../../src/pages/record/kernel-units.ts'
import { sampleKernelMeasurement } from '../../../fixtures/records.ts'

type Sample = Parameters<typeof sampleKernelMeasurement>[0]
function sampleOf(options?: Sample) {
  const { measurement, architecture } = sampleKernelMeasurement(options)
  return {
    run: measurement.kernels!,
    calls: kernelTimesOf(measurement, architecture),
    graph: architecture.graph,
  }
}

describe('units', () => {
  it('in the network are single kernels, each with its layer and kind', () => {
    const { calls, graph } = sampleOf()
    const units = unitsOf(calls, graph, 'in-network')
    expect(units.map(({ layer, kind, time }) => [layer, kernelKinds[kind]!.label, time !== null])).toEqual([
      ['1 · conv 3×3 /2', 'Moving values', true],
      ['1 · conv 3×3 /2', 'Convolution', true],
      ['4 · depthwise 3×3', 'Depthwise', true],
      ['7 · conv 1×1', 'Pointwise', true],
      ['9 · hardSwish', 'Elementwise, pooling', true],
      ['9 · hardSwish', 'Elementwise, pooling', false],
      ['9 · hardSwish', 'Elementwise, pooling', true],
      ['9 · hardSwish', 'Elementwise, pooling', true],
      ['10 · global pool', 'Moving values', true],
      ['10 · global pool', 'Elementwise, pooling', true],
      ['11 · dense 10', 'Dense, attention', true],
    ])
    expect(layerOperations(calls[0]!.nodes, graph)).toBe('conv 3×3 /2 + batch norm + relu')
  })

  it('alone are the kernels that were timed together', () => {
    const { calls, graph } = sampleOf({ backend: 'webgl' })
    const units = unitsOf(calls, graph, 'isolated')
    expect(units.map((unit) => unit.calls.length)).toEqual([2, 1, 1, 4, 4, 2])
    expect(units.every(({ time }) => time !== null)).toBe(true)
    expect(units.flatMap((unit) => unit.calls)).toEqual(calls)
  })

  it.each(['webgpu', 'webgl', 'wasm'] as const)('of %s add up to what the account says', (backend) => {
    const { run, calls, graph } = sampleOf({ backend, inNetwork: true })
    for (const source of ['in-network', 'isolated'] as const)
      expect(totalMs(unitsOf(calls, graph, source))).toBeCloseTo(totalKernelMs(run, source), 9)
  })
})

it('times in the network come first, then those alone; none where there are none', () => {
  expect(firstSource(sampleOf().run)).toBe('in-network')
  expect(firstSource(sampleOf({ inNetwork: false }).run)).toBe('isolated')
  expect(firstSource(sampleOf({ inNetwork: false, isolated: false }).run)).toBeNull()
})

it('the same kernel is one work however often it runs, and untimed ones are none', () => {
  const { calls, graph, run } = sampleOf()
  const units = unitsOf(calls, graph, 'in-network')
  const works = distinctWorks([...units, ...units])
  const timed = units.filter(({ time }) => time !== null)
  expect(works).toHaveLength(new Set(timed.map((unit) => unit.calls[0]!.kernel)).size)
  expect(works.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(
    (2 * totalKernelMs(run, 'in-network')) / 1000,
    9,
  )
})
