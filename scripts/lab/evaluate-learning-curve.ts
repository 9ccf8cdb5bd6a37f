import { curveSplit, fixedTestSplit } from '../../src/prediction/evaluation/splits.ts'
import {
  baselinesHelp,
  cellMethodsOf,
  computationsNote,
  methodHelp,
  methodOptionKinds,
  shuffleNote,
} from './evaluate-cells.ts'
import { judgeCells } from './evaluate-cell-splits.ts'
import { deliver } from './evaluate-deliver.ts'
import { commonOptionHelp, commonOptionKinds, commonOptionsOf } from './evaluate-options.ts'
import { parseOptions, wholeNumber } from './options.ts'
import type { Subcommand } from './subcommand.ts'

const optionKinds = { ...commonOptionKinds, ...methodOptionKinds, 'test-rows': 'string' } as const
const defaults = { train: [30, 100, 900], seeds: 10 }

export const evaluateLearningCurve: Subcommand = {
  summary: 'how the error falls with the number of networks that are learnt from (evaluation E2)',
  help: [
    commonOptionHelp('CSV with a column "ops" of six digits and one column of ms a device', defaults),
    methodHelp,
    baselinesHelp,
    '  --test-rows N     judge by the last N rows of the table, as the nn-Meter table has it (1000)  [all others]',
  ].join('\n'),
  async run(args) {
    const values = parseOptions(args, optionKinds)
    const options = commonOptionsOf(values, defaults)
    const testRows = wholeNumber(values, 'test-rows', [1, 1_000_000], null)
    const methods = cellMethodsOf(values)
    const { scores, ceilings } = await judgeCells(options, methods, ({ length }, trainingRows, seed) =>
      testRows === null
        ? curveSplit(length, trainingRows, seed)
        : fixedTestSplit(length, trainingRows, testRows, seed),
    )
    const notes = [
      testRows === null
        ? shuffleNote
        : `The last ${testRows} rows are judged; the others are shuffled by the seed to be learnt from.`,
      'A smaller training set of a seed is part of a larger one.',
      computationsNote,
    ]
    return deliver({ protocol: 'learning-curve', scores, ceilings, published: [], notes }, options)
  },
}
