import type { Architecture, Node } from '../../../../src/architecture/graph.ts'
import type { Operation, OperationKind } from '../../../../src/architecture/operation.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import type { Range } from '../../../../src/spaces/synthetic/range.ts'
import { ranges } from '../../../../src/spaces/synthetic/ranges.ts'

type Level = `${string}=${string}`

/** Every value of every parameter that is chosen from a list, as the table of ranges writes them. */
export const allLevels: readonly Level[] = [
  ...Object.entries<Readonly<Record<string, Range<unknown>>>>(ranges).flatMap(([part, row]) =>
    Object.entries(row).flatMap(([parameter, { text, distribution }]) =>
      distribution === 'fixed' || text.includes(' to ')
        ? []
        : text.split(', ').map((value): Level => `${part}.${parameter}=${value}`),
    ),
  ),
  ...([9, 10, 11] as const).map((count): Level => `network.blocks=${count}`),
]

const kindOf = <Kind extends OperationKind>(nodes: readonly Node[], kind: Kind) =>
  nodes.flatMap(({ name, operation, inputs }) =>
    isOf(operation, kind) ? [{ name, input: inputs[0] ?? '', operation }] : [],
  )

const isOf = <Kind extends OperationKind>(
  operation: Operation,
  kind: Kind,
): operation is Extract<Operation, { kind: Kind }> => operation.kind === kind

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))

/** The levels that a network of 9 to 11 blocks has, read from its graph and the names of its blocks. */
export function levelsOf(architecture: Architecture): Set<Level> {
  const shapes = inferShapes(architecture)
  const channels = (name: string) => shapes.get(name)?.at(-1) ?? 0
  const blocks = new Map<string, Node[]>()
  const outside: Node[] = []
  for (const node of architecture.nodes) {
    const block = /^block\d+\/\w+(?=\/)/.exec(node.name)?.[0]
    if (block === undefined) outside.push(node)
    else blocks.set(block, [...(blocks.get(block) ?? []), node])
  }
  const [stem, head] = kindOf(outside, 'conv2d')
  const [stemActivation, headActivation] = kindOf(outside, 'activation')
  const [input] = kindOf(outside, 'input')
  const widths = [...blocks.values()].map((nodes) => channels(nodes.at(-1)?.name ?? ''))
  const common = [stem, head]
    .map((node) => channels(node?.name ?? ''))
    .concat(widths)
    .reduce(divisor)
  const levels = new Set<Level>([
    `network.inputSize=${input?.operation.shape[0]}`,
    `network.blocks=${blocks.size}`,
    `network.channelMultiple=${divisor(common, 8)}`,
    `stem.kernel=${stem?.operation.kernel[0]}`,
    `stem.activation=${stemActivation?.operation.name}`,
    `head.activation=${headActivation?.operation.name}`,
  ])
  const add = (part: string, parameter: string, ...values: readonly (string | number | undefined)[]) => {
    for (const value of values) levels.add(`${part}.${parameter}=${value}`)
  }
  for (const [name, nodes] of blocks) {
    const kind = name.split('/')[1] ?? ''
    add('network', 'kind', kind)
    const convolutions = kindOf(nodes, 'conv2d')
    const [depthwise] = kindOf(nodes, 'depthwiseConv2d')
    const activations = kindOf(nodes, 'activation').map(({ operation }) => operation.name)
    const source = channels(nodes[0]?.inputs[0] ?? '')
    const halves = nodes.some(({ operation }) => 'stride' in operation && operation.stride[0] === 2)
    const keeps = channels(nodes.at(-1)?.name ?? '') === source
    if (!halves && kind !== 'pooling') add('network', 'keepsChannels', keeps ? 'yes' : 'no')
    if (kind !== 'pooling') add(kind, 'activation', activations[0])
    switch (kind) {
      case 'convolution':
        add(kind, 'kernel', convolutions[0]?.operation.kernel[0])
        add(kind, 'groups', convolutions[0]?.operation.groups)
        break
      case 'separable':
        add(kind, 'kernel', depthwise?.operation.kernel[0])
        break
      case 'pooling':
        for (const { operation } of nodes)
          if (operation.kind === 'maxPool' || operation.kind === 'avgPool') {
            add(kind, 'kind', operation.kind)
            add(kind, 'kernel', operation.kernel[0])
          }
        break
      case 'splitConcat':
        add(kind, 'parts', convolutions.length)
        add(kind, 'kernel', ...convolutions.map(({ operation }) => operation.kernel[0]))
        break
      case 'bottleneck': {
        add(kind, 'kernel', depthwise?.operation.kernel[0])
        const expanded = channels(depthwise?.input ?? '')
        add(kind, 'expansion', expanded / source)
        const squeeze = convolutions.find((node) => node.name.includes('squeezeExcite'))
        add(kind, 'squeezes', squeeze ? 'yes' : 'no')
        if (!squeeze) break
        // Rounded to the multiple of the network: the nearer of 4 and 8.
        add(kind, 'squeezeReduction', expanded / squeeze.operation.filters > Math.sqrt(32) ? 8 : 4)
        add(
          kind,
          'gate',
          activations.find((activation) => /sigmoid$/i.test(activation)),
        )
      }
    }
  }
  return levels
}
