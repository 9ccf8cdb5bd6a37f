import type { Architecture } from '../../architecture/graph.ts'
import { defineSpace, type DrawOptions } from '../define-space.ts'
import { knownKey } from '../known-key.ts'
import { sizedKey, splitSize } from '../sized-key.ts'
import type { Drawn } from '../space.ts'
import { cellText, parseCell, type Cell } from './cell.ts'
import { canonicalComputation } from './computation.ts'
import { distinctCells } from './draw.ts'
import { network, usualSize } from './network.ts'
import { candidates } from './recognise.ts'
import { nasbench201Facts } from './facts.ts'

const keyOf = (cell: Cell, size: number): string => sizedKey(cellText(cell), size, usualSize)

function fromKey(key: string): Architecture {
  const problem = `"${key}" names no network of NAS-Bench-201`
  const { body, size } = splitSize(key, usualSize, problem)
  const cell = parseCell(body, problem)
  const computation = canonicalComputation(cell)
  if (computation.output.length === 0)
    throw new RangeError(
      `${problem}: no path joins its input to its output, so it computes nothing of its input.`,
    )
  return network(computation, size, keyOf(cell, size))
}

function* draws({ seed, inputSize = usualSize }: DrawOptions): Generator<Drawn> {
  for (const { cell, computation } of distinctCells(seed)) {
    const key = keyOf(cell, inputSize)
    yield { key, architecture: network(computation, inputSize, key) }
  }
}

/**
 * Keys are the published strings, such as
 * `|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|skip_connect~2|`, with `,size=64` for another input than 32
 * pixels (32 to 512). Of 15,625 strings 15,284 join input and output; they name 5,424 networks, because dead
 * operations are left out, skips are no operations, and copies of a cell give the same graph.
 */
export const nasbench201Space = defineSpace({
  ...nasbench201Facts,
  draws,
  fromKey,
  keyOf: (architecture) => knownKey(architecture, candidates(architecture, keyOf), fromKey),
})
