import type { CanonicalGraph } from '../architecture/canonical.ts'
import { architectureOf } from '../architecture/identity.ts'
import type { Configuration, PlatformRecord } from '../dataset/record.ts'
import type { PlacedKernel, PlannedDevice } from '../runtimes/kernel.ts'
import { RuntimeFault } from '../runtimes/runtime.ts'
import { selectionFlags } from '../runtimes/selection.ts'
import type { PlannedBackend, Planner } from '../runtimes/tfjs/plan/planner.ts'

/** Plans which kernels a network runs on a platform, away from everything that is measured. */
export interface KernelPlanner {
  /**
   * Nodes are named as `architectureOf` names them.
   * @param platform as an engine of this configuration has it
   * @throws {RuntimeFault} `unsupported-operation` where the backend has no kernel for an operation
   */
  plan(
    graph: CanonicalGraph,
    platform: PlatformRecord,
    configuration: Configuration,
  ): Promise<readonly PlacedKernel[]>
}

/** A plan or the reason why there is none, as a value: classes do not survive the way from a worker to the page. */
export type PlanAnswer =
  | { readonly ok: true; readonly kernels: readonly PlacedKernel[] }
  | { readonly ok: false; readonly code: RuntimeFault['code']; readonly message: string }

/** What plans; it runs in a worker of its own or in Node.js, because flags of TF.js are global. TF.js is loaded when asked. */
export class Planning implements KernelPlanner {
  /** One for each device, with what it remembers. */
  readonly #planners = new Map<string, Promise<Planner>>()

  async plan(
    graph: CanonicalGraph,
    platform: PlatformRecord,
    { backend, fusion, selection }: Configuration,
  ): Promise<readonly PlacedKernel[]> {
    if (backend === 'cpu')
      throw new RuntimeFault('error', 'The cpu backend shows no kernels: there is nothing to plan.')
    const { limits, gpuVendor, gpuArchitecture } = platform.backend
    const flags = { ...platform.flags, ...selectionFlags(selection, backend) }
    const planner = await this.#plannerOf(backend, { limits, gpuVendor, gpuArchitecture, flags })
    return planner.plan(architectureOf(graph, 'planned'), fusion)
  }

  async answer(...request: Parameters<KernelPlanner['plan']>): Promise<PlanAnswer> {
    try {
      return { ok: true, kernels: await this.plan(...request) }
    } catch (error) {
      const code = error instanceof RuntimeFault ? error.code : 'error'
      return { ok: false, code, message: error instanceof Error ? error.message : String(error) }
    }
  }

  #plannerOf(backend: PlannedBackend, device: PlannedDevice): Promise<Planner> {
    const name = JSON.stringify([backend, device])
    let planner = this.#planners.get(name)
    if (!planner) {
      planner = started(backend, device)
      this.#planners.set(name, planner)
      // What could not be loaded may be there the next time.
      planner.catch(() => this.#planners.delete(name))
    }
    return planner
  }
}

async function started(backend: PlannedBackend, device: PlannedDevice): Promise<Planner> {
  const { startPlanner } = await import('../runtimes/tfjs/plan/planner.ts')
  return startPlanner(backend, device)
}
