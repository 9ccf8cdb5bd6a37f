import type { DeviceResult } from '../../src/prediction/evaluation/nasbench201.ts'
import type { Trial } from '../../src/prediction/evaluation/trial.ts'
import type { Accuracy } from '../../src/prediction/metrics.ts'

const head = [
  'device',
  'what',
  'rows',
  'within 1 / 5 / 10 %',
  'MAPE %',
  'Spearman',
  '90 % covers',
  'half width %',
  'fit s',
]

/** Results as a table for a terminal: mean and, from two seeds on, standard deviation over seeds. */
export function resultTable(results: readonly DeviceResult[]): string {
  return aligned([head, ...results.flatMap(rowsOf)])
}

function rowsOf({ device, trials, ceiling, published }: DeviceResult): string[][] {
  const name = `learnt, ${trials.length} seed${trials.length === 1 ? '' : 's'}`
  const of = (read: (trial: Trial) => number, digits: number) => spread(trials.map(read), digits)
  const accuracies = (list: readonly Accuracy[], what: string): string[] => [
    device,
    what,
    String(list[0]?.n ?? 0),
    [1, 5, 10]
      .map((percent) =>
        spread(
          list.map((x) => 100 * within(x, percent)),
          1,
        ),
      )
      .join(' / '),
    spread(
      list.map((x) => 100 * x.mape),
      2,
    ),
    spread(
      list.map((x) => x.spearman),
      3,
    ),
  ]
  const unseen = trials.flatMap(({ newComputations }) => newComputations ?? [])
  return [
    [
      ...accuracies(
        trials.map(({ all }) => all),
        name,
      ),
      of(({ interval }) => 100 * interval.coverage, 1),
      of(({ interval }) => 100 * interval.halfWidth, 1),
      of(({ fitMs }) => fitMs / 1000, 1),
    ],
    ...(unseen.length > 0 ? [accuracies(unseen, 'only new computations')] : []),
    ...(ceiling ? [accuracies([ceiling], 'ceiling: copies')] : []),
    ...published.map(({ system, within: shares }) => [
      device,
      system,
      '',
      shares.map((x) => x.toFixed(1)).join(' / '),
    ]),
  ]
}

const within = ({ within1, within5, within10 }: Accuracy, percent: number): number =>
  percent === 1 ? within1 : percent === 5 ? within5 : within10

/** `1.23 ± 0.04`: mean and standard deviation. */
function spread(values: readonly number[], digits: number): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (values.length < 2) return mean.toFixed(digits)
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return `${mean.toFixed(digits)} ± ${Math.sqrt(variance).toFixed(digits)}`
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
