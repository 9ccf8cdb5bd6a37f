import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Architecture } from '../../../../src/architecture/graph.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import { fitKernelModel } from '../../../../src/prediction/kernel-model/kernel-learner.ts'
import { KernelBase } from '../../../../src/prediction/network-model/kernel-base.ts'
import { countsOf } from '../../../../src/prediction/network-model/nasbench201/cell-counts.ts'
import {
  operationNames,
  placeOfNodes,
} from '../../../../src/prediction/network-model/nasbench201/operations.ts'
import { RememberedCells } from '../../../../src/prediction/network-model/nasbench201/remembered-cells.ts'
import type { PlannedNetwork } from '../../../../src/prediction/network-model/network.ts'
import { totalsOf } from '../../../../src/prediction/network-model/totals.ts'
import { worksOfCalls, type PlacedCall } from '../../../../src/prediction/network-model/works-of-calls.ts'
import { fitOverhead } from '../../../../src/prediction/overhead/overhead.ts'
import { startPlanner, type Planner } from '../../../../src/runtimes/tfjs/plan/planner.ts'
import { lower } from '../../../../src/runtimes/tfjs/lower.ts'
import { cellNumbered, numberOfCells } from '../../../../src/spaces/nasbench201/cell.ts'
import { canonicalComputation, computationOf } from '../../../../src/spaces/nasbench201/computation.ts'
import { network } from '../../../../src/spaces/nasbench201/network.ts'

const size = 32
const digitsOf = (number: number) => number.toString(5).padStart(6, '0')
const isConnected = (number: number) => computationOf(cellNumbered(number)).output.length > 0
const connected = fc.integer({ min: 0, max: numberOfCells - 1 }).filter(isConnected)
const networkOf = (number: number): Architecture =>
  network(canonicalComputation(cellNumbered(number)), size, digitsOf(number))

describe('operations of NAS-Bench-201', () => {
  it('are as many as the engine is given', () => {
    fc.assert(
      fc.property(connected, (number) => {
        const architecture = networkOf(number)
        const shapes = inferShapes(architecture)
        const nodes = new Map(architecture.nodes.map((node) => [node.name, node]))
        const lowered = new Float64Array(operationNames.length)
        for (const step of lower(architecture, 'on').steps) {
          const served = step.nodes.map((name) => nodes.get(name)!)
          lowered[placeOfNodes(served, (name) => shapes.get(name)!)]!++
        }
        expect(countsOf(computationOf(cellNumbered(number)))).toEqual(lowered)
      }),
      { numRuns: 300 },
    )
  })

  it('do not depend on the order in which a cell is told', () => {
    for (let number = 0; number < numberOfCells; number++)
      if (isConnected(number)) {
        const cell = cellNumbered(number)
        expect(String(countsOf(computationOf(cell)))).toBe(String(countsOf(canonicalComputation(cell))))
      }
  })

  it('are none of another network', () => {
    const nodes = [{ name: 'a', operation: { kind: 'softmax' as const }, inputs: [] }]
    expect(() => placeOfNodes(nodes, () => [10])).toThrow('no softmax')
    expect(() => placeOfNodes([], () => [])).toThrow('at least one')
  })
})

describe.each(['wasm', 'webgpu'] as const)('remembered times on %s', (backend) => {
  let planner: Planner
  let base: KernelBase
  let remembered: RememberedCells
  const planOf = async (architecture: Architecture): Promise<PlacedCall[]> =>
    (await planner.plan(architecture, 'on')).map(({ nodes, ...kernel }) => ({
      nodes,
      kernel: structuredClone(kernel) as PlacedCall['kernel'],
    }))
  const plannedOf = async (number: number): Promise<PlannedNetwork> => {
    const architecture = networkOf(number)
    const works = worksOfCalls(await planOf(architecture), architecture).map(({ work }) => work)
    return { id: digitsOf(number), graph: { nodes: [], output: [] }, features: [], works }
  }

  beforeAll(async () => {
    planner = await startPlanner(backend, { limits: {}, gpuVendor: '', gpuArchitecture: '', flags: {} })
    const networks = await Promise.all([7000, 9876, 12_345, 15_624].map(plannedOf))
    const works = networks.flatMap((planned) => planned.works)
    const times = Float64Array.from(works, (work) => 1e-3 + 1e-9 * work.paddedFlops + 1e-8 * work.outputBytes)
    const { model } = await fitKernelModel(
      { works, times, networks: networks.flatMap(({ id, works: own }) => own.map(() => id)) },
      { seed: 1 },
    )
    const sums = Float64Array.of(1, 2, 3, 4)
    const overhead = await fitOverhead(totalsOf(networks, sums), Float64Array.of(3, 4, 5, 6), { seed: 1 })
    base = new KernelBase(model, overhead.model)
    remembered = await RememberedCells.of(base, planOf, size)
  }, 120_000)
  afterAll(() => planner.close())

  it('add up to what the kernels of each network do, one by one', async () => {
    const numbers = [1, 2, 5, 600, 4321, 7777, 10_000, 15_000, 15_623].filter(isConnected)
    const slow = base.predict(await Promise.all(numbers.map(plannedOf)))
    const fast = remembered.latenciesMs(numbers.map(digitsOf))
    for (const [row, prediction] of slow.entries()) {
      const kernelsMs = prediction.kernels.reduce((sum, { timeMs }) => sum + timeMs, 0)
      const cost = remembered.costOf(digitsOf(numbers[row]!))
      expect(cost.kernels).toBe(prediction.kernels.length)
      expect(Math.abs(cost.timeMs / kernelsMs - 1)).toBeLessThan(1e-12)
      expect(Math.abs(fast[row]! / prediction.latencyMs - 1)).toBeLessThan(1e-12)
    }
    expect(remembered.latenciesMs(numbers.map(digitsOf))).toEqual(fast)
  })

  it('refuses what is no cell, and a plan that lacks operations', async () => {
    expect(() => remembered.latenciesMs(['555555'])).toThrow('"555555"')
    await expect(RememberedCells.of(base, () => Promise.resolve([]), size)).rejects.toThrow('No plan')
  })
})
