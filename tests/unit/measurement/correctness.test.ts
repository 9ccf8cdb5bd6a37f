import { describe, expect, it } from 'vitest'
import { totalCost } from '../../../src/architecture/cost.ts'
import {
  compareOutputs,
  comparableNetwork,
  CorrectnessCover,
  isWrong,
} from '../../../src/measurement/correctness.ts'
import { zooSpace } from '../../../src/spaces/zoo/space.ts'
import { tinyNetwork } from '../../fixtures/networks.ts'

describe('comparing outputs', () => {
  it('gives the largest difference and the scale', () => {
    const comparison = compareOutputs(Float32Array.of(1, -2.5, 3), Float32Array.of(1, -2, 3))
    expect(comparison).toEqual({ maxAbsError: 0.5, outputScale: 3 })
    expect(isWrong(comparison)).toBe(true)
    expect(isWrong({ maxAbsError: 0.01, outputScale: 3 })).toBe(false)
  })

  it('takes what is not a number, and a wrong length, for wrong', () => {
    expect(isWrong(compareOutputs(Float32Array.of(NaN), Float32Array.of(1)))).toBe(true)
    expect(isWrong(compareOutputs(Float32Array.of(Infinity), Float32Array.of(1)))).toBe(true)
    expect(isWrong(compareOutputs(Float32Array.of(1, 1), Float32Array.of(1)))).toBe(true)
  })
})

describe('what is compared', () => {
  it('is the network itself where the cpu backend can do it', () => {
    const network = tinyNetwork()
    expect(comparableNetwork(network)).toBe(network)
  })

  it('is the network with a smaller input where it is large', () => {
    for (const key of ['mobilenet_v2', 'shufflenet_v2_x1_0', 'squeezenet1_0']) {
      const network = zooSpace.fromKey(key)
      const smaller = comparableNetwork(network)
      expect(smaller, key).not.toBeNull()
      expect(smaller!.nodes).toHaveLength(network.nodes.length)
      expect(totalCost(smaller!).flops).toBeLessThan(40e6)
    }
  })

  it('is each network with an operation that was not seen before', () => {
    const cover = new CorrectnessCover()
    expect(cover.isNew(tinyNetwork(16))).toBe(true)
    // Not compared yet: it stays new.
    expect(cover.isNew(tinyNetwork(16))).toBe(true)
    cover.note(tinyNetwork(16))
    expect(cover.isNew(tinyNetwork(32))).toBe(false)
    expect(cover.isNew(zooSpace.fromKey('mobilenet_v2'))).toBe(true)
  })
})
