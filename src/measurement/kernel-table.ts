import type { Architecture } from '../architecture/graph.ts'
import type { KernelRecord, KernelRun } from '../dataset/kernel-schema.ts'
import type { Attributes, Kernel, PlacedKernel } from '../runtimes/kernel.ts'

export type KernelTable = Pick<KernelRun, 'table' | 'calls'>

/**
 * The kernels of one inference as a record keeps them: the different ones once, and for each call its place in that
 * table and the places of its nodes in `architecture.nodes`.
 * @throws {RangeError} where a kernel serves a node that the architecture has not
 */
export function kernelRunOf(kernels: readonly PlacedKernel[], architecture: Architecture): KernelTable {
  const nodePlaces = new Map(architecture.nodes.map(({ name }, place) => [name, place]))
  const places = new Map<string, number>()
  const table: KernelRecord[] = []
  const calls = kernels.map((kernel) => {
    const key = keyOf(kernel)
    let place = places.get(key)
    if (place === undefined) {
      place = table.length
      places.set(key, place)
      table.push(recordOf(kernel))
    }
    const nodes = kernel.nodes.map((name) => {
      const node = nodePlaces.get(name)
      if (node === undefined) throw new RangeError(`The network has no node “${name}”.`)
      return node
    })
    return { kernel: place, nodes }
  })
  return { table, calls }
}

/**
 * The kernels of a record again, in the order of the calls, with nodes by their names.
 * @throws {RangeError} where a place is outside of the table or of the network
 */
export function placedKernelsOf({ table, calls }: KernelTable, architecture: Architecture): PlacedKernel[] {
  return calls.map(({ kernel: place, nodes }) => {
    const kernel = table[place]
    if (!kernel) throw new RangeError(`The table has no kernel ${place}.`)
    return {
      ...kernel,
      nodes: nodes.map((node) => {
        const name = architecture.nodes[node]?.name
        if (name === undefined) throw new RangeError(`The network has no node ${node}.`)
        return name
      }),
    }
  })
}

/** Kernels with equal keys are one row of the table; the order of attributes is no difference. */
const keyOf = ({ attributes, ...kernel }: Kernel): string => {
  const { program, shaderKey, variant, dispatch, workgroupSize, inputShapes, outputShape } = kernel
  const sorted = attributes && Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([
    kernel.kernel,
    program,
    shaderKey,
    variant,
    dispatch,
    workgroupSize,
    sorted,
    inputShapes,
    outputShape,
  ])
}

/** Copies: a record is handed from thread to thread, and nobody else holds its lists. */
const recordOf = ({
  kernel,
  program,
  shaderKey,
  variant,
  dispatch,
  workgroupSize,
  attributes,
  inputShapes,
  outputShape,
}: Kernel): KernelRecord => ({
  kernel,
  program,
  shaderKey,
  variant,
  dispatch: [...dispatch],
  workgroupSize: [...workgroupSize],
  attributes: attributes && copyOf(attributes),
  inputShapes: inputShapes.map((shape) => [...shape]),
  outputShape: [...outputShape],
})

const copyOf = (attributes: Attributes): NonNullable<KernelRecord['attributes']> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
  )
