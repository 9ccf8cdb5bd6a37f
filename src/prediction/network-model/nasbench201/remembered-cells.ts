import type { Architecture } from '../../../architecture/graph.ts'
import { inferShapes } from '../../../architecture/shapes.ts'
import { fromDigits } from '../../../spaces/nasbench201/cell.ts'
import {
  canonicalComputation,
  computationOf,
  formOf,
  type Computation,
} from '../../../spaces/nasbench201/computation.ts'
import { network } from '../../../spaces/nasbench201/network.ts'
import type { KernelBase } from '../kernel-base.ts'
import { totalsOfCounts } from '../totals.ts'
import { worksOfCalls, type PlacedCall } from '../works-of-calls.ts'
import { countsOf } from './cell-counts.ts'
import { operationNames, placeOfNodes } from './operations.ts'

/** Cells whose networks have every operation between them. */
const probes = ['222222', '333333', '444444', '200000', '300000', '020020', '030030', '002200', '003300']

/** What one operation takes: predicted once, remembered for all networks. */
interface OperationCost {
  readonly timeMs: number
  readonly programs: number
  readonly kernels: number
}

/** The same of a whole network. */
type NetworkCost = OperationCost

/**
 * Predicts networks of NAS-Bench-201 from their cells: every network is made of the same 35 operations, so that the time
 * of each is predicted once and a network is a sum over how often it has which. The sums are those of the kernels one
 * by one, but for rounding. For backends where the kernels of an operation depend on nothing but the operation: WASM
 * and WebGPU, with fusion.
 */
export class RememberedCells {
  readonly #base: KernelBase
  readonly #costs: readonly OperationCost[]
  readonly #known = new Map<string, NetworkCost>()
  readonly #byForm = new Map<string, NetworkCost>()

  private constructor(base: KernelBase, costs: readonly OperationCost[]) {
    this.#base = base
    this.#costs = costs
  }

  /**
   * Asks for the plans of a few networks, and predicts each of their operations once.
   * @param size height and width of the input, pixels
   * @throws {RangeError} where a plan lacks an operation
   */
  static async of(
    base: KernelBase,
    planOf: (architecture: Architecture) => Promise<readonly PlacedCall[]>,
    size: number,
  ): Promise<RememberedCells> {
    const costs = new Map<number, OperationCost>()
    for (const digits of probes) {
      const architecture = network(canonicalComputation(fromDigits(digits)), size, digits)
      for (const [place, calls] of callsByOperation(architecture, await planOf(architecture)))
        if (!costs.has(place)) costs.set(place, costOf(base, calls, architecture))
    }
    return new RememberedCells(
      base,
      operationNames.map((name, place) => {
        const cost = costs.get(place)
        if (!cost && !neverRuns.includes(name)) throw new RangeError(`No plan has the operation ${name}.`)
        return cost ?? nothing
      }),
    )
  }

  /**
   * Milliseconds of one awaited inference: overhead and kernels, not corrected by the graph.
   * @param cells as six digits, such as `421211`, whose output is connected to the input
   * @throws {RangeError} that quotes the digits that are no cell
   */
  latenciesMs(cells: readonly string[]): Float64Array {
    const costs = cells.map((digits) => this.#known.get(digits) ?? this.#remember(digits))
    const sums = Float64Array.from(costs, ({ timeMs }) => timeMs)
    return this.#base.overhead.predict(totalsOfCounts(costs, sums))
  }

  /** Programs, kernels and the sum of their times. @throws {RangeError} that quotes the digits that are no cell */
  costOf(digits: string): NetworkCost {
    return this.#known.get(digits) ?? this.#remember(digits)
  }

  #remember(digits: string): NetworkCost {
    const computation = computationOf(fromDigits(digits))
    // Cells differ in operations that nothing reads: less than half of them compute in ways of their own.
    const form = formOf(computation)
    const cost = this.#byForm.get(form) ?? this.#sumOf(computation)
    this.#byForm.set(form, cost)
    this.#known.set(digits, cost)
    return cost
  }

  #sumOf(computation: Computation): NetworkCost {
    const counts = countsOf(computation)
    let [timeMs, programs, kernels] = [0, 0, 0]
    for (const [place, cost] of this.#costs.entries()) {
      const count = counts[place] as number
      timeMs += count * cost.timeMs
      programs += count * cost.programs
      kernels += count * cost.kernels
    }
    return { timeMs, programs, kernels }
  }
}

const nothing: OperationCost = { timeMs: 0, programs: 0, kernels: 0 }
/** There is no residual block before the first stage. */
const neverRuns = ['halving 0', 'meanOfFour 0', 'shortcut 0']

/** The first calls of each operation: those that follow each other for the same nodes. */
function callsByOperation(
  architecture: Architecture,
  calls: readonly PlacedCall[],
): Map<number, readonly PlacedCall[]> {
  const nodes = new Map(architecture.nodes.map((node) => [node.name, node]))
  const shapes = inferShapes(architecture)
  const found = new Map<number, readonly PlacedCall[]>()
  for (let first = 0; first < calls.length;) {
    const names = calls[first]?.nodes ?? []
    let end = first + 1
    while (end < calls.length && names.join() === calls[end]?.nodes.join()) end++
    const served = names.flatMap((name) => nodes.get(name) ?? [])
    const place = placeOfNodes(served, (name) => shapes.get(name) ?? [])
    if (!found.has(place)) found.set(place, calls.slice(first, end))
    first = end
  }
  return found
}

function costOf(base: KernelBase, calls: readonly PlacedCall[], architecture: Architecture): OperationCost {
  const works = worksOfCalls(calls, architecture).map(({ work }) => work)
  const { times } = base.kernels.predict(works)
  return {
    timeMs: times.reduce((sum, time) => sum + time, 0),
    programs: works.reduce((sum, { dispatches }) => sum + dispatches, 0),
    kernels: works.length,
  }
}
