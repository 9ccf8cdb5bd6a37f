import { describe, expect, it } from 'vitest'
import { canonicalGraph } from '../../../src/architecture/canonical.ts'
import { architectureOf } from '../../../src/architecture/identity.ts'
import type { KernelRun } from '../../../src/dataset/kernel-schema.ts'
import type { Configuration } from '../../../src/dataset/record.ts'
import { kernelRunOf } from '../../../src/measurement/kernel-table.ts'
import { kernelTimeOf } from '../../../src/measurement/kernel-time.ts'
import { Planning } from '../../../src/measurement/planning.ts'
import { standardProtocol } from '../../../src/measurement/protocol.ts'
import { zooSpace } from '../../../src/spaces/zoo/space.ts'
import { samplePlatform } from '../../fixtures/records.ts'

/** Times with as many digits as a record can have. */
const timeOf = (kernel: number) =>
  kernelTimeOf(
    Array.from({ length: 40 }, (_, pass) => 0.123451 * (1 + Math.sin(kernel + pass) / 9)),
    0,
  )!

describe('kernels with all their times', () => {
  it.each([
    ['webgpu', 1, 'gpu-timestamp'],
    ['webgl', 2, 'gpu-timer-query'],
    ['wasm', 0, 'call-wall'],
  ] as const)('take less than 25 KB of a record for MobileNetV2 on %s', async (backend, platform, method) => {
    const graph = canonicalGraph(zooSpace.fromKey('mobilenet_v2'))
    const configuration: Configuration = {
      runtime: 'tfjs',
      backend,
      threads: 1,
      fusion: 'on',
      selection: 'standard',
      precision: 'fp32',
    }
    const planned = await new Planning().plan(graph, samplePlatform(platform), configuration)
    const { table, calls } = kernelRunOf(planned, architectureOf(graph, 'MobileNetV2'))
    expect(calls.length).toBeGreaterThan(60)
    const run: KernelRun = {
      table,
      calls,
      planMisses: 0,
      inNetwork: {
        method,
        quantumUs: 65.536,
        passes: standardProtocol.kernelMostPasses,
        wallMs: 12.345,
        canaryMs: Array.from({ length: standardProtocol.kernelMostPasses }, () => [3.2768, 3.3423]),
        offClock: [],
        times: calls.map((_, kernel) => timeOf(kernel)),
      },
      isolated: {
        method: 'slope',
        quantumUs: 5,
        times: table.map((_, kernel) => ({ kernels: [kernel], time: timeOf(kernel) })),
      },
    }
    expect(JSON.stringify(run).length).toBeLessThan(25_000)
  })
})
