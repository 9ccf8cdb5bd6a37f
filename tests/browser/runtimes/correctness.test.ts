import { describe, expect, it } from 'vitest'
import { operationSurvey } from '../../fixtures/networks.ts'
import { outputsOf } from '../../fixtures/outputs.ts'

const survey = operationSurvey()

const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

describe('every operation gives the result of the cpu backend', async () => {
  const reference = await outputsOf(
    { backend: 'cpu', threads: 1, fusion: 'off', selection: 'standard' },
    survey,
  )

  it.each([
    { backend: 'cpu', threads: 1, fusion: 'on', selection: 'standard' },
    { backend: 'wasm', threads: 1, fusion: 'on', selection: 'standard' },
    { backend: 'wasm', threads: 1, fusion: 'off', selection: 'standard' },
    { backend: 'webgl', threads: 1, fusion: 'on', selection: 'standard' },
    { backend: 'webgl', threads: 1, fusion: 'off', selection: 'standard' },
    { backend: 'webgpu', threads: 1, fusion: 'on', selection: 'standard' },
    { backend: 'webgpu', threads: 1, fusion: 'off', selection: 'standard' },
  ] as const)('$backend, fusion $fusion', async (configuration) => {
    const outputs = await outputsOf(configuration, survey)
    for (const [label, expected] of reference) {
      const actual = outputs.get(label)!
      expect(actual.length, label).toBe(expected.length)
      const error = largest(actual.map((value, index) => value - expected[index]!))
      // 32-bit sums of up to 900 products in another order, and a folded batch norm: a few 1e-6 of the scale.
      expect(error / largest(expected), label).toBeLessThan(1e-4)
    }
  })
})
