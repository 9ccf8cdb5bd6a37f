import type { FlowGraph } from '../graphs/flow-graph.ts'
import type { Samples } from './regressor.ts'

/** @throws {RangeError} naming what is wrong */
export function checkGraphSamples({ inputs, targets, weights }: Samples<readonly FlowGraph[]>): void {
  if (inputs.length === 0) throw new RangeError('There are no rows to learn from.')
  if (targets.length !== inputs.length)
    throw new RangeError(`${targets.length} targets do not fit ${inputs.length} rows.`)
  const wrong = targets.findIndex((target) => !Number.isFinite(target))
  if (wrong >= 0) throw new RangeError(`The target of row ${wrong} is ${targets[wrong]}.`)
  if (!weights) return
  if (weights.length !== inputs.length)
    throw new RangeError(`${weights.length} weights do not fit ${inputs.length} rows.`)
  const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (bad >= 0) throw new RangeError(`The weight of row ${bad} is ${weights[bad]}.`)
  if (!weights.some((weight) => weight > 0)) throw new RangeError('No row has any weight.')
}
