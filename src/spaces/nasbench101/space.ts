import type { Architecture } from '../../architecture/graph.ts'
import { defineSpace, type DrawOptions } from '../define-space.ts'
import { knownKey } from '../known-key.ts'
import { inputSizeOf, sizedKey, splitSize } from '../sized-key.ts'
import type { Drawn } from '../space.ts'
import { randomCells } from './draw.ts'
import { network, usualSize } from './network.ts'
import { readCell } from './recognise.ts'
import { parseCell, spellingOf } from './spelling.ts'
import { nasbench101Facts } from './facts.ts'

function fromKey(key: string): Architecture {
  const problem = `"${key}" names no network of NAS-Bench-101`
  const { body, size } = splitSize(key, usualSize, problem)
  return network(parseCell(body, problem), size, sizedKey(body, size, usualSize))
}

function* draws({ seed, inputSize = usualSize }: DrawOptions): Generator<Drawn> {
  for (const cell of randomCells(seed)) {
    const key = sizedKey(spellingOf(cell), inputSize, usualSize)
    yield { key, architecture: fromKey(key) }
  }
}

/** Its label, then what its first cell says. */
function* candidates(architecture: Architecture): Generator<string> {
  yield architecture.label
  const cell = readCell(architecture)
  const size = inputSizeOf(architecture)
  if (cell) yield sizedKey(spellingOf(cell), size, usualSize)
}

/**
 * Keys are `5:1100010101:c3-c1-mp` (vertices, upper triangle of the matrix row by row, operations between input and
 * output), with `,size=64` for another input than 32 pixels (32 to 512). One network has one key: vertices on no path
 * are not written, and of the orders of the others the one counts whose key is the smallest (`spellingOf`).
 * Draws are distinct as the benchmark counts: also where two cells only differ in the order in which branches join.
 */
export const nasbench101Space = defineSpace({
  ...nasbench101Facts,
  draws,
  fromKey,
  keyOf: (architecture) => knownKey(architecture, candidates(architecture), fromKey),
})
