import type { Architecture, Node, Shape } from '../../architecture/graph.ts'
import { elementsOf, inferShapes } from '../../architecture/shapes.ts'
import type { KernelRecord } from '../../dataset/kernel-schema.ts'
import { workOfPrograms } from '../features/tfjs-work.ts'
import type { KernelWork } from '../features/work.ts'

/** A program or call of a network, in the order of dispatch: of a record, or of a plan. */
export interface PlacedCall {
  readonly kernel: KernelRecord
  /** Names of the nodes that it serves. */
  readonly nodes: readonly string[]
}

/** A kernel of the engine with all of its programs. */
export interface CalledWork {
  readonly work: KernelWork
  /** Place of its first program among the calls, and how many there are. */
  readonly first: number
  readonly length: number
}

/**
 * Work of each kernel. Programs that follow each other for the same nodes and the same kernel of the engine are one: a
 * convolution may be patches to columns and then a product.
 * @throws {ArchitectureError} where the architecture is not valid
 */
export function worksOfCalls(calls: readonly PlacedCall[], architecture: Architecture): CalledWork[] {
  const shapes = inferShapes(architecture)
  const nodes = new Map(architecture.nodes.map((node) => [node.name, node]))
  const works: CalledWork[] = []
  for (let first = 0; first < calls.length;) {
    let end = first + 1
    while (end < calls.length && isOneKernel(calls[first], calls[end])) end++
    const programs = calls.slice(first, end).map(({ kernel }) => kernel)
    const served = (calls[first]?.nodes ?? []).flatMap((name) => nodes.get(name) ?? [])
    const whole = programs.length > 1 ? withOperationShapes(programs, served, shapes) : programs
    works.push({ work: workOfPrograms(whole), first, length: end - first })
    first = end
  }
  return works
}

/** On WASM each call is a kernel of its own. */
const isOneKernel = (one: PlacedCall | undefined, other: PlacedCall | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  one.kernel.program !== '' &&
  one.kernel.kernel === other.kernel.kernel &&
  one.nodes.length === other.nodes.length &&
  one.nodes.every((name, place) => name === other.nodes[place])

/** Several programs are told with the shapes of what they compute together: its input, its weights, its output. */
function withOperationShapes(
  programs: readonly KernelRecord[],
  served: readonly Node[],
  shapes: ReadonlyMap<string, Shape>,
): KernelRecord[] {
  const [first, last] = [programs[0], programs.at(-1)]
  if (!first || !last) return []
  const convolution = served.find(({ operation }) => operation.kind === 'conv2d')
  const result = convolution && shapes.get(convolution.name)
  const outputShape =
    result && elementsOf(result) === elementsOf(last.outputShape) ? [1, ...result] : last.outputShape
  const [input = [], ...others] = first.inputShapes
  const weights = weightsOf(programs, convolution, input, outputShape)
  const inputShapes = weights ? [input, weights] : [input, ...others]
  return programs.map((program, place) => ({
    ...program,
    ...(place === 0 && { inputShapes }),
    ...(place === programs.length - 1 && { outputShape }),
  }))
}

/** Of a convolution [height, width, channels in, channels out]; of another product what its program reads second. */
function weightsOf(
  programs: readonly KernelRecord[],
  convolution: Node | undefined,
  input: readonly number[],
  output: readonly number[],
): number[] | undefined {
  const kernel = programs[0]?.kernel ?? ''
  if (convolution?.operation.kind === 'conv2d' && kernel.includes('Conv2D'))
    return [...convolution.operation.kernel, input.at(-1) ?? 1, output.at(-1) ?? 1]
  if (!/MatMul|Depthwise/.test(kernel)) return undefined
  return programs.findLast(({ inputShapes }) => inputShapes.length > 1)?.inputShapes[1]
}
