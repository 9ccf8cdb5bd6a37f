import { randomStream, shuffled } from '../../../spaces/random.ts'
import type { EncodedGraph } from './encoded-graph.ts'
import { GcnNetwork } from './gcn-network.ts'
import { drawnGcn, type GcnShape } from './gcn-shape.ts'
import { limitsOf } from './graph-batch.ts'

/** How a network is learnt. */
export interface GcnTraining {
  readonly epochs: number
  readonly batch: number
  /** At the start; it is halved when the validation rows have not become better for `patience` epochs. */
  readonly learningRate: number
  readonly decay: number
  readonly patience: number
  /** Of the running average of the parameters, kept at each step: the average is what is judged, and learnt. */
  readonly averaging: number
  /** Ends after so many epochs without a better one; the best one is kept. */
  readonly stopAfter: number
}

/** What it is learnt from, on the scale of its results. */
export interface GcnSamples {
  readonly graphs: readonly EncodedGraph[]
  readonly targets: Float64Array
  /** Of mean 1. */
  readonly weights: Float64Array | undefined
  /** Rows to learn from, and rows that tell when to stop. */
  readonly training: readonly number[]
  readonly validation: readonly number[]
}

/** Of the best loss: less is no progress. */
const progress = 1e-4
/** Graphs that are judged at once. */
const judged = 32

/**
 * The parameters with the least mean absolute error on the validation rows, by AdamW.
 * @param breathe called before each batch with the share of the work that is done; it may end it by rejecting
 */
export async function learnGcn(
  samples: GcnSamples,
  shape: GcnShape,
  settings: GcnTraining,
  seed: number,
  breathe: (share: number) => Promise<void>,
): Promise<Float32Array> {
  const { graphs, targets, weights, training, validation } = samples
  const { epochs, batch, decay, patience, stopAfter, averaging } = settings
  const random = randomStream(seed)
  const network = new GcnNetwork(shape, limitsOf(graphs, batch), true)
  const judge = new GcnNetwork(shape, limitsOf(graphs, judged), false)
  network.parameters.set(drawnGcn(shape, random))
  network.averages.set(network.parameters)
  let best = network.parameters.slice()
  let bestLoss = Infinity
  let bestEpoch = 0
  let lastChange = 0
  let rate = settings.learningRate
  let steps = 0
  const lossOf = (rows: readonly number[]) => {
    judge.parameters.set(network.averages)
    let sum = 0
    for (let from = 0; from < rows.length; from += judged) {
      const taken = rows.slice(from, from + judged)
      const results = judge.predict(pick(graphs, taken))
      taken.forEach((row, place) => {
        sum += Math.abs((results[place] as number) - (targets[row] as number)) * (weights?.[row] ?? 1)
      })
    }
    return sum / rows.length
  }
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(random, training)
    for (let from = 0; from < order.length; from += batch) {
      await breathe((epoch + from / order.length) / epochs)
      const taken = order.slice(from, from + batch)
      const slopes = network.predict(pick(graphs, taken))
      taken.forEach((row, place) => {
        const side = Math.sign((slopes[place] as number) - (targets[row] as number))
        slopes[place] = (side * (weights?.[row] ?? 1)) / taken.length
      })
      network.learn(slopes)
      network.update(rate, decay)
      steps++
      // The first steps are soon forgotten.
      network.follow(Math.min(averaging, steps / (steps + 9)))
    }
    const loss = lossOf(validation)
    if (loss < bestLoss * (1 - progress)) {
      bestLoss = loss
      bestEpoch = epoch
      best = network.averages.slice()
    }
    if (epoch - bestEpoch >= stopAfter) break
    if (epoch - Math.max(bestEpoch, lastChange) > patience) {
      rate /= 2
      lastChange = epoch
    }
  }
  return best
}

const pick = (graphs: readonly EncodedGraph[], rows: readonly number[]): EncodedGraph[] =>
  rows.map((row) => graphs[row] as EncodedGraph)
