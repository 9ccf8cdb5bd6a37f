import type { Ceiling, Evaluation, Published, Score } from '../../src/prediction/evaluation/score.ts'
import { grouped } from '../../src/prediction/grouping.ts'
import type { Accuracy } from '../../src/prediction/metrics.ts'
import { evaluationBlock, type Cell, type Row } from './evaluate-block.ts'
import { wrappedText } from './wrapped-text.ts'

/** Characters of a line, as terminals usually have. */
const width = 120

/**
 * Scores as tables for a terminal: a block for each device and subject, a row for each training size and method, in the
 * order in which they were found; the mean and, from two seeds on, beneath it the standard deviation over seeds. Noise
 * ceilings and published numbers stand under the rows that they are to be compared with. Notes follow.
 */
export function evaluationTable({ scores, ceilings, published, notes }: Evaluation): string {
  const all = [...scores, ...ceilings, ...published]
  const blocks = [...grouped(all, subjectOf).entries()].map(([key, [first]]) => {
    const isOwn = (one: Pick<Score, 'device' | 'subject'>) => subjectOf(one) === key
    const own = grouped(scores.filter(isOwn), ({ method, trainingRows }) => `${trainingRows}\t${method}`)
    const rows = [
      ...[...own.values()].map(scoreRow),
      ...ceilings.filter(isOwn).map(ceilingRow),
      ...published.filter(isOwn).map(publishedRow),
    ]
    return evaluationBlock(`${first?.device}, ${first?.subject}`, rows, width)
  })
  const folded = notes.map((note) => `- ${wrappedText(note, width - 2).join('\n  ')}`)
  return [...blocks, folded.join('\n')].join('\n\n')
}

const subjectOf = ({ device, subject }: Pick<Score, 'device' | 'subject'>): string => `${device}\t${subject}`

/** One row of all seeds. */
function scoreRow(scores: readonly Score[]): Row {
  const [first] = scores
  const intervals = scores.flatMap(({ interval }) => interval ?? [])
  const fits = scores.flatMap(({ fitMs }) => fitMs ?? [])
  return {
    method: first?.method ?? '',
    learnt: [String(first?.trainingRows ?? '')],
    judged: rowsCell(scores.map(({ accuracy }) => accuracy.n)),
    seeds: [String(scores.length)],
    ...accuracyCells(scores.map(({ accuracy }) => accuracy)),
    coverage: spread(intervals, ({ coverage }) => 100 * coverage, 1),
    halfWidth: spread(intervals, ({ halfWidth }) => 100 * halfWidth, 1),
    fit: spread(fits, (ms) => ms / 1000, 1),
  }
}

const ceilingRow = ({ method, accuracy }: Ceiling): Row => ({
  method,
  judged: [String(accuracy.n)],
  ...accuracyCells([accuracy]),
})

const publishedRow = ({ system, trainingRows, within, mape, spearman }: Published): Row => {
  const [within1 = [], within5 = [], within10 = []] = within?.map((share) => [(100 * share).toFixed(1)]) ?? []
  return {
    method: `published: ${system}`,
    learnt: [String(trainingRows)],
    ...{ within1, within5, within10 },
    mape: mape === undefined ? [] : [(100 * mape).toFixed(1)],
    spearman: spearman === undefined ? [] : [spearman.toFixed(3)],
  }
}

const accuracyCells = (list: readonly Accuracy[]) => ({
  within1: spread(list, ({ within1 }) => 100 * within1, 1),
  within5: spread(list, ({ within5 }) => 100 * within5, 1),
  within10: spread(list, ({ within10 }) => 100 * within10, 1),
  mape: spread(list, ({ mape }) => 100 * mape, 2),
  rmspe: spread(list, ({ rmspe }) => 100 * rmspe, 2),
  median: spread(list, ({ medianApe }) => 100 * medianApe, 2),
  spearman: spread(list, ({ spearman }) => spearman, 3),
  kendall: spread(list, ({ kendall }) => kendall, 3),
})

/** As the folds of different seeds may judge different numbers of rows. */
function rowsCell(counts: readonly number[]): Cell {
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return least === most ? [String(least)] : [String(least), `to ${most}`]
}

/** Mean and, beneath, standard deviation; nothing where there is no value. */
function spread<Item>(items: readonly Item[], read: (item: Item) => number, digits: number): Cell {
  if (items.length === 0) return []
  const values = items.map(read)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (values.length < 2) return [mean.toFixed(digits)]
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return [mean.toFixed(digits), `±${Math.sqrt(variance).toFixed(digits)}`]
}
