import type { CanonicalGraph } from '../architecture/canonical.ts'
import type { Configuration, PlatformRecord } from '../dataset/record.ts'
import type { PlacedKernel } from '../runtimes/kernel.ts'

/** Plans which kernels a network runs on a platform, away from everything that is measured. */
export interface KernelPlanner {
  /**
   * Nodes are named as `architectureOf` names them.
   * @throws {RuntimeFault} `unsupported-operation` where the backend has no kernel for an operation
   */
  plan(
    graph: CanonicalGraph,
    platform: PlatformRecord,
    configuration: Configuration,
  ): Promise<readonly PlacedKernel[]>
}
