import type { Method } from '../../src/prediction/evaluation/method.ts'
import { cellCeiling, cellScores, type CellItem } from '../../src/prediction/evaluation/nasbench201.ts'
import type { Ceiling, Score } from '../../src/prediction/evaluation/score.ts'
import type { Split } from '../../src/prediction/evaluation/splits.ts'
import { cellsByDevice } from './evaluate-cells.ts'
import { readCsv } from './evaluate-csv.ts'
import { tellScore } from './evaluate-deliver.ts'
import type { CommonOptions } from './evaluate-options.ts'

/**
 * Every method on every split of every device of a table of cells; sizes are checked before the first fit.
 * @param splitFor from the cells of a device, how many to learn from, and the seed
 * @throws {UsageError} where the table does not fit
 */
export async function judgeCells(
  options: CommonOptions,
  methods: readonly Method<CellItem>[],
  splitFor: (digits: readonly string[], trainingRows: number, seed: number) => Split,
): Promise<{ scores: Score[]; ceilings: Ceiling[] }> {
  const [scores, ceilings] = [[], []] as [Score[], Ceiling[]]
  const checkSize = (digits: readonly string[]) =>
    options.train.forEach((trainingRows) => splitFor(digits, trainingRows, 0))
  const table = await readCsv(options.tablePath)
  for await (const { device, digits, measured } of cellsByDevice(table, options.devices, checkSize)) {
    ceilings.push(...cellCeiling(device, measured))
    for (const trainingRows of options.train)
      for (const seed of options.seeds) {
        const split = splitFor(digits, trainingRows, seed)
        scores.push(...(await cellScores(methods, device, measured, split, tellScore)))
      }
  }
  return { scores, ceilings }
}
