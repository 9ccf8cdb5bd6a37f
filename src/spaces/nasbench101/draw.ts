import { randomStream, uniform } from '../random.ts'
import { limits, operations, problemOf, pruned, type Cell } from './cell.ts'
import { classOf, inputsOf } from './spelling.ts'

/** After so many draws in a row that are no cells or known ones the draws end: some cells are too rare to be met. */
const mostMisses = 100_000

const bitCount = (limits.vertices * (limits.vertices - 1)) / 2

/**
 * Distinct cells in the random order of the published search: every bit of the matrix and every operation alike often,
 * what is no cell drawn again. Remembers the cells it gave, 423,624 short strings at the most.
 */
export function* randomCells(seed: number): Generator<Cell> {
  const seen = new Set<string>()
  for (let attempt = 0, misses = 0; misses < mostMisses; attempt++, misses++) {
    const random = randomStream(seed, attempt)
    const bits = uniform(random, 0, 2 ** bitCount - 1)
      .toString(2)
      .padStart(bitCount, '0')
    const codes = Array.from(
      { length: limits.vertices - 2 },
      () => operations[uniform(random, 0, operations.length - 1)]?.code ?? 'c1',
    )
    const cell = pruned({ operations: codes, inputs: inputsOf(bits, limits.vertices) })
    if (!cell || problemOf(cell)) continue
    const name = classOf(cell)
    if (seen.has(name)) continue
    seen.add(name)
    misses = -1
    yield cell
  }
}
