import { randomStream, shuffled } from '../../../spaces/random.ts'
import type { FlowGraph } from '../../graphs/flow-graph.ts'
import { checkGraphSamples } from '../check-graph-samples.ts'
import { Gcn } from '../gcn/gcn.ts'
import type { GcnModel } from '../gcn/gcn-model.ts'
import { GraphGp } from '../gp/graph-gp.ts'
import type { FitOptions, Learner, Samples } from '../regressor.ts'
import { loadGraphEnsemble, GraphEnsembleModel } from './graph-ensemble-model.ts'
import { heldOutOf, networkShareOf } from './network-share.ts'

export interface GraphEnsembleSettings {
  /** Graph networks beside the Gaussian process. */
  readonly networks: number
  /** Of the rows, for each network others: they tell it when to stop, and all together how much networks count. */
  readonly heldOut: number
  /** Below so many rows the Gaussian process stands alone: networks need more. */
  readonly fewestRows: number
}

export const usualGraphEnsemble: GraphEnsembleSettings = { networks: 4, heldOut: 0.1, fewestRows: 300 }

/** Share of the work of a fit that the Gaussian process is. */
const processShare = 0.2

/**
 * A robust Gaussian process and graph networks, averaged: their errors have little in common but the noise. Targets are
 * logarithms of latencies. How much the networks count follows from rows that they were not trained on.
 */
export class GraphEnsemble implements Learner<readonly FlowGraph[], GraphEnsembleModel> {
  readonly name = 'graph-ensemble'
  readonly #settings: GraphEnsembleSettings
  readonly #process: GraphGp
  readonly #network: Gcn

  constructor(
    settings: Partial<GraphEnsembleSettings> = {},
    process: GraphGp = new GraphGp(),
    network: Gcn = new Gcn(),
  ) {
    this.#settings = { ...usualGraphEnsemble, ...settings }
    this.#process = process
    this.#network = network
    const { networks, heldOut } = this.#settings
    if (!(heldOut > 0 && networks * heldOut < 1))
      throw new RangeError(`${networks} times a share of ${heldOut} of the rows cannot be held out.`)
  }

  async fit(samples: Samples<readonly FlowGraph[]>, options: FitOptions): Promise<GraphEnsembleModel> {
    checkGraphSamples(samples)
    const { networks, heldOut, fewestRows } = this.#settings
    const rows = samples.inputs.length
    const count = rows < fewestRows ? 0 : networks
    const share = count === 0 ? 1 : processShare
    const process = await this.#process.fit(samples, partOf(options, 0, share))
    // Held out are rows that the Gaussian process knows, since it tells of no others what it would have said.
    const order = shuffled(randomStream(options.seed, 2), process.rows)
    const size = Math.floor(heldOut * order.length)
    const learnt: GcnModel[] = []
    for (let index = 0; index < count; index++) {
      const begin = share + ((1 - share) * index) / count
      const part = partOf(options, begin, begin + (1 - share) / count)
      const held = order.slice(index * size, (index + 1) * size)
      learnt.push(await this.#network.fit(samples, { ...part, seed: seedOf(options.seed, index) }, held))
    }
    options.onProgress?.(1)
    return new GraphEnsembleModel({
      process,
      networks: learnt,
      networkShare:
        count === 0 ? 0 : networkShareOf(heldOutOf(process.rows, process.heldOutErrors().residuals, learnt)),
    })
  }

  load(json: unknown): GraphEnsembleModel {
    return loadGraphEnsemble(json)
  }
}

const seedOf = (seed: number, index: number): number => randomStream(seed, 3, index).next() >>> 0

/** Progress of one part of a fit within the whole. */
function partOf({ onProgress, ...options }: FitOptions, begin: number, end: number): FitOptions {
  if (!onProgress) return options
  return { ...options, onProgress: (share) => onProgress(begin + share * (end - begin)) }
}
