import type { RandomGenerator } from '../../../spaces/random.ts'
import { backwardInputs, backwardWeights, forward, type Layer } from './dense.ts'

/** Layers from inputs to one output, and how many numbers they have. */
export interface Shape {
  readonly layers: readonly Layer[]
  readonly length: number
}

/** @param widths of the inputs, then of each hidden layer */
export function shapeOf(widths: readonly number[]): Shape {
  let length = 0
  const layers = widths.map((inputs, index) => {
    const outputs = widths[index + 1] ?? 1
    const weights = length
    const biases = weights + inputs * outputs
    length = biases + outputs
    return { inputs, outputs, weights, biases }
  })
  return { layers, length }
}

/** Weights uniform within sqrt(6 / inputs), biases 0: He et al., Delving Deep into Rectifiers (2015), equation 10. */
export function drawnParameters({ layers, length }: Shape, random: RandomGenerator): Float64Array {
  const parameters = new Float64Array(length)
  for (const { inputs, weights, biases } of layers) {
    const bound = Math.sqrt(6 / Math.max(1, inputs))
    for (let place = weights; place < biases; place++) parameters[place] = (bound * random.next()) / 2 ** 31
  }
  return parameters
}

/** A network at work on batches of at most so many rows: SiLU after every layer but the last. */
export class Network {
  readonly #shape: Shape
  readonly #rows: number
  /** By layer: the activation SiLU is x times the logistic function of x; this is the latter. */
  readonly #shares: readonly Float64Array[]
  readonly #after: readonly Float64Array[]
  readonly #slopes: readonly Float64Array[]

  constructor(shape: Shape, rows: number) {
    this.#shape = shape
    this.#rows = rows
    const arrays = () => shape.layers.map(({ outputs }) => new Float64Array(rows * outputs))
    ;[this.#shares, this.#after, this.#slopes] = [arrays(), arrays(), arrays()]
  }

  /**
   * One output for each row.
   * @param inputs row after row, at most as many as the network was made for
   * @returns a view that the next call overwrites
   */
  predict(parameters: Float64Array, inputs: Float64Array, rows: number): Float64Array {
    const { layers } = this.#shape
    let from = inputs
    for (const [index, layer] of layers.entries()) {
      const after = this.#after[index] as Float64Array
      forward(parameters, layer, rows, from, after)
      if (index === layers.length - 1) return after.subarray(0, rows)
      const shares = this.#shares[index] as Float64Array
      for (let place = 0; place < rows * layer.outputs; place++) {
        const value = after[place] as number
        const share = 1 / (1 + Math.exp(-value))
        shares[place] = share
        after[place] = value * share
      }
      from = after
    }
    return from.subarray(0, this.#rows)
  }

  /**
   * Adds to `gradients` the derivatives of the loss by the parameters, after `predict` on the same inputs.
   * @param slopes derivative of the loss by each row's output
   */
  learn(
    parameters: Float64Array,
    inputs: Float64Array,
    rows: number,
    slopes: Float64Array,
    gradients: Float64Array,
  ): void {
    const { layers } = this.#shape
    let above = slopes
    for (let index = layers.length - 1; index >= 0; index--) {
      const layer = layers[index] as Layer
      const x = index === 0 ? inputs : (this.#after[index - 1] as Float64Array)
      backwardWeights(gradients, layer, rows, x, above)
      if (index === 0) return
      const below = this.#slopes[index - 1] as Float64Array
      below.fill(0)
      backwardInputs(parameters, layer, rows, above, below)
      const shares = this.#shares[index - 1] as Float64Array
      for (let place = 0; place < rows * layer.inputs; place++) {
        const share = shares[place] as number
        below[place] = (below[place] as number) * (share + (x[place] as number) * (1 - share))
      }
      above = below
    }
  }
}
