import { ArchitectureError, type Architecture } from './graph.ts'
import { operationForm, type OperationForm } from './operation-form.ts'
import { withoutDeadNodes } from './prune.ts'

/** A graph with positions for names, in the order of the architecture; every node counts for an output. */
export interface Positions {
  readonly label: string
  readonly operations: readonly OperationForm[]
  /** Positions that each node reads, in order; always smaller than its own. */
  readonly inputs: readonly (readonly number[])[]
  readonly outputs: readonly number[]
}

/** @throws {ArchitectureError} where a name is used twice, or a node reads what does not exist or comes later. */
export function positionsOf(architecture: Architecture): Positions {
  const positions = located(architecture)
  return hasDeadNodes(positions) ? located(withoutDeadNodes(architecture)) : positions
}

function located({ label, nodes, outputs: names }: Architecture): Positions {
  const position = new Map<string, number>()
  const at = (node: string, name: string): number => {
    const found = position.get(name)
    if (found === undefined)
      throw new ArchitectureError(node, `its input "${name}" is unknown or comes later`)
    return found
  }
  const inputs = nodes.map(({ name, inputs: sources }, index) => {
    const read = sources.map((source) => at(name, source))
    if (position.has(name)) throw new ArchitectureError(name, 'the name is used twice')
    position.set(name, index)
    return read
  })
  const outputs = names.map((name) => at(label, name))
  return { label, operations: nodes.map(({ operation }) => operationForm(operation)), inputs, outputs }
}

function hasDeadNodes({ inputs, outputs }: Positions): boolean {
  const isAlive = new Uint8Array(inputs.length)
  for (const output of outputs) isAlive[output] = 1
  for (let node = inputs.length - 1; node >= 0; node--) {
    if (isAlive[node] === 0) return true
    for (const input of inputs[node] ?? []) isAlive[input] = 1
  }
  return false
}
