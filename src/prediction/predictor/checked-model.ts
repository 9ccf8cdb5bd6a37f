import { NotPositiveDefinite } from '../linear-algebra/cholesky.ts'
import type { Matrix } from '../matrix.ts'
import type { Fitted, KindName, Kinds } from './kinds.ts'

/** Lines through raw latencies: beyond what they were learnt from they may reach 0. */
const reachesZero: readonly string[] = ['lasso', 'nnls']

/**
 * A model that says in a RangeError where its inputs are no table, or its numbers lead to what is no latency: a file
 * from anywhere may have numbers that are each in their range and too large together.
 */
export function checkedModel<Name extends KindName>(
  kind: Name,
  learner: string,
  model: Fitted<Name>,
): Fitted<Name> {
  const least = reachesZero.includes(learner) ? -Infinity : 0
  return {
    predict(inputs) {
      if (kind === 'tabular') checkTable(inputs as Matrix)
      const predictions = computed(
        () => model.predict(inputs),
        'This predictor is damaged: nothing can be computed from its numbers.',
      )
      const wrong = latenciesOf[kind](predictions).find((value) => !(value > least && value < Infinity))
      if (wrong !== undefined)
        throw new RangeError(
          `This predictor says ${wrong}, which is no latency: it is damaged, or far from what it was learnt from.`,
        )
      return predictions
    },
    toJSON: () => model.toJSON(),
  }
}

/** @throws {RangeError} with the sentence where a matrix has no factor: what that says is not for people */
export function computed<Value>(work: () => Value, sentence: string): Value {
  try {
    return work()
  } catch (error) {
    throw error instanceof NotPositiveDefinite ? new RangeError(sentence, { cause: error }) : error
  }
}

/** @throws {RangeError} where rows and columns do not make up the values */
export function checkTable({ rows, columns, values }: Matrix): void {
  if (!(values instanceof Float64Array) || rows * columns !== values.length)
    throw new RangeError(`${rows} rows of ${columns} columns are not ${values.length} values.`)
}

/** All that has to be a latency; ends of intervals too. */
const latenciesOf: {
  readonly [Name in KindName]: (predictions: Kinds[Name]['predictions']) => Float64Array
} = {
  tabular: (latencies) => latencies,
  graph: (latencies) => latencies,
  transfer: (latencies) => latencies,
  kernels: ({ times, lower, upper }) => joined([times, lower, upper]),
  network: (networks) =>
    joined(networks.map(({ latencyMs, lowerMs, upperMs }) => [latencyMs, lowerMs, upperMs])),
}

function joined(lists: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0))
  let from = 0
  for (const list of lists) {
    all.set(list, from)
    from += list.length
  }
  return all
}
