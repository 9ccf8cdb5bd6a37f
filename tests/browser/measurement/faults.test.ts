import { memory } from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, it } from 'vitest'
import { canonicalGraph } from '../../../src/architecture/canonical.ts'
import type { Engine } from '../../../src/measurement/engine.ts'
import { standardProtocol } from '../../../src/measurement/protocol.ts'
import { loseWebglContext, loseWebgpuDevice, pageEngine } from '../../fixtures/engines.ts'
import { tinyNetwork } from '../../fixtures/networks.ts'

const graph = canonicalGraph(tinyNetwork())
const short = { ...standardProtocol, samplingMs: 50, warmupMs: 50 }
const long = {
  ...standardProtocol,
  samplingMs: 20_000,
  relativeHalfWidth: 0,
  leastSamples: 1e6,
  mostSamples: 1e6,
}

let engine: Engine | undefined
afterEach(async () => {
  await engine?.stop()
  engine = undefined
})

async function started(backend: 'webgl' | 'webgpu' | 'wasm'): Promise<Engine> {
  engine = pageEngine()
  expect(
    await engine.start({ backend, threads: 1, fusion: 'on', selection: 'standard' }, standardProtocol),
  ).toMatchObject({
    ok: true,
  })
  return engine
}

describe('a fault while time is taken ends the item', () => {
  it('when the WebGL context is lost', async () => {
    const { measure } = bound(await started('webgl'))
    const measuring = measure(long)
    setTimeout(loseWebglContext, 500)
    expect(await measuring).toMatchObject({ ok: false, reason: { code: 'context-lost' } })
  })

  it('when the WebGPU device is lost', async () => {
    const { measure } = bound(await started('webgpu'))
    const measuring = measure(long)
    setTimeout(loseWebgpuDevice, 500)
    expect(await measuring).toMatchObject({ ok: false, reason: { code: 'device-lost' } })
  })
})

describe('measuring again and again', () => {
  it.each(['wasm', 'webgl', 'webgpu'] as const)('leaves no tensor behind on %s', async (backend) => {
    const { measure } = bound(await started(backend))
    expect(await measure(short)).toMatchObject({ ok: true })
    const before = memory().numTensors
    for (let i = 0; i < 3; i++) expect(await measure(short)).toMatchObject({ ok: true })
    expect(memory().numTensors).toBe(before)
  })
})

const bound = (running: Engine) => ({
  measure: (protocol: typeof standardProtocol) => running.measure(graph, 'tiny', protocol, null),
})
