import { randomStream, shuffled } from '../../../spaces/random.ts'
import { breathing } from '../../breathe.ts'
import type { FlowGraph } from '../../graphs/flow-graph.ts'
import { meanOneWeights } from '../check-samples.ts'
import { checkGraphSamples } from '../check-graph-samples.ts'
import type { FitOptions, Learner, Samples } from '../regressor.ts'
import { encodeGraph, vocabularyOf } from './encoded-graph.ts'
import { loadGcn } from './gcn-load.ts'
import { GcnModel, networkResults } from './gcn-model.ts'
import { gcnShape, widest } from './gcn-shape.ts'
import { learnGcn, type GcnTraining } from './gcn-training.ts'

/** Settings of a graph network. */
export interface GcnSettings extends GcnTraining {
  /** A multiple of 8, at most 600. */
  readonly width: number
  /** Layers, 2 or more: a row learns of what is so many steps away. */
  readonly depth: number
  /** Share of the rows that only tell when to stop. */
  readonly heldOut: number
}

export const usualGcn: GcnSettings = {
  width: 64,
  depth: 4,
  heldOut: 0.1,
  epochs: 250,
  batch: 10,
  learningRate: 4e-3,
  averaging: 0.999,
  decay: 5e-4,
  patience: 10,
  stopAfter: 35,
}

/** Below this many rows none is held out: all learn, and all tell when to stop. */
const fewestRows = 10
/** How far beyond the targets of the fit a prediction may go, in shares of their range. */
const reach = 0.1

/**
 * A graph convolutional network (Dudziak et al., BRP-NAS, 2020: section 3) with layer normalisation: operations of the
 * pruned graph, the input, the output and a node that sees all. For 300 rows and more; targets are logarithms of
 * latencies.
 */
export class Gcn implements Learner<readonly FlowGraph[], GcnModel> {
  readonly name = 'gcn'
  readonly #settings: GcnSettings

  /** @throws {RangeError} where a setting is out of range */
  constructor(settings: Partial<GcnSettings> = {}) {
    this.#settings = { ...usualGcn, ...settings }
    const { width, depth, batch, epochs, heldOut } = this.#settings
    if (!(Number.isInteger(width / 8) && width >= 8 && width <= widest))
      throw new RangeError(`A width of ${width} is no multiple of 8 from 8 to ${widest}.`)
    if (!(Number.isInteger(depth) && depth >= 2)) throw new RangeError(`${depth} layers are not 2 or more.`)
    if (!(Number.isInteger(batch) && batch > 0)) throw new RangeError(`A batch of ${batch} cannot be.`)
    if (!(Number.isInteger(epochs) && epochs >= 0)) throw new RangeError(`${epochs} epochs cannot be.`)
    if (!(heldOut > 0 && heldOut < 1)) throw new RangeError(`A share of ${heldOut} cannot be held out.`)
  }

  /** @param held places of the rows to hold out; drawn by the seed where they are not given */
  async fit(
    samples: Samples<readonly FlowGraph[]>,
    options: FitOptions,
    held?: readonly number[],
  ): Promise<GcnModel> {
    checkGraphSamples(samples)
    const breathe = breathing(options)
    await breathe(0)
    const { inputs, targets } = samples
    const { width, depth, heldOut } = this.#settings
    const vocabulary = vocabularyOf(inputs)
    const graphs = inputs.map((graph) => encodeGraph(graph, vocabulary))
    const { middle, spread } = standardOf(targets)
    const rows = [...inputs.keys()]
    const few = rows.length < fewestRows
    const drawn = shuffled(randomStream(options.seed, 1), rows)
    const validation = few ? rows : (held ?? drawn.slice(0, Math.ceil(heldOut * rows.length)))
    const isHeld = new Set(few ? [] : validation)
    const shape = gcnShape(vocabulary.length, width, depth)
    const parameters = await learnGcn(
      {
        graphs,
        targets: targets.map((target) => (target - middle) / spread),
        weights: meanOneWeights(samples.weights),
        training: rows.filter((row) => !isHeld.has(row)),
        validation,
      },
      shape,
      this.#settings,
      options.seed,
      breathe,
    )
    const results = networkResults(shape, parameters, pick(graphs, validation))
    const [lowest, highest] = rangeOf(targets)
    options.onProgress?.(1)
    return new GcnModel({
      ...{ vocabulary, width, depth, parameters, middle, spread, lowest, highest },
      heldOutRows: validation,
      residuals: results.map((result, place) => {
        const row = validation[place] as number
        const said = Math.min(highest, Math.max(lowest, middle + spread * result))
        // With few rows all were learnt from: then the error is that of knowing nothing but the other rows' mean.
        return (targets[row] as number) - (few ? meanWithout(targets, row) : said)
      }),
    })
  }

  load(json: unknown): GcnModel {
    return loadGcn(json)
  }
}

const pick = <Value>(values: readonly Value[], places: readonly number[]): Value[] =>
  places.map((place) => values[place] as Value)

/** Mean and deviation; a deviation of 1 where all are equal. */
function standardOf(targets: Float64Array): { middle: number; spread: number } {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const middle = mean(targets)
  const spread = Math.sqrt(mean(targets.map((target) => (target - middle) ** 2)))
  return { middle, spread: spread > 1e-9 * (1 + Math.abs(middle)) ? spread : 1 }
}

function rangeOf(targets: Float64Array): [number, number] {
  const lowest = targets.reduce((least, target) => Math.min(least, target))
  const highest = targets.reduce((most, target) => Math.max(most, target))
  const margin = reach * (highest - lowest)
  return [lowest - margin, highest + margin]
}

const meanWithout = (targets: Float64Array, row: number): number =>
  targets.length === 1
    ? (targets[0] as number)
    : (targets.reduce((sum, target) => sum + target, 0) - (targets[row] as number)) / (targets.length - 1)
