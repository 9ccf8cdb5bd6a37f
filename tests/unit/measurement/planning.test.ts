import { describe, expect, it } from 'vitest'
import { canonicalGraph } from '../../../src/architecture/canonical.ts'
import { architectureOf } from '../../../src/architecture/identity.ts'
import { sealPlatform } from '../../../src/dataset/identity.ts'
import type { Configuration, PlatformRecord } from '../../../src/dataset/record.ts'
import { Planning } from '../../../src/measurement/planning.ts'
import { startPlanner } from '../../../src/runtimes/tfjs/plan/planner.ts'
import { tinyNetwork } from '../../fixtures/networks.ts'
import { samplePlatform } from '../../fixtures/records.ts'

const graph = canonicalGraph(tinyNetwork(16, 8))

const configurationOf = (
  backend: Configuration['backend'],
  change: Partial<Configuration> = {},
): Configuration => ({
  runtime: 'tfjs',
  backend,
  threads: 1,
  fusion: 'on',
  selection: 'standard',
  precision: 'fp32',
  ...change,
})

const platformOf = (
  name: PlatformRecord['backend']['name'],
  backend: Partial<PlatformRecord['backend']> = {},
  flags: PlatformRecord['flags'] = {},
): PlatformRecord => {
  const platform = samplePlatform(0)
  return sealPlatform({ ...platform, backend: { ...platform.backend, limits: {}, ...backend, name }, flags })
}

const planning = new Planning()

describe('planning from records', () => {
  it.each(['webgpu', 'webgl', 'wasm'] as const)(
    'gives what a planner of that device gives, on %s',
    async (backend) => {
      const platform = platformOf(backend, { gpuVendor: 'intel', gpuArchitecture: 'gen-12lp' })
      for (const fusion of ['on', 'off'] as const) {
        const kernels = await planning.plan(graph, platform, configurationOf(backend, { fusion }))
        const planner = await startPlanner(backend, { ...platform.backend, flags: platform.flags })
        expect(kernels).toEqual(await planner.plan(architectureOf(graph, 'same'), fusion))
        expect(kernels.length).toBeGreaterThan(4)
        planner.close()
      }
    },
  )

  it('follows the selection', async () => {
    const programs = async (selection: string) => {
      const configuration = configurationOf('webgl', { selection })
      const platform = platformOf('webgl', {}, { WEBGL_PACK: true, WEBGL_PACK_DEPTHWISECONV: true })
      return (await planning.plan(graph, platform, configuration)).map(({ program }) => program)
    }
    expect(await programs('standard')).toContain('DepthwiseConvPacked2DProgram')
    expect(await programs('unpacked')).toContain('DepthwiseConv2DProgram')
    await expect(programs('no-simd')).rejects.toThrow('webgl has no selection called "no-simd"')
  })

  it.each([
    ['webgpu', { maxComputeWorkgroupsPerDimension: 0, maxComputeWorkgroupSizeX: 0.5 }],
    ['webgpu', { maxComputeWorkgroupsPerDimension: 1e300, maxStorageBuffersPerShaderStage: -8 }],
    ['webgl', { maxTextureSize: 0 }],
    ['webgl', { maxTextureSize: 2.5 }],
    ['wasm', { maxTextureSize: -1 }],
  ] as const)('takes what is guaranteed where the limits of %s are absurd: %o', async (backend, limits) => {
    const absurd = await planning.plan(graph, platformOf(backend, { limits }), configurationOf(backend))
    expect(absurd).toEqual(await planning.plan(graph, platformOf(backend), configurationOf(backend)))
  })

  it('answers in values, with the reason where there is no plan', async () => {
    const configuration = configurationOf('webgpu')
    const platform = platformOf('webgpu')
    const kernels = await planning.plan(graph, platform, configuration)
    expect(await planning.answer(graph, platform, configuration)).toEqual({ ok: true, kernels })
    expect(await planning.answer(graph, platformOf('cpu'), configurationOf('cpu'))).toEqual({
      ok: false,
      code: 'error',
      message: 'The cpu backend shows no kernels: there is nothing to plan.',
    })
    expect(await planning.answer({ ...graph, outputs: [99] }, platform, configuration)).toMatchObject({
      ok: false,
    })
  })
})
