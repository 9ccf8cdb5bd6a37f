import { costs, type Cost } from '../../architecture/cost.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { arity, type OperationKind } from '../../architecture/operation.ts'
import { withoutDeadNodes } from '../../architecture/prune.ts'
import type { Feature } from '../features/feature.ts'
import { architectureGraph } from '../graphs/architecture-graph.ts'
import type { FlowGraph } from '../graphs/flow-graph.ts'

interface KindTotals {
  readonly flops: number
  readonly bytes: number
}

/** What the features of a network are computed from. */
export interface NetworkFacts {
  /** After pruning and contraction. */
  readonly graph: FlowGraph
  /** Sums over the nodes of each kind. */
  readonly byKind: ReadonlyMap<OperationKind, KindTotals>
  /** Of all nodes together. */
  readonly total: Pick<Cost, 'flops' | 'parameters'> & { readonly bytes: number }
  /** Largest sums over nodes that stand on one way from the input to the output. */
  readonly critical: { readonly flops: number; readonly bytes: number }
}

const bytesOf = ({ bytesRead, bytesWritten }: Cost): number => bytesRead + bytesWritten

/** @throws {ArchitectureError} where the architecture is not valid */
export function factsOf(architecture: Architecture, fusion: 'on' | 'off'): NetworkFacts {
  const alive = withoutDeadNodes(architecture)
  const byNode = costs(alive)
  const sum = (of: (cost: Cost) => number) => [...byNode.values()].reduce((all, cost) => all + of(cost), 0)
  const byKind = new Map<OperationKind, KindTotals>()
  for (const { name, operation } of alive.nodes) {
    const { flops, bytes } = byKind.get(operation.kind) ?? { flops: 0, bytes: 0 }
    const cost = byNode.get(name)
    if (cost) byKind.set(operation.kind, { flops: flops + cost.flops, bytes: bytes + bytesOf(cost) })
  }
  return {
    graph: architectureGraph(alive, fusion),
    byKind,
    total: { flops: sum(({ flops }) => flops), parameters: sum((c) => c.parameters), bytes: sum(bytesOf) },
    critical: {
      flops: dearestWay(alive, (name) => byNode.get(name)?.flops ?? 0),
      bytes: dearestWay(alive, (name) => {
        const cost = byNode.get(name)
        return cost ? bytesOf(cost) : 0
      }),
    },
  }
}

function dearestWay({ nodes, outputs }: Architecture, costOf: (name: string) => number): number {
  const until = new Map<string, number>()
  const latest = (names: readonly string[]) =>
    names.reduce((most, name) => Math.max(most, until.get(name) ?? 0), 0)
  for (const { name, inputs } of nodes) until.set(name, latest(inputs) + costOf(name))
  return latest(outputs)
}

function depthOf({ nodes, output }: FlowGraph): number {
  const depths = [0]
  const deepest = (values: readonly number[]) =>
    values.reduce((most, value) => Math.max(most, depths[value] ?? 0), 0)
  for (const { inputs } of nodes) depths.push(deepest(inputs) + 1)
  return deepest(output)
}

const of = (
  name: string,
  unit: string,
  meaning: string,
  compute: (facts: NetworkFacts) => number,
): Feature<NetworkFacts> => ({ name, unit, meaning, compute })

const countOf = (kind: OperationKind): Feature<NetworkFacts> =>
  of(
    `count:${kind}`,
    '1',
    `Operations of the kind ${kind} that are left`,
    ({ graph }) => graph.nodes.filter((node) => node.kind === kind).length,
  )

const flopsOf = (kind: OperationKind): Feature<NetworkFacts> =>
  of(`flops:${kind}`, 'FLOP', `Arithmetic of the kind ${kind}`, ({ byKind }) => byKind.get(kind)?.flops ?? 0)

const bytesOfKind = (kind: OperationKind): Feature<NetworkFacts> =>
  of(`bytes:${kind}`, 'B', `What ${kind} reads and writes`, ({ byKind }) => byKind.get(kind)?.bytes ?? 0)

/** What computes more than it moves. */
const products: readonly OperationKind[] = ['conv2d', 'depthwiseConv2d', 'dense', 'attention']
const free: readonly OperationKind[] = ['input', 'flatten']
const kinds = (Object.keys(arity) as OperationKind[]).filter((kind) => !free.includes(kind))

/** What is known of a whole network without running or planning it. */
export const networkFeatures: readonly Feature<NetworkFacts>[] = [
  of('flops', 'FLOP', 'Arithmetic; a multiply-add counts as 2', ({ total }) => total.flops),
  of('bytes', 'B', 'What all operations read and write, weights included', ({ total }) => total.bytes),
  of('parameters', '1', 'Learnt values', ({ total }) => total.parameters),
  of('criticalFlops', 'FLOP', 'Most arithmetic on one way through the network', (f) => f.critical.flops),
  of('criticalBytes', 'B', 'Most bytes on one way through the network', (f) => f.critical.bytes),
  of('operations', '1', 'Operations after pruning and fusion', ({ graph }) => graph.nodes.length),
  of('depth', '1', 'Most operations on one way through the network', ({ graph }) => depthOf(graph)),
  ...kinds.map(countOf),
  ...products.map(flopsOf),
  ...kinds.map(bytesOfKind),
]

/** One number for each of `networkFeatures`. */
export const featuresOf = (facts: NetworkFacts): number[] =>
  networkFeatures.map(({ compute }) => compute(facts))
