import { describe, expect, it } from 'vitest'
import type { Architecture } from '../../../src/architecture/graph.ts'
import type { PlacedKernel } from '../../../src/runtimes/kernel.ts'
import { selectionFlags, selections, type Selection } from '../../../src/runtimes/selection.ts'
import { startPlanner, type PlannedBackend } from '../../../src/runtimes/tfjs/plan/planner.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { operationSurvey } from '../../fixtures/networks.ts'
import { outputsOf } from '../../fixtures/outputs.ts'

/** Software rendering takes seconds for some of the forced programs: so many networks, spread over the survey. */
const mostOnWebgpu = 10

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

/** The operations whose kernels a selection changes; all of them where it changes the binary and no kernel. */
async function changed(selection: Selection): Promise<Architecture[]> {
  const survey = operationSurvey()
  const [forced, usual] = [
    await plans(selection, survey),
    await plans({ backend: selection.backend, flags: {} }, survey),
  ]
  const differing = survey.filter(
    (_, place) => JSON.stringify(forced[place]) !== JSON.stringify(usual[place]),
  )
  if (differing.length === 0) return survey
  if (selection.backend !== 'webgpu') return differing
  const step = Math.ceil(differing.length / mostOnWebgpu)
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

it('a selection changes kernels, or the binary', async () => {
  const survey = operationSurvey()
  for (const selection of selections.filter(({ backend }) => backend !== 'wasm'))
    expect(await plans(selection, survey), selection.name).not.toEqual(
      await plans({ backend: selection.backend, flags: {} }, survey),
    )
})
