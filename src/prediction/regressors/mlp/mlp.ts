import { randomStream, shuffled } from '../../../spaces/random.ts'
import { breathing } from '../../breathe.ts'
import type { Matrix } from '../../matrix.ts'
import { checkSamples, meanOneWeights } from '../check-samples.ts'
import type { FitOptions, Learner, Samples } from '../regressor.ts'
import { upTo } from '../trees/sampling.ts'
import { Adam } from './adam.ts'
import { inputScale, scaledInputs } from './inputs.ts'
import { MlpModel } from './mlp-model.ts'
import { drawnParameters, Network, shapeOf } from './network.ts'

/** Settings of a multilayer perceptron. */
export interface MlpSettings {
  /** Width of each hidden layer. */
  readonly hidden: readonly number[]
  readonly loss: 'squared' | 'absolute'
  readonly epochs: number
  readonly batch: number
  /** At the start; it falls to 0 along half a cosine. */
  readonly learningRate: number
}

export const mlpDefaults: MlpSettings = {
  hidden: [64, 64, 64],
  loss: 'absolute',
  epochs: 350,
  batch: 32,
  learningRate: 1e-3,
}

/**
 * A multilayer perceptron with SiLU, learnt by Adam. Predictions stay within the range of what was learnt from: outside
 * of it a network may say anything.
 */
export class Mlp implements Learner<Matrix, MlpModel> {
  readonly name = 'mlp'
  readonly #settings: MlpSettings

  /** @throws {RangeError} where a setting is out of range */
  constructor(settings: Partial<MlpSettings> = {}) {
    this.#settings = { ...mlpDefaults, ...settings }
    const { hidden, epochs, batch } = this.#settings
    if (![...hidden, batch].every((count) => Number.isInteger(count) && count > 0))
      throw new RangeError('Widths and batches have to be whole numbers above 0.')
    if (!(Number.isInteger(epochs) && epochs >= 0)) throw new RangeError(`${epochs} epochs cannot be.`)
  }

  async fit(samples: Samples<Matrix>, options: FitOptions): Promise<MlpModel> {
    checkSamples(samples)
    const { hidden, epochs } = this.#settings
    const { inputs, targets } = samples
    const breathe = breathing(options)
    await breathe(0)
    const scale = inputScale(inputs)
    const middle = targets.reduce((sum, target) => sum + target, 0) / targets.length
    const variance = targets.reduce((sum, target) => sum + (target - middle) ** 2, 0) / targets.length
    const spread = variance > 0 ? Math.sqrt(variance) : 1
    const widths = [inputs.columns, ...hidden]
    const training = {
      inputs: scaledInputs(inputs, scale),
      targets: targets.map((target) => (target - middle) / spread),
      weights: meanOneWeights(samples.weights),
      columns: inputs.columns,
    }
    const parameters = await this.#learn(training, widths, options.seed, (epoch) => breathe(epoch / epochs))
    options.onProgress?.(1)
    return new MlpModel(this.name, {
      ...{ widths, parameters, middle, spread, ...scale },
      lowest: targets.reduce((least, target) => Math.min(least, target)),
      highest: targets.reduce((most, target) => Math.max(most, target)),
    })
  }

  load(json: unknown): MlpModel {
    return MlpModel.load(this.name, json)
  }

  async #learn(
    training: Training,
    widths: readonly number[],
    seed: number,
    breathe: (epoch: number) => Promise<void>,
  ): Promise<Float64Array> {
    const { batch, epochs, learningRate } = this.#settings
    const random = randomStream(seed)
    const shape = shapeOf(widths)
    const parameters = drawnParameters(shape, random)
    const gradients = new Float64Array(parameters.length)
    const adam = new Adam(parameters.length)
    const network = new Network(shape, batch)
    const rows = Array.from(upTo(training.targets.length))
    const picked = new Float64Array(batch * training.columns)
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = shuffled(random, rows)
      const rate = (learningRate * (1 + Math.cos((Math.PI * epoch) / epochs))) / 2
      for (let from = 0; from < order.length; from += batch) {
        await breathe(epoch + from / order.length)
        const taken = order.slice(from, from + batch)
        this.#slopesOf(training, taken, network, parameters, picked, gradients)
        adam.step(parameters, gradients, rate)
      }
    }
    return parameters
  }

  /** Sets `gradients` to the mean over a batch. */
  #slopesOf(
    { inputs, targets, weights, columns }: Training,
    rows: readonly number[],
    network: Network,
    parameters: Float64Array,
    picked: Float64Array,
    gradients: Float64Array,
  ): void {
    rows.forEach((row, place) =>
      picked.set(inputs.subarray(row * columns, (row + 1) * columns), place * columns),
    )
    const slopes = network.predict(parameters, picked, rows.length).slice()
    rows.forEach((row, place) => {
      const error = (slopes[place] as number) - (targets[row] as number)
      const own = this.#settings.loss === 'squared' ? 2 * error : Math.sign(error)
      slopes[place] = (own * (weights?.[row] ?? 1)) / rows.length
    })
    gradients.fill(0)
    network.learn(parameters, picked, rows.length, slopes, gradients)
  }
}

/** Rows on the scale of the network. */
interface Training {
  readonly inputs: Float64Array
  readonly targets: Float64Array
  readonly weights: Float64Array | undefined
  readonly columns: number
}
