import type { Architecture } from '../../architecture/graph.ts'
import { inputSizeOf } from '../sized-key.ts'
import { inputSizeRange } from '../space.ts'
import { cellNumbered, edges, numberOfCells, type Cell, type Operation } from './cell.ts'
import { canonicalComputation, computationOf, formOf } from './computation.ts'
import { cellsPerStage, network, stages } from './network.ts'

const cells = stages * cellsPerStage

/** Fingerprints are made to be few: more equal ones are none of our networks, and each costs a comparison of graphs. */
const mostCandidates = 16

/** What of the network is no cell: the stem, and two residual blocks with three convolutions each. */
const convolutionsElsewhere: Readonly<Record<string, number>> = { nor_conv_1x1: 2, nor_conv_3x3: 5 }

const counted = ['nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'] as const

/** How often the network has the operation in each cell; a fraction where it is none of this space. */
function perCell({ nodes }: Architecture, name: Operation): number {
  const [kind, kernel] =
    name === 'avg_pool_3x3' ? ['avgPool', 3] : ['conv2d', name === 'nor_conv_1x1' ? 1 : 3]
  const matching = nodes.filter(
    ({ operation }) => operation.kind === kind && 'kernel' in operation && operation.kernel[0] === kernel,
  )
  return (matching.length - (convolutionsElsewhere[name] ?? 0)) / cells
}

/** A number that depends on what the network computes, not on the order of its nodes or attributes: FNV-1a. */
function fingerprint({ nodes, outputs }: Architecture): number {
  const marks = new Map<string, number>()
  for (const { name, operation, inputs } of nodes) {
    const read = inputs.map((input) => marks.get(input) ?? 0).sort((a, b) => a - b)
    const kernel = 'kernel' in operation ? operation.kernel[0] : 0
    const filters = 'filters' in operation ? operation.filters : 0
    let mark = nodes.length
    for (const character of [operation.kind, kernel, filters, ...read].join(' '))
      mark = Math.imul(mark ^ (character.codePointAt(0) ?? 0), 0x01000193)
    marks.set(name, mark)
  }
  return marks.get(outputs[0] ?? '') ?? 0
}

/**
 * Keys that may be the network's: its label, then the cells that have its operations and its fingerprint.
 * @param keyOf writes the key of a cell and an input size.
 */
export function* candidates(
  architecture: Architecture,
  keyOf: (cell: Cell, size: number) => string,
): Generator<string> {
  yield architecture.label
  const wanted = counted.map((name) => perCell(architecture, name))
  const total = wanted.reduce((sum, count) => sum + count, 0)
  if (!wanted.every((count) => Number.isInteger(count) && count >= 0) || total > edges.length) return
  const size = inputSizeOf(architecture)
  if (size < inputSizeRange.from || size > inputSizeRange.to) return
  const mark = fingerprint(architecture)
  const seen = new Set<string>()
  let left = mostCandidates
  for (let number = 0; number < numberOfCells && left > 0; number++) {
    const cell = cellNumbered(number)
    const { producers, output } = computationOf(cell)
    const fits = counted.every(
      (name, index) => producers.filter(({ operation }) => operation === name).length === wanted[index],
    )
    if (!fits || output.length === 0) continue
    const computation = canonicalComputation(cell)
    const form = formOf(computation)
    if (seen.has(form)) continue
    seen.add(form)
    if (fingerprint(network(computation, size, '')) !== mark) continue
    left--
    yield keyOf(cell, size)
  }
}
