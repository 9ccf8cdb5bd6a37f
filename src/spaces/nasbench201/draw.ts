import { randomStream, shuffled } from '../random.ts'
import { cellNumbered, numberOfCells, type Cell } from './cell.ts'
import { canonicalComputation, formOf, type Computation } from './computation.ts'

/** One cell of each computation in random order: a cell that comes up as a copy of an earlier one is left out. */
export function* distinctCells(
  seed: number,
): Generator<{ readonly cell: Cell; readonly computation: Computation }> {
  const seen = new Set<string>()
  const numbers = Array.from({ length: numberOfCells }, (_, number) => number)
  for (const number of shuffled(randomStream(seed), numbers)) {
    const cell = cellNumbered(number)
    const computation = canonicalComputation(cell)
    const form = formOf(computation)
    if (computation.output.length === 0 || seen.has(form)) continue
    seen.add(form)
    yield { cell, computation }
  }
}
