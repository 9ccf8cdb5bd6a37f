import type { FlowGraph } from '../graphs/flow-graph.ts'
import { GraphEnsemble, usualGraphEnsemble } from './ensemble/graph-ensemble.ts'
import { Gcn } from './gcn/gcn.ts'
import { hasGraphNetworks } from '../wasm/graph-network-steps.ts'
import { GraphGp } from './gp/graph-gp.ts'
import { mostRows } from './gp/rows-to-learn.ts'
import type { SpreadLearner, SpreadModel } from './spread-model.ts'

/** Learners of whole networks, each with its standard settings. Targets are logarithms of latencies. */
export const graphLearners = {
  'graph-gp': () => new GraphGp(),
  gcn: () => new Gcn(),
  'graph-ensemble': () => new GraphEnsemble(),
} satisfies Record<string, () => SpreadLearner<readonly FlowGraph[]>>

export type GraphLearnerName = keyof typeof graphLearners

/**
 * The learner for so many measured networks, one rule for all devices: beyond what a Gaussian process can learn from, a
 * graph network alone; no graph network where the engine cannot run it.
 */
export function graphLearnerFor(rows: number): SpreadLearner<readonly FlowGraph[]> {
  if (rows < usualGraphEnsemble.fewestRows || !hasGraphNetworks()) return graphLearners['graph-gp']()
  return graphLearners[rows <= mostRows ? 'graph-ensemble' : 'gcn']()
}

/** A saved model of any of them. @throws {RangeError} where the JSON is of none of them, damaged or of another version */
export function loadGraphModel(json: unknown): SpreadModel<readonly FlowGraph[]> {
  const name = (json as { readonly learner?: unknown } | null)?.learner
  if (typeof name !== 'string' || !Object.hasOwn(graphLearners, name))
    throw new RangeError(`There is no learner of graphs "${String(name)}".`)
  return graphLearners[name as GraphLearnerName]().load(json)
}
