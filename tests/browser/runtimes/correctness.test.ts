import { describe, expect, it } from 'vitest'
import type { RuntimeConfiguration } from '../../../src/runtimes/runtime.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { operationSurvey } from '../../fixtures/networks.ts'

const survey = operationSurvey()

async function outputsOf(configuration: RuntimeConfiguration): Promise<Map<string, Float32Array>> {
  const runtime = await startTfjs(configuration, 20_000)
  const outputs = new Map<string, Float32Array>()
  for (const network of survey) {
    const executable = runtime.prepare(network)
    executable.load()
    await executable.compile()
    executable.run()
    outputs.set(network.label, await executable.read())
    executable.dispose()
  }
  await runtime.stop()
  return outputs
}

const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

describe('every operation gives the result of the cpu backend', async () => {
  const reference = await outputsOf({ backend: 'cpu', threads: 1, fusion: 'off' })

  it.each([
    { backend: 'cpu', threads: 1, fusion: 'on' },
    { backend: 'wasm', threads: 1, fusion: 'on' },
    { backend: 'wasm', threads: 1, fusion: 'off' },
    { backend: 'webgl', threads: 1, fusion: 'on' },
    { backend: 'webgl', threads: 1, fusion: 'off' },
    { backend: 'webgpu', threads: 1, fusion: 'on' },
    { backend: 'webgpu', threads: 1, fusion: 'off' },
  ] as const)('$backend, fusion $fusion', async (configuration) => {
    const outputs = await outputsOf(configuration)
    for (const [label, expected] of reference) {
      const actual = outputs.get(label)!
      expect(actual.length, label).toBe(expected.length)
      const error = largest(actual.map((value, index) => value - expected[index]!))
      // 32-bit sums of up to 900 products in another order, and a folded batch norm: a few 1e-6 of the scale.
      expect(error / largest(expected), label).toBeLessThan(1e-4)
    }
  })
})
