import { costs } from '../architecture/cost.ts'
import { architectureOf } from '../architecture/identity.ts'
import { bytesOfKernel, flopsOfCalls } from './kernel-cost.ts'
import { isolatedTimesOf, type IsolatedTime } from './kernel-lookup.ts'
import type { KernelRecord, KernelTime } from './kernel-schema.ts'
import type { ArchitectureRecord, MeasuredOk } from './record.ts'

/** One kernel of one inference with all that is known of it. */
export interface KernelCall {
  /** Place in the order of dispatch, from 0. */
  readonly position: number
  readonly kernel: KernelRecord
  /** Places of the nodes that it serves, in the architecture's `graph.nodes`. */
  readonly nodes: readonly number[]
  /** Time inside of an inference; null where it was not taken. */
  readonly inNetwork: KernelTime | null
  /** Time of it alone, or of the calls of its operation together; null where it was not taken. */
  readonly isolated: IsolatedTime | null
  /** Its share of the FLOPs of its nodes; a multiply-add counts as 2. */
  readonly flops: number
  /** Bytes that it has to move at least. */
  readonly bytes: number
}

/**
 * The kernels of a measurement in the order of dispatch; none where they were not asked for.
 * @throws {ArchitectureError} where the graph is not valid: that of a stored architecture is.
 */
export function kernelTimesOf(
  { kernels }: Pick<MeasuredOk, 'kernels'>,
  architecture: Pick<ArchitectureRecord, 'graph' | 'label'>,
): KernelCall[] {
  if (kernels === null) return []
  const calls = kernels.calls.flatMap(({ kernel: place, nodes }) => {
    const kernel = kernels.table[place]
    return kernel ? [{ kernel, nodes }] : []
  })
  const isolated = isolatedTimesOf(kernels)
  const flops = flopsOfCalls(calls, nodeFlopsOf(architecture))
  return calls.map(({ kernel, nodes }, position) => ({
    position,
    kernel,
    nodes,
    inNetwork: kernels.inNetwork?.times[position] ?? null,
    isolated: isolated[position] ?? null,
    flops: flops[position] ?? 0,
    bytes: bytesOfKernel(kernel),
  }))
}

/** FLOPs of each node, by its place in `graph.nodes`. @throws {ArchitectureError} where the graph is not valid. */
export function nodeFlopsOf({ graph, label }: Pick<ArchitectureRecord, 'graph' | 'label'>): number[] {
  return [...costs(architectureOf(graph, label)).values()].map(({ flops }) => flops)
}
