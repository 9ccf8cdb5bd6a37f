import type { FlowGraph } from '../../graphs/flow-graph.ts'
import type { HeldOutErrors } from '../../interval.ts'
import { loadGcn } from '../gcn/gcn-load.ts'
import type { GcnModel } from '../gcn/gcn-model.ts'
import { loadGraphGp } from '../gp/graph-gp-load.ts'
import type { GraphGpModel } from '../gp/graph-gp-model.ts'
import type { ModelJson } from '../regressor.ts'
import type { Spread, SpreadModel } from '../spread-model.ts'
import { heldOutOf, mixed } from './network-share.ts'

export interface GraphEnsembleState {
  readonly process: GraphGpModel
  readonly networks: readonly GcnModel[]
  /** How much the mean of the networks counts, 0 to 1; the rest is the Gaussian process. */
  readonly networkShare: number
}

const learner = 'graph-ensemble'
const version = 1

/** An average of a Gaussian process and graph networks; it errs where the Gaussian process expects it. */
export class GraphEnsembleModel implements SpreadModel<readonly FlowGraph[]> {
  readonly #state: GraphEnsembleState

  constructor(state: GraphEnsembleState) {
    this.#state = state
  }

  /** How much the mean of the networks counts, 0 to 1. */
  get networkShare(): number {
    return this.#state.networkShare
  }

  predict(graphs: readonly FlowGraph[]): Float64Array {
    return this.#withNetworks(this.#state.process.predict(graphs), graphs)
  }

  predictSpread(graphs: readonly FlowGraph[]): Spread {
    const { means, deviations } = this.#state.process.predictSpread(graphs)
    return { means: this.#withNetworks(means, graphs), deviations }
  }

  /**
   * Of all rows of the Gaussian process: the average where a network had held the row out, elsewhere the Gaussian process alone, which errs a
   * little more than the average. A part of the rows alone would make the width of intervals a matter of luck.
   */
  heldOutErrors(): HeldOutErrors {
    const { process, networks, networkShare } = this.#state
    const { residuals, deviations } = process.heldOutErrors()
    const { places, ofProcess, ofNetworks } = heldOutOf(process.rows, residuals, networks)
    const both = mixed(ofProcess, ofNetworks, networkShare)
    places.forEach((row, place) => (residuals[row] = both[place] as number))
    return { residuals, deviations }
  }

  toJSON(): ModelJson {
    const { process, networks, networkShare } = this.#state
    const parts = { process: process.toJSON(), networks: networks.map((network) => network.toJSON()) }
    return { learner, version, networkShare, ...parts }
  }

  #withNetworks(means: Float64Array, graphs: readonly FlowGraph[]): Float64Array {
    const { networks, networkShare } = this.#state
    if (networks.length === 0 || networkShare === 0) return means
    const sums = new Float64Array(graphs.length)
    for (const network of networks)
      network.predict(graphs).forEach((value, row) => (sums[row] = (sums[row] as number) + value))
    return mixed(
      means,
      sums.map((sum) => sum / networks.length),
      networkShare,
    )
  }
}

/** @throws {RangeError} where the JSON is damaged, of another learner or of another version */
export function loadGraphEnsemble(json: unknown): GraphEnsembleModel {
  const saved = (json ?? {}) as Partial<Record<string, unknown>>
  if (saved['learner'] !== learner || saved['version'] !== version)
    throw new RangeError(
      `This model is of ${String(saved['learner'])}, version ${String(saved['version'])}, not of ${learner}, version ${version}.`,
    )
  const { networkShare, networks } = saved
  if (typeof networkShare !== 'number' || !(networkShare >= 0 && networkShare <= 1))
    throw new RangeError(`The saved ${learner} model is damaged: it has no share of networks.`)
  if (!Array.isArray(networks))
    throw new RangeError(`The saved ${learner} model is damaged: it has no list of networks.`)
  const process = loadGraphGp(saved['process'])
  const models = networks.map((network) => loadGcn(network))
  const known = new Set(process.rows)
  if (models.some(({ heldOutRows }) => heldOutRows.some((row) => !known.has(row))))
    throw new RangeError(`The saved ${learner} model is damaged: its parts are of different rows.`)
  return new GraphEnsembleModel({ process, networks: models, networkShare })
}
