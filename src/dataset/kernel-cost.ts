import { bytesPerElement } from '../architecture/cost.ts'
import { elementsOf } from '../architecture/shapes.ts'
import type { KernelRecord } from './kernel-schema.ts'

/** What of a kernel tells its cost: kernels of a record and kernels of a plan both have it. */
export interface CostedKernel extends Pick<KernelRecord, 'kernel' | 'program'> {
  readonly inputShapes: readonly (readonly number[])[]
  readonly outputShape: readonly number[]
}

/** A kernel at its place in a network. */
export interface CostedCall {
  readonly kernel: CostedKernel
  /** Places of the nodes that it serves. */
  readonly nodes: readonly number[]
}

/** Kernels of WASM that give a value another shape without touching it. */
const renames = ['Reshape', 'Identity']
/** Programs of a GPU, else kernels, that move values and compute nothing. */
const moves =
  /^(Im2Col|Transpose|Pack|Unpack|Reshape|Identity|Slice|Concat|Pad|Fill|Encode|Decode|Copy|Cast|ResizeNearest)/
const products = /MatMul|Conv/

/** The program of a GPU; on WASM the kernel. */
const nameOf = ({ program, kernel }: CostedKernel): string => (program === '' ? kernel : program)

/** Bytes that a kernel has to move at least: each input read once, the output written once (32-bit floats). */
export function bytesOfKernel(kernel: CostedKernel): number {
  if (kernel.program === '' && renames.includes(kernel.kernel)) return 0
  let elements = elementsOf(kernel.outputShape)
  for (const shape of kernel.inputShapes) elements += elementsOf(shape)
  return bytesPerElement * elements
}

/**
 * FLOPs of each call, from the FLOPs of the nodes. Where several kernels serve one node they share its FLOPs by the
 * work that their own shapes tell: 2 x multiply-adds of a matrix product or convolution, 1 for each element of the largest
 * shape of what else computes, nothing for what only moves values (patches to columns, transpose, pack, slice). So the
 * calls of a network add up to the FLOPs of the nodes that they serve, and what is written in one kernel on one backend
 * and in three on another counts the same.
 * @param nodeFlops for each node of the architecture; other places count nothing
 */
export function flopsOfCalls(calls: readonly CostedCall[], nodeFlops: readonly number[]): number[] {
  const work = calls.map(({ kernel }) => workOf(kernel))
  const workOfNode = nodeFlops.map(() => 0)
  const callsOfNode = nodeFlops.map(() => 0)
  for (const [call, { nodes }] of calls.entries())
    for (const node of nodes) {
      if (node >= nodeFlops.length) continue
      workOfNode[node] = (workOfNode[node] ?? 0) + (work[call] ?? 0)
      callsOfNode[node] = (callsOfNode[node] ?? 0) + 1
    }
  return calls.map(({ nodes }, call) => {
    let flops = 0
    for (const node of nodes) {
      const [all = 0, among = 1] = [workOfNode[node], callsOfNode[node]]
      const share = all > 0 ? (work[call] ?? 0) / all : 1 / among
      flops += share * (nodeFlops[node] ?? 0)
    }
    return flops
  })
}

/** Operations that the shapes of a kernel tell, up to a constant factor for what is no product. */
function workOf(kernel: CostedKernel): number {
  const name = nameOf(kernel)
  if (moves.test(name)) return 0
  const { inputShapes, outputShape } = kernel
  const [, weights] = inputShapes
  if (products.test(name) && weights) return 2 * elementsOf(outputShape) * addendsOf(weights, outputShape)
  return Math.max(elementsOf(outputShape), ...inputShapes.map(elementsOf))
}

/** Products that are added up for one element of the output: the second factor holds so many for each column. */
function addendsOf(weights: readonly number[], outputShape: readonly number[]): number {
  const columns = outputShape.at(-1) ?? 1
  // Three axes are a batch of matrices; four are a filter.
  const batch = weights.length === 3 ? (weights[0] ?? 1) : 1
  return elementsOf(weights) / columns / batch
}
