import { afterEach, describe, expect, it } from 'vitest'
import { createEngineHost } from '../../../src/app/engine-host.ts'
import { canonicalGraph } from '../../../src/architecture/canonical.ts'
import type { Configuration } from '../../../src/dataset/record.ts'
import { compareOutputs } from '../../../src/measurement/correctness.ts'
import type { EngineSession } from '../../../src/measurement/engine-host.ts'
import { standardProtocol } from '../../../src/measurement/protocol.ts'
import { tinyNetwork } from '../../fixtures/networks.ts'

const open: EngineSession[] = []
afterEach(() => {
  for (const session of open.splice(0)) session.close()
})

async function started(backend: Configuration['backend'], threads: number) {
  const configuration = {
    runtime: 'tfjs',
    backend,
    threads,
    fusion: 'on',
    selection: 'standard',
    precision: 'fp32',
  } as const
  const session = createEngineHost().open(configuration)
  open.push(session)
  const answer = await session.api.start(
    { backend, threads, fusion: 'on', selection: 'standard' },
    standardProtocol,
  )
  return { api: session.api, answer }
}

describe('an engine in a worker', () => {
  it('runs WASM with as many threads as asked, which the binary itself would cap at half of the cores', async () => {
    const { api, answer } = await started('wasm', 2)
    expect(answer).toMatchObject({ ok: true, value: { threads: 2, isSimd: true, isIsolated: true } })
    const { api: reference } = await started('cpu', 1)
    const graph = canonicalGraph(tinyNetwork(32, 16))
    const [actual, expected] = [await api.output(graph, 'tiny'), await reference.output(graph, 'tiny')]
    if (!actual.ok || !expected.ok) throw new Error('no output')
    const { maxAbsError, outputScale } = compareOutputs(actual.value, expected.value)
    expect(maxAbsError / outputScale).toBeLessThan(1e-5)
  })

  it.each([
    ['wasm', { isSoftware: false, gpuDescription: '' }],
    ['webgl', { isSoftware: true, gpuDescription: expect.stringContaining('SwiftShader') as string }],
    ['webgpu', { isSoftware: true, gpuVendor: 'google', gpuArchitecture: 'swiftshader' }],
  ] as const)('tells the facts of %s', async (backend, facts) => {
    const { answer } = await started(backend, 1)
    expect(answer).toMatchObject({
      ok: true,
      value: { threads: 1, engine: { name: 'tfjs', version: '4.22.0' }, ...facts },
    })
    if (!answer.ok) return
    // Isolated pages of Chromium have a step of 5 us.
    expect(answer.value.clockStepUs).toBeGreaterThan(1)
    expect(answer.value.clockStepUs).toBeLessThan(20)
    expect(answer.value.syncFloorMs).toBeGreaterThanOrEqual(0)
    expect(answer.value.flags).not.toEqual({})
  })

  it('reports a network that is too large for the device before it runs', async () => {
    const { api } = await started('webgl', 1)
    const graph = canonicalGraph(tinyNetwork(16, 8))
    const huge = {
      ...graph,
      operations: graph.operations.map((operation) =>
        operation.kind === 'input' ? { ...operation, shape: [20_000, 17_000, 3] } : operation,
      ),
    }
    const answer = await api.measure(huge, 'huge', standardProtocol, null)
    expect(answer).toMatchObject({ ok: false, reason: { code: 'exceeds-limits' } })
  })
})
