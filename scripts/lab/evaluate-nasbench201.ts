import { publishedCells } from '../../src/prediction/evaluation/published.ts'
import { curveSplit, type Split } from '../../src/prediction/evaluation/splits.ts'
import {
  baselinesHelp,
  cellMethodsOf,
  computationsNote,
  methodHelp,
  methodOptionKinds,
  shuffleNote,
} from './evaluate-cells.ts'
import { numberColumn, readCsv, textColumn, type CsvTable } from './evaluate-csv.ts'
import { judgeCells } from './evaluate-cell-splits.ts'
import { deliver } from './evaluate-deliver.ts'
import { commonOptionHelp, commonOptionKinds, commonOptionsOf } from './evaluate-options.ts'
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
    const { splitFor, note } = await splitMakerOf(values)
    const { scores, ceilings } = await judgeCells(options, methods, splitFor)
    const known = new Set(scores.map(({ device, trainingRows }) => `${device} ${trainingRows}`))
    const published = publishedCells.filter((one) => known.has(`${one.device} ${one.trainingRows}`))
    const notes = [note, computationsNote]
    return deliver({ protocol: 'nasbench201', scores, ceilings, published, notes }, options)
  },
}

/** Which of the measured networks of a device train and test. @throws {RangeError} where there are too few */
type SplitFor = (digits: readonly string[], trainingRows: number, seed: number) => Split

/** Splits as the options say, and a sentence about them. */
export async function splitMakerOf(values: OptionValues): Promise<{ splitFor: SplitFor; note: string }> {
  const path = textOf(values, 'split', null)
  if (path !== null)
    return {
      splitFor: fixedSplitOf(await readCsv(path)),
      note: `The split is that of ${path}; seeds are those of the learners.`,
    }
  return {
    splitFor: (digits, trainingRows, seed) => curveSplit(digits.length, trainingRows, seed),
    note: shuffleNote,
  }
}

/** Networks that are marked `train`, in their order, at most as many as asked for; all that are marked `test`. */
function fixedSplitOf(table: CsvTable): SplitFor {
  const marks = textColumn(table, 'split')
  const order = numberColumn(table, 'order')
  const byOps = new Map(
    textColumn(table, 'ops').map((ops, row) => [ops, { mark: marks[row], order: order[row] ?? 0 }]),
  )
  return (digits, trainingRows, seed) => {
    const orderAt = (place: number) => byOps.get(digits[place] ?? '')?.order ?? 0
    const marked = (mark: string) =>
      digits
        .flatMap((text, place) => (byOps.get(text)?.mark === mark ? [place] : []))
        .sort((a, b) => orderAt(a) - orderAt(b))
    const training = marked('train').slice(0, trainingRows)
    const test = marked('test')
    if (training.length === 0 || test.length === 0)
      throw new RangeError('The split names none of the networks of the table.')
    return { seed, training, test }
  }
}
