import { afterAll, describe, expect, it } from 'vitest'
import { canonicalGraph } from '../../src/architecture/canonical.ts'
import { totalCost } from '../../src/architecture/cost.ts'
import { createEngineHost } from '../../src/app/engine-host.ts'
import type { Configuration } from '../../src/dataset/record.ts'
import { compareOutputs } from '../../src/measurement/correctness.ts'
import type { EngineApi, EngineSession } from '../../src/measurement/engine-host.ts'
import { standardProtocol } from '../../src/measurement/protocol.ts'
import { networks } from '../../src/spaces/zoo/networks.ts'
import { zooSpace } from '../../src/spaces/zoo/space.ts'

/**
 * Largest difference, as a share of the output's scale. Sums in another order differ by 1e-6 (the median over the zoo).
 * Made-up weights let signals grow: the gates of the deepest squeeze-and-excite see sums of ±2000, of which 1e-6 moves a
 * gate by 5e-4 (seen layer by layer in seresnet18, 1.6e-4 at its output). A wrong operation gives differences of 1.
 */
const mostShare = 1e-3

/** The cpu backend needs a second for some 100 MFLOP. */
const limitMs = 1_200_000

async function started(backend: 'wasm' | 'cpu'): Promise<EngineSession> {
  const configuration: Configuration = {
    runtime: 'tfjs',
    backend,
    threads: 1,
    fusion: 'on',
    selection: 'standard',
    precision: 'fp32',
  }
  const session = createEngineHost().open(configuration)
  const answer = await session.api.start(configuration, standardProtocol)
  if (!answer.ok) throw new Error(answer.reason.message)
  return session
}

/** Every network of the zoo at its own size, on the path of the product: each on engines of its own, in workers. */
describe('every network of the zoo', () => {
  const errors: { name: string; error: number; mflop: number }[] = []

  it.each(networks.map(({ name }) => name))(
    '%s gives on wasm what it gives on the cpu backend',
    async (name) => {
      const network = zooSpace.fromKey(name)
      const sessions = await Promise.all([started('wasm'), started('cpu')])
      try {
        const graph = canonicalGraph(network)
        const outputOf = async (api: EngineApi) => {
          const answer = await api.output(graph, name)
          if (!answer.ok) throw new Error(answer.reason.message)
          return answer.value
        }
        const [actual, expected] = await Promise.all(sessions.map(({ api }) => outputOf(api)))
        const { maxAbsError, outputScale } = compareOutputs(actual!, expected!)
        expect(outputScale).toBeGreaterThan(0)
        errors.push({ name, error: maxAbsError / outputScale, mflop: totalCost(network).flops / 1e6 })
        expect(maxAbsError / outputScale).toBeLessThan(mostShare)
      } finally {
        for (const session of sessions) session.close()
      }
    },
    limitMs,
  )

  afterAll(() => {
    const sorted = errors.toSorted((a, b) => b.error - a.error)
    const [worst] = sorted
    const median = sorted[Math.floor(sorted.length / 2)]
    console.log(
      `${errors.length} networks, largest difference of the scale: median ${median?.error.toExponential(1)}, worst ${worst?.error.toExponential(1)} (${worst?.name})`,
    )
  })
})
