import type { Architecture, Node, Shape } from '../architecture/graph.ts'
import { architectureId } from '../architecture/identity.ts'
import type { Operation } from '../architecture/operation.ts'
import { withoutDeadNodes } from '../architecture/prune.ts'
import { elementsOf, inferShapes } from '../architecture/shapes.ts'
import { bytesPerElement, totalCost } from '../architecture/cost.ts'
import { lower } from '../runtimes/tfjs/lower.ts'
import { nameOf } from './kernel-collection-name.ts'

/** An operation as the executor runs it, as a network of its own. */
export interface CollectedOperation {
  /** Inputs, the nodes of the operation, its output; the label says what it is. */
  readonly architecture: Architecture
  /** How often it stands in the networks. */
  readonly occurrences: number
  /** Floating-point operations; a multiply-add counts as 2. */
  readonly flops: number
  /** Inputs and weights read once, the output written once. */
  readonly bytes: number
}

/**
 * The different operations of networks, as the executor lowers them: a convolution with the batch norm and the
 * activation that run inside its kernel is one, and so is a grouped convolution, whatever calls it takes.
 */
export class KernelCollection {
  readonly #operations = new Map<string, CollectedOperation>()
  /** Ids by what is extracted: most operations of a network were seen before, and hashing is slow. */
  readonly #ids = new Map<string, string>()

  constructor(private readonly fusion: 'on' | 'off') {}

  /** Counts the operations of one more network. @throws {ArchitectureError} where it is not valid. */
  add(network: Architecture): void {
    for (const operation of operationsIn(network, this.fusion)) {
      const text = JSON.stringify(operation.nodes)
      let id = this.#ids.get(text)
      if (id === undefined) this.#ids.set(text, (id = architectureId(operation)))
      const known = this.#operations.get(id)
      this.#operations.set(
        id,
        known
          ? { ...known, occurrences: known.occurrences + 1 }
          : { architecture: operation, occurrences: 1, ...costOf(operation) },
      )
    }
  }

  /** Each different operation once, in the order in which they were first seen. */
  get operations(): CollectedOperation[] {
    return [...this.#operations.values()]
  }
}

/**
 * Every operation of a network in the order of execution, equal ones again and again, each as a network of its own.
 * What computes nothing (`flatten`) is left out. Constants that change no kernel are made equal.
 * @throws {ArchitectureError} where the network is not valid
 */
export function operationsIn(network: Architecture, fusion: 'on' | 'off'): Architecture[] {
  const alive = withoutDeadNodes(network)
  const shapes = inferShapes(alive)
  const nodes = new Map(alive.nodes.map((node) => [node.name, node]))
  return groupsOf(network, fusion).flatMap((names) => {
    const group = names.flatMap((name) => nodes.get(name) ?? [])
    return group[0]?.operation.kind === 'flatten' ? [] : extracted(group, shapes)
  })
}

/** Names of the nodes of each operation: consecutive steps that compute the same nodes are one operation. */
function groupsOf(network: Architecture, fusion: 'on' | 'off'): (readonly string[])[] {
  const groups: (readonly string[])[] = []
  for (const { nodes } of lower(network, fusion).steps)
    if (groups.at(-1)?.join('\n') !== nodes.join('\n')) groups.push(nodes)
  return groups
}

/** The nodes with an `input` for each value that they read from elsewhere. */
function extracted(group: readonly Node[], shapes: ReadonlyMap<string, Shape>): Architecture {
  const names = new Map<string, string>()
  const inputs: Node[] = []
  const nodes = group.map((node, place) => {
    const read = node.inputs.map((name) => {
      let own = names.get(name)
      if (own === undefined) {
        own = `input${inputs.length}`
        inputs.push({ name: own, operation: { kind: 'input', shape: shapes.get(name) ?? [] }, inputs: [] })
        names.set(name, own)
      }
      return own
    })
    const name = `${node.operation.kind}_${place}`
    names.set(node.name, name)
    return { name, operation: plain(node.operation), inputs: read }
  })
  const label = nameOf([...inputs, ...nodes])
  return { label, nodes: [...inputs, ...nodes], outputs: nodes.slice(-1).map(({ name }) => name) }
}

/** A norm's epsilon is a number among its weights: no kernel and no time depends on it. */
function plain(operation: Operation): Operation {
  if (operation.kind === 'batchNorm') return { kind: 'batchNorm', epsilon: 1e-3 }
  if (operation.kind === 'layerNorm') return { kind: 'layerNorm', epsilon: 1e-6 }
  return operation
}

function costOf(operation: Architecture): Pick<CollectedOperation, 'flops' | 'bytes'> {
  const shapes = inferShapes(operation)
  const { flops, parameters } = totalCost(operation)
  const outside = operation.nodes.filter(
    ({ name, operation: { kind } }) => kind === 'input' || operation.outputs.includes(name),
  )
  const elements = outside.reduce((sum, { name }) => sum + elementsOf(shapes.get(name) ?? []), parameters)
  return { flops, bytes: bytesPerElement * elements }
}
