import type { Ceiling, Evaluation, Published, Score } from '../../src/prediction/evaluation/score.ts'
import { grouped } from '../../src/prediction/grouping.ts'
import type { Accuracy } from '../../src/prediction/metrics.ts'
import { textTable } from './table.ts'

const head = [
  ...['device', 'subject', 'method', 'learnt', 'judged', 'seeds', 'within 1 / 5 / 10 %', 'MAPE %', 'RMSPE %'],
  ...['median %', 'Spearman', 'Kendall', '90 % covers', 'half width %', 'fit s'],
]
const isNumber = head.map((_, column) => column >= 3)

/**
 * Scores as a table for a terminal: a line for each device, subject, training size and method, in the order in which
 * they were found; mean and, from two seeds on, standard deviation over seeds. Noise ceilings and published numbers
 * stand under the lines that they are to be compared with. Notes follow.
 */
export function evaluationTable({ scores, ceilings, published, notes }: Evaluation): string {
  const lines = [...grouped(scores, subjectOf).entries()].flatMap(([subject, list]) => [
    ...[...grouped(list, ({ method, trainingRows }) => `${trainingRows}\t${method}`).values()].map(scoreRow),
    ...ceilings.filter((one) => subjectOf(one) === subject).map(ceilingRow),
    ...published.filter((one) => subjectOf(one) === subject).map(publishedRow),
  ])
  const known = new Set(scores.map(subjectOf))
  const alone = [
    ...ceilings.filter((one) => !known.has(subjectOf(one))).map(ceilingRow),
    ...published.filter((one) => !known.has(subjectOf(one))).map(publishedRow),
  ]
  return [textTable([head, ...lines, ...alone], isNumber), ...notes.map((note) => `- ${note}`)].join('\n')
}

const subjectOf = ({ device, subject }: Pick<Score, 'device' | 'subject'>): string => `${device}\t${subject}`

/** One line of all seeds. */
function scoreRow(scores: readonly Score[]): string[] {
  const [first] = scores
  const intervals = scores.flatMap(({ interval }) => interval ?? [])
  const fits = scores.flatMap(({ fitMs }) => fitMs ?? [])
  return [
    ...[first?.device ?? '', first?.subject ?? '', first?.method ?? '', String(first?.trainingRows ?? '')],
    ...[rowsText(scores.map(({ accuracy }) => accuracy.n)), String(scores.length)],
    ...accuracyCells(scores.map(({ accuracy }) => accuracy)),
    spread(intervals, ({ coverage }) => 100 * coverage, 1),
    spread(intervals, ({ halfWidth }) => 100 * halfWidth, 1),
    spread(fits, (ms) => ms / 1000, 1),
  ]
}

const ceilingRow = ({ device, subject, method, accuracy }: Ceiling): string[] => [
  ...[device, subject, method, '', String(accuracy.n), ''],
  ...accuracyCells([accuracy]),
]

function publishedRow({
  device,
  subject,
  system,
  trainingRows,
  within,
  mape,
  spearman,
}: Published): string[] {
  return [
    ...[device, subject, `published: ${system}`, String(trainingRows), '', ''],
    within?.map((share) => (100 * share).toFixed(1)).join(' / ') ?? '',
    ...[mape === undefined ? '' : (100 * mape).toFixed(1), '', ''],
    spearman?.toFixed(3) ?? '',
  ]
}

const accuracyCells = (list: readonly Accuracy[]): string[] => [
  [
    spread(list, ({ within1 }) => 100 * within1, 1),
    spread(list, ({ within5 }) => 100 * within5, 1),
    spread(list, ({ within10 }) => 100 * within10, 1),
  ].join(' / '),
  spread(list, ({ mape }) => 100 * mape, 2),
  spread(list, ({ rmspe }) => 100 * rmspe, 2),
  spread(list, ({ medianApe }) => 100 * medianApe, 2),
  spread(list, ({ spearman }) => spearman, 3),
  spread(list, ({ kendall }) => kendall, 3),
]

/** As the folds of different seeds may judge different numbers of rows. */
function rowsText(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return least === most ? String(least) : `${least} to ${most}`
}

/** `1.23 ± 0.04`: mean and standard deviation; nothing where there is no value. */
function spread<Item>(items: readonly Item[], read: (item: Item) => number, digits: number): string {
  if (items.length === 0) return ''
  const values = items.map(read)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (values.length < 2) return mean.toFixed(digits)
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return `${mean.toFixed(digits)} ± ${Math.sqrt(variance).toFixed(digits)}`
}
