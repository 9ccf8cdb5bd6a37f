import { cellBaselines } from '../../src/prediction/baselines/cells.ts'
import { graphMethod, type Method } from '../../src/prediction/evaluation/method.ts'
import { measuredCells, type CellItem } from '../../src/prediction/evaluation/nasbench201.ts'
import type { Measured } from '../../src/prediction/evaluation/trial.ts'
import { graphLearnerFor, graphLearners } from '../../src/prediction/regressors/graph-learners.ts'
import { numberColumn, textColumn, type CsvTable } from './evaluate-csv.ts'
import { checked, chosenOf, type CommonOptions } from './evaluate-options.ts'
import { textOf, UsageError, type OptionValues } from './options.ts'

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

export const methodOptionKinds = { method: 'string', baselines: 'string' } as const

/** @throws {UsageError} where a method is not known */
export function learnersOf(values: OptionValues): GraphMethod[] {
  const wish = textOf(values, 'method', 'by-rows')
  const wanted = wish === 'none' ? [] : wish.split(',')
  return wanted.map((name) => {
    const make = Object.hasOwn(learners, name) ? learners[name] : undefined
    if (make) return make()
    throw new UsageError(`--method knows ${names.join(', ')}, not "${name}".`)
  })
}

/** The learners that are asked for, and baselines unless they are not. @throws {UsageError} */
export function cellMethodsOf(values: OptionValues): Method<CellItem>[] {
  const learnt = learnersOf(values)
  const wish = textOf(values, 'baselines', 'on')
  if (wish !== 'on' && wish !== 'off') throw new UsageError(`--baselines knows on, off, not "${wish}".`)
  return wish === 'on' ? [...learnt, ...cellBaselines] : learnt
}

/** Columns of a table of cells that are no latencies. */
const isDevice = (column: string): boolean =>
  column !== 'ops' && column !== 'nb201_index' && !column.endsWith('_std')

/** What was measured on each device that is asked for. @throws {UsageError} where the table is not of that kind */
export async function* cellsByDevice(
  table: CsvTable,
  devices: CommonOptions['devices'],
): AsyncGenerator<{ device: string; measured: Measured<CellItem> }> {
  const digits = textColumn(table, 'ops')
  for (const device of chosenOf(devices, table.columns.filter(isDevice), table.path)) {
    const latencies = numberColumn(table, device)
    yield { device, measured: await checked(() => measuredCells(digits, latencies)) }
  }
}
