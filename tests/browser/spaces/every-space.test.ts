import { describe, expect, it } from 'vitest'
import { inferShapes } from '../../../src/architecture/shapes.ts'
import type { Architecture } from '../../../src/architecture/graph.ts'
import { compareOutputs } from '../../../src/measurement/correctness.ts'
import { loadSpace, spaces } from '../../../src/spaces/registry.ts'
import { outputsOf } from '../../fixtures/outputs.ts'

/** WebGPU on software rendering takes a second for some 10 MFLOP; these have hardly anything smaller. */
const mostFlops: Readonly<Record<string, number>> = { fbnet: 100e6, nasbench101: 400e6 }

async function samples(): Promise<Architecture[]> {
  const drawn: Architecture[] = []
  for (const { name } of spaces) {
    const space = await loadSpace(name)
    const budget = mostFlops[name] ?? 50e6
    for (const { architecture } of space.sample({ seed: 1, count: 1, inputSize: 32, mostFlops: budget }))
      drawn.push({ ...architecture, label: name })
  }
  return drawn
}

describe('a network of every space gives the result of the cpu backend', async () => {
  const networks = await samples()
  const reference = await outputsOf(
    { backend: 'cpu', threads: 1, fusion: 'off', selection: 'standard' },
    networks,
  )

  it('has one of each', () => {
    expect([...reference.keys()]).toEqual(spaces.map(({ name }) => name))
    for (const network of networks) {
      const shapes = inferShapes(network)
      const values = network.outputs.reduce(
        (sum, output) => sum + (shapes.get(output) ?? []).reduce((product, size) => product * size, 1),
        0,
      )
      expect(reference.get(network.label)).toHaveLength(values)
    }
  })

  it.each(['wasm', 'webgl', 'webgpu'] as const)(
    'on %s',
    async (backend) => {
      const outputs = await outputsOf({ backend, threads: 1, fusion: 'on', selection: 'standard' }, networks)
      for (const [label, expected] of reference) {
        const { maxAbsError, outputScale } = compareOutputs(outputs.get(label)!, expected)
        expect(outputScale, label).toBeGreaterThan(0)
        expect(maxAbsError / outputScale, label).toBeLessThan(1e-4)
      }
    },
    300_000,
  )
})
