import { writeFile } from 'node:fs/promises'
import {
  evaluateDevice,
  measuredCells,
  type DeviceResult,
} from '../../src/prediction/evaluation/nasbench201.ts'
import { curveSplit, type Split } from '../../src/prediction/evaluation/splits.ts'
import { GraphGp } from '../../src/prediction/regressors/gp/graph-gp.ts'
import { numberColumn, readCsv, textColumn, type CsvTable } from './evaluate-csv.ts'
import { resultTable } from './evaluate-table.ts'
import { parseOptions, textOf, UsageError, wholeNumber } from './options.ts'
import type { Subcommand } from './subcommand.ts'

const optionKinds = {
  table: 'string',
  device: 'string',
  train: 'string',
  seeds: 'string',
  split: 'string',
  out: 'string',
} as const

/** Columns of a table that are no latencies. */
const isDevice = (column: string): boolean =>
  column !== 'ops' && column !== 'nb201_index' && !column.endsWith('_std')

export const evaluateNasbench201: Subcommand = {
  summary: 'cells of NAS-Bench-201, the whole network at once (evaluation E1, E2)',
  help: [
    '  --table FILE      CSV or CSV.gz with a column "ops" of six digits and one column of ms a device',
    '  --device NAMES    columns, separated by commas, or all             [all]',
    '  --train N         networks to learn from                           [900]',
    '  --seeds K         so many shuffles, seeds 0 to K - 1               [10]',
    '  --split FILE      instead of shuffles: CSV of "ops", "split" (train or test) and "order"',
    '  --out FILE.json   all results',
  ].join('\n'),
  async run(args) {
    const values = parseOptions(args, optionKinds)
    const path = textOf(values, 'table', null)
    if (path === null) throw new UsageError('--table is needed: a CSV file of latencies.')
    const table = await readCsv(path)
    const trainingRows = wholeNumber(values, 'train', [1, 10_000], 900)
    const seeds = wholeNumber(values, 'seeds', [1, 1000], 10)
    const splitPath = textOf(values, 'split', null)
    const fixed = splitPath === null ? null : fixedSplitOf(await readCsv(splitPath))
    const digits = textColumn(table, 'ops')
    const results: DeviceResult[] = []
    for (const device of devicesOf(table, textOf(values, 'device', 'all'))) {
      const measured = checked(() => measuredCells(digits, numberColumn(table, device)))
      const ops = measured.places.map((place) => digits[place] ?? '')
      const splits = checked(() =>
        fixed
          ? [fixed(ops, trainingRows)]
          : Array.from({ length: seeds }, (_, seed) => curveSplit(ops.length, trainingRows, seed)),
      )
      const result = await evaluateDevice(new GraphGp(), device, measured, splits, (trial) => {
        console.error(
          `${device}, seed ${trial.seed}: MAPE ${(100 * trial.all.mape).toFixed(2)} %, fit ${(trial.fitMs / 1000).toFixed(1)} s`,
        )
      })
      results.push(result)
    }
    console.log(resultTable(results))
    const out = textOf(values, 'out', null)
    const protocol = fixed ? 'E1' : 'E2'
    if (out !== null)
      await writeFile(out, JSON.stringify({ protocol, table: path, trainingRows, results }, null, 1))
    return 0
  },
}

/** What is wrong with a table is wrong with the command line. */
function checked<Value>(make: () => Value): Value {
  try {
    return make()
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error
  }
}

function devicesOf({ path, columns }: CsvTable, names: string): string[] {
  const devices = columns.filter(isDevice)
  if (names === 'all') return devices
  const wanted = names.split(',')
  const unknown = wanted.find((name) => !devices.includes(name))
  if (unknown === undefined) return wanted
  throw new UsageError(`${path} has no column "${unknown}". It has ${devices.join(', ')}.`)
}

/** Networks that are marked `train`, in their order, at most as many as asked for; all that are marked `test`. */
function fixedSplitOf(table: CsvTable): (ops: readonly string[], trainingRows: number) => Split {
  const marks = textColumn(table, 'split')
  const order = numberColumn(table, 'order')
  const byOps = new Map(
    textColumn(table, 'ops').map((ops, row) => [ops, { mark: marks[row], order: order[row] ?? 0 }]),
  )
  return (ops, trainingRows) => {
    const marked = (mark: string) =>
      ops
        .flatMap((key, place) => (byOps.get(key)?.mark === mark ? [place] : []))
        .sort((a, b) => (byOps.get(ops[a] ?? '')?.order ?? 0) - (byOps.get(ops[b] ?? '')?.order ?? 0))
    const training = marked('train').slice(0, trainingRows)
    const test = marked('test')
    if (training.length === 0 || test.length === 0)
      throw new RangeError('The split names none of the networks of the table.')
    return { seed: 0, training, test }
  }
}
