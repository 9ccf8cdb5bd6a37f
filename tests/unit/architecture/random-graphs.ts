import fc from 'fast-check'
import type { Architecture, Node } from '../../../src/architecture/graph.ts'
import { isCommutative, type Operation } from '../../../src/architecture/operation.ts'

const conv = (filters: number, kernel: 1 | 3 | 5): Operation => ({
  kind: 'conv2d',
  filters,
  kernel: [kernel, kernel],
  stride: [1, 1],
  padding: 'same',
  dilation: [1, 1],
  groups: 1,
  bias: false,
})

/** Every value is [4, 4, 4]; few operations, so that many nodes look alike. */
const unary: readonly Operation[] = [
  conv(4, 1),
  conv(4, 3),
  { kind: 'activation', name: 'relu' },
  { kind: 'batchNorm', epsilon: 1e-3 },
]
const binary: readonly Operation[] = [{ kind: 'add' }, { kind: 'mul' }]

const step = fc.record({ choice: fc.nat(6), first: fc.nat(), second: fc.nat() })

function grown(
  steps: readonly { choice: number; first: number; second: number }[],
  extraOutput: number,
): Architecture {
  const nodes: Node[] = [{ name: 'n0', operation: { kind: 'input', shape: [4, 4, 4] }, inputs: [] }]
  /** Names of the values of shape [4, 4, 4]: all but concatenations. */
  const values = ['n0']
  const add = (operation: Operation, ...inputs: string[]) => {
    const name = `n${nodes.length}`
    nodes.push({ name, operation, inputs })
    return name
  }
  for (const { choice, first, second } of steps) {
    const a = values[first % values.length]!
    const b = values[second % values.length]!
    if (choice < 4) values.push(add(unary[choice]!, a))
    else if (choice < 6) values.push(add(binary[choice - 4]!, a, b))
    else values.push(add(conv(4, 1), add({ kind: 'concat' }, a, b)))
  }
  const outputs = [...new Set([values.at(-1)!, values[extraOutput % values.length]!])]
  return { label: 'random', nodes, outputs }
}

/** Random valid architectures of at most `steps` + 1 values, some of their nodes dead. */
export const randomArchitecture = (steps: number): fc.Arbitrary<Architecture> =>
  fc
    .tuple(fc.array(step, { minLength: 1, maxLength: steps }), fc.nat())
    .map(([drawn, extraOutput]) => grown(drawn, extraOutput))

/**
 * The same graph told otherwise: nodes in another topological order (ready nodes by `priorities`), other names, the
 * inputs of commutative operations the other way round where the priority is odd.
 */
export function retold(architecture: Architecture, priorities: readonly number[]): Architecture {
  const priority = (node: Node) => priorities[architecture.nodes.indexOf(node) % priorities.length]!
  const names = new Map(
    architecture.nodes.map((node, index) => [node.name, `other ${priority(node)} ${index}`]),
  )
  const open = [...architecture.nodes].sort((a, b) => priority(a) - priority(b))
  const nodes: Node[] = []
  const placed = new Set<string>()
  while (open.length > 0) {
    const [node] = open.splice(
      open.findIndex(({ inputs }) => inputs.every((name) => placed.has(name))),
      1,
    ) as [Node]
    placed.add(node.name)
    const inputs = node.inputs.map((name) => names.get(name)!)
    if (isCommutative(node.operation.kind) && priority(node) % 2 === 1) inputs.reverse()
    nodes.push({ name: names.get(node.name)!, operation: node.operation, inputs })
  }
  return { label: 'retold', nodes, outputs: architecture.outputs.map((name) => names.get(name)!) }
}

/** Whether some renaming makes the live graphs equal, by trying every one: the definition, for small graphs. */
export function isIsomorphic(a: Architecture, b: Architecture): boolean {
  if (a.nodes.length !== b.nodes.length || a.outputs.length !== b.outputs.length) return false
  const key = (operation: Operation) => JSON.stringify(operation)
  const image = new Map<string, Node>()
  const used = new Set<Node>()
  const agrees = (x: Node, y: Node) => {
    if (key(x.operation) !== key(y.operation)) return false
    const wanted = x.inputs.map((name) => image.get(name)!.name)
    const found = [...y.inputs]
    if (isCommutative(x.operation.kind)) for (const names of [wanted, found]) names.sort()
    return wanted.length === found.length && wanted.every((name, place) => name === found[place])
  }
  const extend = (index: number): boolean => {
    const node = a.nodes[index]
    if (!node) return a.outputs.every((name, place) => image.get(name)!.name === b.outputs[place])
    return b.nodes.some((candidate) => {
      if (used.has(candidate) || !agrees(node, candidate)) return false
      image.set(node.name, candidate)
      used.add(candidate)
      const fits = extend(index + 1)
      image.delete(node.name)
      used.delete(candidate)
      return fits
    })
  }
  return extend(0)
}
