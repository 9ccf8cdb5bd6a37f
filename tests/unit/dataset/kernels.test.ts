import { describe, expect, test } from 'vitest'
import { isolatedTimesOf, totalKernelMs } from '../../../src/dataset/kernel-lookup.ts'
import type { KernelRun, KernelTime } from '../../../src/dataset/kernel-schema.ts'
import { kernelTimesOf } from '../../../src/dataset/kernels.ts'
import { tinyKernels } from '../../fixtures/kernels.ts'
import { sampleKernelMeasurement } from '../../fixtures/records.ts'

const time = (ms: number): KernelTime => ({ ms, low: ms, high: ms, n: 5, statistic: 'median' })
const [template] = tinyKernels('webgl', { side: 8, filters: 4 })

/** Calls as `kernel` and the operation that it belongs to; isolated groups with their times. */
function run(calls: readonly [number, number][], groups: readonly [number[], number][]): KernelRun {
  return {
    table: Array.from({ length: 10 }, () => template![1]),
    calls: calls.map(([kernel, node]) => ({ kernel, nodes: [node] })),
    planMisses: null,
    inNetwork: null,
    isolated: {
      method: 'slope',
      quantumUs: 5,
      times: groups.map(([kernels, ms]) => ({ kernels, time: time(ms) })),
    },
  }
}
const found = (kernels: KernelRun) =>
  isolatedTimesOf(kernels).map((isolated) => isolated && [isolated.time.ms, isolated.first, isolated.length])

describe('isolated times', () => {
  test('belong to every place where the same kernels follow each other', () => {
    const kernels = run(
      [
        [0, 1],
        [1, 1],
        [2, 2],
        [0, 3],
        [1, 3],
      ],
      [
        [[0, 1], 4],
        [[2], 1],
      ],
    )
    expect(found(kernels)).toEqual([
      [4, 0, 2],
      [4, 0, 2],
      [1, 2, 1],
      [4, 3, 2],
      [4, 3, 2],
    ])
    expect(totalKernelMs(kernels, 'isolated')).toBe(9)
  })

  test('do not reach from one operation into the next', () => {
    const kernels = run(
      [
        [0, 1],
        [1, 2],
        [0, 3],
        [1, 3],
      ],
      [
        [[0, 1], 4],
        [[0], 1],
      ],
    )
    expect(found(kernels)).toEqual([[1, 0, 1], null, [4, 2, 2], [4, 2, 2]])
    expect(totalKernelMs(kernels, 'isolated')).toBe(5)
  })

  test('are the longest that fits, whatever their order in the record', () => {
    const groups: [number[], number][] = [
      [[0], 1],
      [[0, 1, 2], 8],
      [[0, 1], 4],
    ]
    const calls: [number, number][] = [
      [0, 1],
      [1, 1],
      [2, 1],
    ]
    for (const some of [groups, groups.toReversed()])
      expect(totalKernelMs(run(calls, some), 'isolated')).toBe(8)
  })

  test('of steps of one operation that are alike are one time', () => {
    // A grouped convolution: slice and convolution again and again, then a concat.
    const calls: [number, number][] = [
      [0, 1],
      [1, 1],
      [0, 1],
      [1, 1],
      [2, 1],
    ]
    expect(
      totalKernelMs(
        run(calls, [
          [[0], 1],
          [[1], 10],
          [[2], 100],
        ]),
        'isolated',
      ),
    ).toBe(122)
  })

  test('may miss a kernel, which has none and adds nothing', () => {
    const kernels = run(
      [
        [0, 1],
        [3, 2],
      ],
      [[[0], 1]],
    )
    expect(found(kernels)).toEqual([[1, 0, 1], null])
    expect(totalKernelMs(kernels, 'isolated')).toBe(1)
  })

  test('of as many alike kernels as a record may have are found at once', () => {
    const most = 10_000
    const calls = Array.from({ length: most }, (): [number, number] => [0, 1])
    // The longest group fails at its last kernel, at every place.
    const groups: [number[], number][] = [
      [[...Array.from({ length: most - 3 }, () => 0), 1], 1],
      [[0], 2],
    ]
    expect(totalKernelMs(run(calls, groups), 'isolated')).toBe(2 * most)
  })
})

describe('times inside of the network', () => {
  test('add up without those that the clock did not give', () => {
    const { measurement } = sampleKernelMeasurement({ backend: 'webgpu' })
    const { times } = measurement.kernels!.inNetwork!
    expect(times.filter((one) => one === null)).toHaveLength(1)
    const sum = times.reduce((total, one) => total + (one?.ms ?? 0), 0)
    expect(totalKernelMs(measurement.kernels!, 'in-network')).toBe(sum)
  })

  test('are none where none were taken', () => {
    const { measurement } = sampleKernelMeasurement({ inNetwork: false, isolated: false })
    expect(totalKernelMs(measurement.kernels!, 'in-network')).toBe(0)
    expect(totalKernelMs(measurement.kernels!, 'isolated')).toBe(0)
  })
})

describe('the kernels of a measurement', () => {
  test('are told in order, each with its times and its cost', () => {
    const { measurement, architecture } = sampleKernelMeasurement({ backend: 'wasm' })
    const { table, calls, inNetwork } = measurement.kernels!
    const told = kernelTimesOf(measurement, architecture)
    expect(told.map(({ position }) => position)).toEqual(calls.map((_, position) => position))
    told.forEach((call, position) => {
      expect(call.kernel).toBe(table[calls[position]!.kernel])
      expect(call.nodes).toBe(calls[position]!.nodes)
      expect(call.inNetwork).toBe(inNetwork!.times[position])
    })
    // The last operation was timed as a whole: three reshapes and the product.
    expect(told.slice(8).map(({ isolated }) => [isolated!.first, isolated!.length])).toEqual(
      Array.from({ length: 4 }, () => [8, 4]),
    )
    expect(told[10]).toMatchObject({ flops: 2 * 8 * 10, bytes: 4 * (8 + 80 + 10 + 10) })
  })

  test('are none where they were not asked for', () => {
    const { architecture } = sampleKernelMeasurement()
    expect(kernelTimesOf({ kernels: null }, architecture)).toEqual([])
  })
})
