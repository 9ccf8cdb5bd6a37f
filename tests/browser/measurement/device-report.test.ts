import { expect, it } from 'vitest'
import { inspectDevice } from '../../../src/measurement/device-report.ts'
import { standardSelection } from '../../../src/runtimes/selection.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'

it.each(['webgpu', 'webgl', 'wasm'] as const)(
  'the report names the GPU of %s as the record of a started engine does',
  async (backend) => {
    const { backends } = await inspectDevice()
    const report = backends.find(({ name }) => name === backend)!
    const runtime = await startTfjs(
      { backend, threads: 1, fusion: 'on', selection: standardSelection },
      20_000,
    )
    const { gpuVendor, gpuArchitecture, gpuDescription, isSoftware } = runtime.facts
    await runtime.stop()
    expect(report.gpu).toEqual({
      gpuVendor,
      gpuArchitecture,
      gpuDescription: gpuDescription.slice(0, 200),
    })
    expect(report.isSoftware).toBe(isSoftware)
  },
)
