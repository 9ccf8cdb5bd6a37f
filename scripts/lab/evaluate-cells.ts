import { cellBaselines } from '../../src/prediction/baselines/cells.ts'
import { graphMethod, type Method } from '../../src/prediction/evaluation/method.ts'
import { measuredCells, type CellItem } from '../../src/prediction/evaluation/nasbench201.ts'
import type { Measured } from '../../src/prediction/evaluation/trial.ts'
import { graphLearnerFor, graphLearners } from '../../src/prediction/regressors/graph-learners.ts'
import { latencyColumn, textColumn, type CsvTable } from './evaluate-csv.ts'
import { checked, chosenOf, unrepeated, type CommonOptions } from './evaluate-options.ts'
import { fromDigits } from '../../src/spaces/nasbench201/cell.ts'
import { oneOf, textOf, UsageError, type OptionValues } from './options.ts'

type GraphMethod = Method<Pick<CellItem, 'graph'>>

/** Learners of whole networks, each with its one setting for all devices. */
const learners: Readonly<Record<string, () => GraphMethod>> = {
  gp: () => graphMethod('gp', graphLearners['graph-gp']()),
  gcn: () => graphMethod('gcn', graphLearners.gcn()),
  ensemble: () => graphMethod('ensemble', graphLearners['graph-ensemble']()),
  'by-rows': () => ({
    name: 'learner by rows',
    fit: (items, latencies, options) =>
      graphMethod('', graphLearnerFor(items.length)).fit(items, latencies, options),
  }),
}
const names = Object.keys(learners)

export const methodHelp = [
  `  --method NAMES    some of ${names.join(', ')}, separated by commas, or none`,
  '                    (baselines alone); by-rows: as the app chooses       [by-rows]',
].join('\n')

export const baselinesHelp = '  --baselines WORD  on or off: also what simple ways give                [on]'

/** Whether simple ways are asked for too. @throws {UsageError} */
export const hasBaselines = (values: OptionValues): boolean =>
  oneOf(values, 'baselines', ['on', 'off'] as const, 'on') === 'on'

/** What the order of a curve is. */
export const shuffleNote =
  'Rows are shuffled by the seed; of a device with more than 1000 rows, rows 900 to 999 of that order are neither learnt from nor judged.'

/** What the subjects of cells mean. */
export const computationsNote =
  'New computations are test networks without a copy of equal computation among the training networks; seen ones have one.'

export const methodOptionKinds = { method: 'string', baselines: 'string' } as const

/** @throws {UsageError} where a method is not known */
export function learnersOf(values: OptionValues): GraphMethod[] {
  const wish = textOf(values, 'method', 'by-rows')
  const wanted = wish === 'none' ? [] : unrepeated('method', wish.split(','))
  return wanted.map((name) => {
    const make = Object.hasOwn(learners, name) ? learners[name] : undefined
    if (make) return make()
    throw new UsageError(`--method knows ${names.join(', ')}, not "${name}".`)
  })
}

/** The learners that are asked for, and baselines unless they are not. @throws {UsageError} */
export function cellMethodsOf(values: OptionValues): Method<CellItem>[] {
  const learnt = learnersOf(values)
  return hasBaselines(values) ? [...learnt, ...cellBaselines] : learnt
}

/** Columns of a table of cells that are no latencies. */
const isDevice = (column: string): boolean =>
  column !== 'ops' && column !== 'nb201_index' && !column.endsWith('_std')

/** What was measured on one device. */
interface DeviceCells {
  readonly device: string
  /** Of the rows that were measured. */
  readonly digits: readonly string[]
  readonly measured: Measured<CellItem>
}

/**
 * What was measured on each device that is asked for. All columns are checked before the first is handed out.
 * @param checkSize throws a RangeError where a device has too few rows
 * @throws {UsageError} where the table is not of that kind
 */
export async function* cellsByDevice(
  table: CsvTable,
  devices: CommonOptions['devices'],
  checkSize: (digits: readonly string[]) => void = () => undefined,
): AsyncGenerator<DeviceCells> {
  const digits = cellColumn(table)
  const columns = chosenOf(devices, table.columns.filter(isDevice), table.path).map((device) => {
    const latencies = latencyColumn(table, device)
    return { device, latencies, digits: digits.filter((_, row) => !Number.isNaN(latencies[row])) }
  })
  for (const column of columns)
    await checked(() => checkSize(column.digits), `${table.path}, column ${column.device}`)
  for (const { latencies, ...column } of columns)
    yield { ...column, measured: await checked(() => measuredCells(digits, latencies)) }
}

/** Digits of all rows. @throws {UsageError} that names the row that has none of a cell */
function cellColumn(table: CsvTable): string[] {
  const digits = textColumn(table, 'ops')
  for (const [row, text] of digits.entries())
    try {
      fromDigits(text)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      throw new UsageError(`Row ${row + 1} of ${table.path}: ${error.message}`)
    }
  return digits
}
