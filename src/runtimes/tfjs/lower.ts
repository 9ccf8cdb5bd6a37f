import { consumersOf, type Architecture, type Node, type Shape } from '../../architecture/graph.ts'
import type { Conv2d } from '../../architecture/operation.ts'
import { withoutDeadNodes } from '../../architecture/prune.ts'
import { elementsOf, inferShapes } from '../../architecture/shapes.ts'
import { Learnt } from '../learnt.ts'
import {
  batchNormWeights,
  convolutionWeights,
  foldBatchNorm,
  layerNormWeights,
  preluSlopes,
  type ConvolutionWeights,
} from '../weights.ts'
import { isFusable, type Program, type Step, type StepAction, type Tail } from './step.ts'

const noTail: Tail = { bias: null, activation: null, slopes: null }
/** Distance between the seeds of two nodes: each takes at most five. */
const seedsPerNode = 5

/**
 * Turns an architecture into the calls that TF.js gets.
 *
 * With fusion, what a converter does offline: batch norm is folded into the convolution before it, bias and a fusable
 * activation run inside its kernel. Without, every node is its own kernel, as in tfjs-layers. A grouped convolution
 * becomes slices, one convolution a group, and a concat, because TF.js has none. The lowering belongs to the
 * configuration of a measurement.
 */
export function lower(architecture: Architecture, fusion: 'on' | 'off'): Program {
  return new Lowering(withoutDeadNodes(architecture), fusion).program()
}

class Lowering {
  readonly #shapes: ReadonlyMap<string, Shape>
  readonly #consumers: ReadonlyMap<string, readonly Node[]>
  readonly #seeds: ReadonlyMap<string, number>
  readonly #slots = new Map<string, number>()
  readonly #absorbed = new Set<string>()
  readonly #steps: Step[] = []
  readonly #inputs: { slot: number; shape: Shape }[] = []
  #slotCount = 0

  constructor(
    private readonly architecture: Architecture,
    private readonly fusion: 'on' | 'off',
  ) {
    this.#shapes = inferShapes(architecture)
    this.#consumers = consumersOf(architecture)
    this.#seeds = new Map(architecture.nodes.map((node, index) => [node.name, index * seedsPerNode]))
  }

  program(): Program {
    for (const node of this.architecture.nodes) if (!this.#absorbed.has(node.name)) this.#lower(node)
    return {
      steps: this.#steps,
      slots: this.#slotCount,
      inputs: this.#inputs,
      outputs: this.architecture.outputs.map((name) => this.#slot(name)),
    }
  }

  #lower(node: Node): void {
    const { operation } = node
    switch (operation.kind) {
      case 'input':
        this.#inputs.push({ slot: this.#define(node.name), shape: this.#shape(node.name) })
        return
      case 'conv2d':
      case 'depthwiseConv2d':
      case 'dense':
        this.#convolution(node)
        return
      case 'batchNorm': {
        const channels = this.#shape(node.name).at(-1) ?? 0
        const weights = batchNormWeights(channels, operation.epsilon, this.#seed(node))
        this.#emit({ kind: 'batchNorm', weights }, [node])
        return
      }
      case 'layerNorm': {
        const channels = this.#shape(node.name).at(-1) ?? 0
        const weights = layerNormWeights(channels, operation.epsilon, this.#seed(node))
        this.#emit({ kind: 'layerNorm', weights }, [node])
        return
      }
      case 'activation':
        this.#emit({ kind: 'activation', name: operation.name, slopes: this.#slopes(node) }, [node])
        return
      case 'add':
      case 'mul':
        this.#emit(operation, [{ ...node, inputs: this.#largestFirst(node.inputs) }])
        return
      default:
        this.#emit(operation, [node])
    }
  }

  /**
   * Operands of a sum or a product have no order in the canonical form, and TF.js has mirrored programs where one is
   * spread over the other: in one order everywhere they are one program.
   */
  #largestFirst(inputs: readonly string[]): readonly string[] {
    const size = (name: string) => elementsOf(this.#shape(name))
    return [...inputs].sort((a, b) => size(b) - size(a))
  }

  #convolution(node: Node): void {
    const input = this.#shape(node.inputs[0] ?? '')
    let weights = convolutionWeights(node, input, this.#seed(node))
    if (this.fusion === 'off') {
      this.#product(node, { ...weights, bias: null }, noTail, [node])
      if (weights.bias) this.#emit({ kind: 'bias', values: weights.bias }, [node], this.#slot(node.name))
      return
    }
    const nodes = [node]
    const norm = this.#onlyReader(node)
    if (norm?.operation.kind === 'batchNorm') {
      const channels = this.#shape(norm.name).at(-1) ?? 0
      weights = foldBatchNorm(weights, batchNormWeights(channels, norm.operation.epsilon, this.#seed(norm)))
      nodes.push(norm)
    }
    const activation = this.#onlyReader(nodes.at(-1) ?? node)
    let tail: Tail = { ...noTail, bias: weights.bias }
    if (activation?.operation.kind === 'activation' && isFusable(activation.operation.name)) {
      tail = { ...tail, activation: activation.operation.name, slopes: this.#slopes(activation) }
      nodes.push(activation)
    }
    this.#product(node, weights, tail, nodes)
  }

  /** The convolution or matrix product itself, split by groups where there are any. */
  #product(
    node: Node,
    { filter, filterShape }: ConvolutionWeights,
    tail: Tail,
    nodes: readonly Node[],
  ): void {
    const { operation } = node
    if (operation.kind === 'conv2d' && operation.groups > 1) {
      this.#grouped(node, operation, { values: filter, shape: filterShape }, tail, nodes)
    } else if (operation.kind === 'dense') {
      this.#emit({ kind: 'dense', filter: { values: filter, shape: filterShape }, tail }, nodes)
    } else if (operation.kind === 'conv2d' || operation.kind === 'depthwiseConv2d') {
      const { kind, stride, padding, dilation } = operation
      this.#emit(
        { kind, filter: { values: filter, shape: filterShape }, tail, stride, padding, dilation },
        nodes,
      )
    }
  }

  #grouped(
    node: Node,
    { groups, stride, padding, dilation }: Conv2d,
    filter: { values: Learnt; shape: readonly number[] },
    tail: Tail,
    nodes: readonly Node[],
  ): void {
    const [high = 1, wide = 1, read = 1, filters = 1] = filter.shape
    const each = filters / groups
    const [height = 1, width = 1] = this.#shape(node.inputs[0] ?? '')
    const [outHeight = 1, outWidth = 1] = this.#shape(node.name)
    const source = this.#slot(node.inputs[0] ?? '')
    const parts: number[] = []
    for (let group = 0; group < groups; group++) {
      const part = this.#newSlot()
      const slice: StepAction = { kind: 'slice', begin: [0, 0, group * read], size: [height, width, read] }
      this.#push(slice, [source], part, [height, width, groups * read], [height, width, read], nodes)
      const own = (learnt: Learnt | null) =>
        learnt && new Learnt(each, () => learnt.values().slice(group * each, (group + 1) * each))
      const action: StepAction = {
        kind: 'conv2d',
        filter: {
          values: lastAxisBlock(filter.values, filters, group * each, each),
          shape: [high, wide, read, each],
        },
        tail: { bias: own(tail.bias), activation: tail.activation, slopes: own(tail.slopes) },
        stride,
        padding,
        dilation,
      }
      const output = this.#newSlot()
      this.#push(action, [part], output, [height, width, read], [outHeight, outWidth, each], nodes)
      parts.push(output)
    }
    const output = this.#define(...nodes.map(({ name }) => name))
    this.#push(
      { kind: 'concat' },
      parts,
      output,
      [outHeight, outWidth, each],
      [outHeight, outWidth, filters],
      nodes,
    )
  }

  /** The node that alone reads `node`, where the value of `node` is not itself an output. */
  #onlyReader(node: Node): Node | undefined {
    const readers = this.#consumers.get(node.name) ?? []
    return readers.length === 1 && !this.architecture.outputs.includes(node.name) ? readers[0] : undefined
  }

  /** Adds a step that computes `nodes`, reading the inputs of the first or the given slot. */
  #emit(action: StepAction, nodes: readonly Node[], source?: number): void {
    const [first] = nodes
    if (!first) return
    const inputs = source === undefined ? first.inputs.map((name) => this.#slot(name)) : [source]
    const inputShape = source === undefined ? this.#shape(first.inputs[0] ?? '') : this.#shape(first.name)
    const output = this.#define(...nodes.map(({ name }) => name))
    this.#push(action, inputs, output, inputShape, this.#shape(first.name), nodes)
  }

  #push(
    action: StepAction,
    inputs: readonly number[],
    output: number,
    inputShape: Shape,
    outputShape: Shape,
    nodes: readonly Node[],
  ): void {
    this.#steps.push({
      action,
      inputs,
      output,
      inputShape,
      outputShape,
      nodes: nodes.map(({ name }) => name),
    })
  }

  #newSlot = (): number => this.#slotCount++

  /** A new slot that holds the values of all the named nodes. */
  #define(...names: readonly string[]): number {
    const slot = this.#newSlot()
    for (const name of names) {
      this.#slots.set(name, slot)
      this.#absorbed.add(name)
    }
    return slot
  }

  #slot = (name: string): number => this.#slots.get(name) ?? -1
  #shape = (name: string): Shape => this.#shapes.get(name) ?? []
  #seed = (node: Node): number => this.#seeds.get(node.name) ?? 0

  #slopes(node: Node): Learnt | null {
    const isPrelu = node.operation.kind === 'activation' && node.operation.name === 'prelu'
    return isPrelu ? preluSlopes(this.#shape(node.name).at(-1) ?? 0, this.#seed(node)) : null
  }
}

/** Elements `begin` to `begin + count` of the last axis, which has `axis` elements. */
function lastAxisBlock(learnt: Learnt, axis: number, begin: number, count: number): Learnt {
  const rows = learnt.count / axis
  return new Learnt(rows * count, () => {
    const values = learnt.values()
    const block = new Float32Array(rows * count)
    for (let row = 0; row < rows; row++)
      block.set(values.subarray(row * axis + begin, row * axis + begin + count), row * count)
    return block
  })
}
