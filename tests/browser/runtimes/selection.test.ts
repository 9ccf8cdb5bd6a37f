import { describe, expect, it } from 'vitest'
import { Builder, type ConvOptions } from '../../../src/architecture/builder.ts'
import type { Architecture } from '../../../src/architecture/graph.ts'
import { planMisses } from '../../../src/measurement/plan-check.ts'
import type { PlacedKernel } from '../../../src/runtimes/kernel.ts'
import { selectionFlags, selections, type Selection } from '../../../src/runtimes/selection.ts'
import { startPlanner, type PlannedBackend } from '../../../src/runtimes/tfjs/plan/planner.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { operationSurvey } from '../../fixtures/networks.ts'
import { outputsOf } from '../../fixtures/outputs.ts'

/** Software rendering takes seconds for some of the forced programs: so many networks, spread over the survey. */
const mostOnWebgpu = 4

const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

async function plans(
  { backend, flags }: Pick<Selection, 'backend' | 'flags'>,
  networks: readonly Architecture[],
): Promise<PlacedKernel[][]> {
  const device = { limits: {}, gpuVendor: '', gpuArchitecture: '', flags }
  const planner = await startPlanner(backend as PlannedBackend, device)
  const planned: PlacedKernel[][] = []
  for (const network of networks) planned.push(await planner.plan(network, 'on'))
  planner.close()
  return planned
}

/** The maps of the survey are small, and small maps have other programs: convolutions of larger ones. */
function largerMaps(): Architecture[] {
  const add = (label: string, options: ConvOptions) => {
    const b = new Builder(`larger map: ${label}`)
    return b.build(b.convNorm(b.input([37, 40, 6]), 10, options, 'relu6'))
  }
  return [
    add('1x1', {}),
    add('3x3', { kernel: 3 }),
    add('5x3 stride 2', { kernel: [5, 3], stride: 2 }),
    add('dilated', { kernel: 3, dilation: 2 }),
    add('explicit border', { kernel: 3, padding: { top: 1, bottom: 0, left: 2, right: 1 } }),
    add('grouped', { kernel: 3, groups: 2 }),
  ]
}

/** The networks whose kernels a selection changes; on WASM it changes the binary and no kernel, and so concerns all. */
async function changed(selection: Selection): Promise<Architecture[]> {
  const networks = [...operationSurvey(), ...largerMaps()]
  if (selection.backend === 'wasm') return networks
  const forced = await plans(selection, networks)
  const usual = await plans({ backend: selection.backend, flags: {} }, networks)
  const differing = networks.filter((_, place) => planMisses(usual[place]!, forced[place]!) > 0)
  expect(differing).not.toEqual([])
  const step = selection.backend === 'webgpu' ? Math.ceil(differing.length / mostOnWebgpu) : 1
  return differing.filter((_, place) => place % step === 0)
}

describe.each(selections)('selection $name', (selection) => {
  const { name, backend } = selection

  it(
    'computes what the cpu backend does, by the kernels that are planned',
    { timeout: 180_000 },
    async () => {
      const networks = await changed(selection)
      const reference = await outputsOf(
        { backend: 'cpu', threads: 1, fusion: 'on', selection: 'standard' },
        networks,
      )
      const runtime = await startTfjs({ backend, threads: 1, fusion: 'on', selection: name }, 20_000)
      expect(runtime.facts.flags).toMatchObject(selectionFlags(name, backend))
      const observed: PlacedKernel[][] = []
      for (const network of networks) {
        const executable = runtime.prepare(network)
        executable.load()
        await executable.compile()
        executable.run()
        await executable.read()
        observed.push(executable.observe() ?? [])
        const actual = await executable.read()
        executable.dispose()
        const expected = reference.get(network.label)!
        expect(actual.length, network.label).toBe(expected.length)
        const error = largest(actual.map((value, place) => value - expected[place]!))
        expect(error / largest(expected), network.label).toBeLessThan(1e-4)
      }
      await runtime.stop()
      const planner = await startPlanner(backend as PlannedBackend, runtime.facts)
      for (const [place, network] of networks.entries())
        expect(await planner.plan(network, 'on'), network.label).toEqual(observed[place])
      planner.close()
    },
  )
})
