import { describe, expect, it } from 'vitest'
import {
  batchNormWeights,
  convolutionWeights,
  foldBatchNorm,
  normalValues,
} from '../../../src/runtimes/weights.ts'
import type { Node } from '../../../src/architecture/graph.ts'

const conv = (bias: boolean): Node => ({
  name: 'conv',
  inputs: ['x'],
  operation: {
    kind: 'conv2d',
    filters: 4,
    kernel: [3, 3],
    stride: [1, 1],
    padding: 'same',
    dilation: [1, 1],
    groups: 1,
    bias,
  },
})

describe('made-up weights', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(normalValues(100, 3, 1)).toEqual(normalValues(100, 3, 1))
    expect(normalValues(100, 3, 1)).not.toEqual(normalValues(100, 4, 1))
  })

  it('are normal: mean 0 and variance 1 to within a percent for 60,000 values', () => {
    const values = normalValues(60_000, 1, 1)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    // Standard errors: 0.004 for the mean, 0.006 for the variance.
    expect(Math.abs(mean)).toBeLessThan(0.015)
    expect(Math.abs(variance - 1)).toBeLessThan(0.02)
  })
})

describe('a folded batch norm', () => {
  it.each([true, false])('gives the result of convolution and batch norm (bias: %s)', (bias) => {
    const weights = convolutionWeights(conv(bias), [5, 5, 2], 7)
    const norm = batchNormWeights(4, 1e-3, 11)
    const folded = foldBatchNorm(weights, norm)
    // One output position: a row of 18 inputs against the filter as a matrix of 18 by 4.
    const input = normalValues(18, 2, 1)
    const product = (filter: Float32Array, offset: Float32Array | null) =>
      Array.from({ length: 4 }, (_, out) =>
        input.reduce((sum, value, row) => sum + value * filter[row * 4 + out]!, offset?.[out] ?? 0),
      )
    const [mean, variance, scale, offset] = [norm.mean, norm.variance, norm.scale, norm.offset].map(
      (learnt) => learnt.values(),
    )
    const expected = product(weights.filter.values(), weights.bias?.values() ?? null).map(
      (value, out) =>
        ((value - mean![out]!) / Math.sqrt(variance![out]! + norm.epsilon)) * scale![out]! + offset![out]!,
    )
    // 32-bit weights: some 1e-7 of a value around 1.
    product(folded.filter.values(), folded.bias!.values()).forEach((value, out) =>
      expect(value).toBeCloseTo(expected[out]!, 5),
    )
  })
})
