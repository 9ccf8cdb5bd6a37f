import type { Evaluation, Score } from '../../src/prediction/evaluation/score.ts'
import type { CommonOptions } from './evaluate-options.ts'
import { writeOut } from './evaluate-out.ts'
import { evaluationTable } from './evaluate-table.ts'

/** Prints what was found and writes all of it where that was asked for. @returns the exit code */
export async function deliver(
  evaluation: Evaluation,
  { tablePath, out }: Pick<CommonOptions, 'tablePath' | 'out'>,
): Promise<number> {
  console.log(evaluationTable(evaluation))
  if (out !== null) await writeOut(out, { table: tablePath, ...evaluation })
  return 0
}

/** A line on stderr for each trial: long evaluations are seen to go on. */
export function tellScore({ device, subject, method, seed, trainingRows, accuracy, fitMs }: Score): void {
  const fit = fitMs === null ? '' : `, fit ${(fitMs / 1000).toFixed(1)} s`
  process.stderr.write(
    `${device}, ${subject}, ${method}, ${trainingRows} learnt, seed ${seed}: MAPE ${(100 * accuracy.mape).toFixed(2)} %${fit}\n`,
  )
}
