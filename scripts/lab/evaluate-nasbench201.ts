import { cellCeiling, cellScores, type CellItem } from '../../src/prediction/evaluation/nasbench201.ts'
import { publishedCells } from '../../src/prediction/evaluation/published.ts'
import type { Ceiling, Score } from '../../src/prediction/evaluation/score.ts'
import { curveSplit, type Split } from '../../src/prediction/evaluation/splits.ts'
import type { Measured } from '../../src/prediction/evaluation/trial.ts'
import {
  baselinesHelp,
  cellMethodsOf,
  cellsByDevice,
  methodHelp,
  methodOptionKinds,
} from './evaluate-cells.ts'
import { numberColumn, readCsv, textColumn, type CsvTable } from './evaluate-csv.ts'
import { deliver, tellScore } from './evaluate-deliver.ts'
import { checked, commonOptionHelp, commonOptionKinds, commonOptionsOf } from './evaluate-options.ts'
import { parseOptions, textOf, type OptionValues } from './options.ts'
import type { Subcommand } from './subcommand.ts'

const optionKinds = { ...commonOptionKinds, ...methodOptionKinds, split: 'string' } as const
const defaults = { train: [900], seeds: 10 }

export const splitHelp = [
  '  --split FILE      instead of shuffles: CSV of "ops", "split" (train or test) and "order"; seeds are then those',
  '                    of the learners                                      [1 seed]',
].join('\n')

export const evaluateNasbench201: Subcommand = {
  summary: 'cells of NAS-Bench-201, the whole network at once (evaluation E1)',
  help: [
    commonOptionHelp('CSV with a column "ops" of six digits and one column of ms a device', defaults),
    methodHelp,
    baselinesHelp,
    splitHelp,
  ].join('\n'),
  async run(args) {
    const values = parseOptions(args, optionKinds)
    const isFixed = textOf(values, 'split', null) !== null
    const options = commonOptionsOf(values, isFixed ? { ...defaults, seeds: 1 } : defaults)
    const methods = cellMethodsOf(values)
    const table = await readCsv(options.tablePath)
    const { splitFor, note } = await splitMakerOf(values)
    const [scores, ceilings] = [[], []] as [Score[], Ceiling[]]
    for await (const { device, measured } of cellsByDevice(table, options.devices)) {
      ceilings.push(...cellCeiling(device, measured))
      for (const trainingRows of options.train)
        for (const seed of options.seeds) {
          const split = await checked(() => splitFor(measured, trainingRows, seed))
          scores.push(...(await cellScores(methods, device, measured, split, tellScore)))
        }
    }
    const known = new Set(scores.map(({ device, trainingRows }) => `${device} ${trainingRows}`))
    const published = publishedCells.filter((one) => known.has(`${one.device} ${one.trainingRows}`))
    const notes = [
      note,
      'New computations are test networks without a copy of equal computation among the training networks.',
    ]
    return deliver({ protocol: 'nasbench201', scores, ceilings, published, notes }, options)
  },
}

type SplitFor = (measured: Measured<CellItem>, trainingRows: number, seed: number) => Split

/** Splits as the options say, and a sentence about them. */
export async function splitMakerOf(values: OptionValues): Promise<{ splitFor: SplitFor; note: string }> {
  const path = textOf(values, 'split', null)
  if (path !== null)
    return {
      splitFor: fixedSplitOf(await readCsv(path)),
      note: `The split is that of ${path}; seeds are those of the learners.`,
    }
  return {
    splitFor: ({ items }, trainingRows, seed) => curveSplit(items.length, trainingRows, seed),
    note: 'Rows are shuffled by the seed; rows 900 to 999 of that order are neither learnt from nor judged.',
  }
}

/** Networks that are marked `train`, in their order, at most as many as asked for; all that are marked `test`. */
function fixedSplitOf(table: CsvTable): SplitFor {
  const marks = textColumn(table, 'split')
  const order = numberColumn(table, 'order')
  const byOps = new Map(
    textColumn(table, 'ops').map((ops, row) => [ops, { mark: marks[row], order: order[row] ?? 0 }]),
  )
  return ({ items }, trainingRows, seed) => {
    const orderAt = (place: number) => byOps.get(items[place]?.digits ?? '')?.order ?? 0
    const marked = (mark: string) =>
      items
        .flatMap(({ digits }, place) => (byOps.get(digits)?.mark === mark ? [place] : []))
        .sort((a, b) => orderAt(a) - orderAt(b))
    const training = marked('train').slice(0, trainingRows)
    const test = marked('test')
    if (training.length === 0 || test.length === 0)
      throw new RangeError('The split names none of the networks of the table.')
    return { seed, training, test }
  }
}
