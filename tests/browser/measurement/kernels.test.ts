import { memory } from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, it } from 'vitest'
import { canonicalGraph } from '../../../src/architecture/canonical.ts'
import { architectureOf } from '../../../src/architecture/identity.ts'
import { faultOfKernels } from '../../../src/dataset/kernel-consistency.ts'
import type { Engine } from '../../../src/measurement/engine.ts'
import { placedKernelsOf } from '../../../src/measurement/kernel-table.ts'
import { standardProtocol } from '../../../src/measurement/protocol.ts'
import { RuntimeFault } from '../../../src/runtimes/runtime.ts'
import { engineWithKernelFaults, loseWebgpuDevice, pageEngine } from '../../fixtures/engines.ts'
import { tinyNetwork } from '../../fixtures/networks.ts'

const protocol = { ...standardProtocol, samplingMs: 50, warmupMs: 50, kernelSamplingMs: 150 }
const network = tinyNetwork(32, 16)
const graph = canonicalGraph(network)

let engine: Engine | undefined
afterEach(async () => {
  await engine?.stop()
  engine = undefined
})

async function started(backend: 'webgl' | 'webgpu' | 'wasm'): Promise<Engine> {
  engine = pageEngine()
  const answer = await engine.start({ backend, threads: 1, fusion: 'on', selection: 'standard' }, protocol)
  expect(answer).toMatchObject({ ok: true })
  return engine
}

async function measured(backend: 'webgl' | 'webgpu' | 'wasm', changes: Partial<typeof protocol> = {}) {
  const running = await started(backend)
  const answer = await running.measure(graph, 'network', { ...protocol, ...changes }, null)
  if (!answer.ok) throw new Error(answer.reason.message)
  return answer.value
}

describe.each([
  ['webgpu', 'gpu-timestamp', 'gpu-timestamp'],
  ['webgl', 'gpu-timer-query', 'slope'],
  ['wasm', 'call-wall', 'slope'],
] as const)('kernels of a network on %s', (backend, inside, alone) => {
  it('are all there, timed inside and alone, in a record without contradictions', async () => {
    const { kernels, tags } = await measured(backend, { kernelTimes: 'both' })
    expect(kernels).toMatchObject({ inNetwork: { method: inside }, isolated: { method: alone } })
    expect(tags).not.toContain('kernel-clock')
    expect(faultOfKernels(kernels!, backend)).toBeNull()
    const nodes = new Set(kernels!.calls.flatMap((call) => call.nodes))
    // Every node but the input.
    expect(nodes.size).toBe(graph.nodes.length - 1)
    expect(placedKernelsOf(kernels!, architectureOf(graph, 'network'))).toHaveLength(kernels!.calls.length)
    expect(kernels!.inNetwork!.times.every((time) => time !== null)).toBe(true)
    expect(kernels!.isolated!.times.length).toBeGreaterThan(2)
  })

  it('and what surrounds them add up to the latency of an inference', async () => {
    const { account, latencyMs } = await measured(backend)
    const { kernelsMs, dispatchMs, syncMs, readbackMs, unexplainedMs } = account!
    const sum = kernelsMs + dispatchMs + syncMs + readbackMs + unexplainedMs
    expect(sum).toBeCloseTo(latencyMs.median, 9)
    expect(kernelsMs).toBeGreaterThan(0)
    // On WASM it is what the whole took more than its kernels did another time: nothing, where those were slow.
    if (backend === 'wasm') expect(dispatchMs).toBeGreaterThanOrEqual(0)
    else expect(dispatchMs).toBeGreaterThan(0)
  })

  it('are not touched where they are switched off', async () => {
    expect(await measured(backend, { kernelTimes: 'off' })).toMatchObject({ kernels: null, account: null })
  })

  it('have a roof', async () => {
    const running = await started(backend)
    const answer = await running.ceilings(protocol, 2 ** 30)
    if (!answer.ok) throw new Error(answer.reason.message)
    expect(answer.value!.flopsPerSecond).toBeGreaterThan(1e6)
    expect(answer.value!.bytesPerSecond).toBeGreaterThan(1e6)
  })
})

describe('a fault while kernels are timed', () => {
  const asked = { backend: 'webgpu', threads: 1, fusion: 'on', selection: 'standard' } as const

  it('of the device costs their times and the engine, not the times of the network', async () => {
    engine = engineWithKernelFaults((pass) => {
      if (pass === 3) loseWebgpuDevice()
    })
    await engine.start(asked, protocol)
    const answer = await engine.measure(graph, 'network', protocol, null)
    if (!answer.ok) throw new Error(answer.reason.message)
    expect(answer.value).toMatchObject({ kernels: { inNetwork: null, isolated: null }, isEngineSpent: true })
    expect(answer.value.latencyMs.n).toBeGreaterThanOrEqual(3)
    expect(answer.value.tags).toContain('kernel-clock')
  })

  it('of their clock costs their times, and no more', async () => {
    let memoryLeft = 0
    engine = engineWithKernelFaults((pass) => {
      if (pass === 3) throw new RuntimeFault('error', 'A query failed.')
    })
    await engine.start(asked, protocol)
    for (const call of [1, 2]) {
      const answer = await engine.measure(graph, 'network', protocol, null)
      if (!answer.ok) throw new Error(answer.reason.message)
      const { latencyMs, kernels, tags } = answer.value
      expect(latencyMs.n).toBeGreaterThanOrEqual(3)
      if (call === 1) {
        expect(kernels).toMatchObject({ inNetwork: null, isolated: null })
        expect(kernels!.calls.length).toBeGreaterThan(0)
        expect(tags).toContain('kernel-clock')
        memoryLeft = memory().numTensors
      } else {
        expect(kernels!.inNetwork).not.toBeNull()
        expect(memory().numTensors).toBe(memoryLeft)
      }
    }
  })
})
