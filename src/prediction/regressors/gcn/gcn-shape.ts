import type { RandomGenerator } from '../../../spaces/random.ts'

/** The most numbers that a layer has for a row. */
export const widest = 600

/** Where one layer's numbers stand within all parameters: a matrix of `inputs` rows, then bias, gain and shift. */
export interface GcnLayer {
  readonly inputs: number
  readonly weights: number
  /** Bias, gain and shift, `width` numbers each. */
  readonly numbers: number
}

/** The parameters of a network as one list of numbers. */
export interface GcnShape {
  /** Numbers of a row's code. */
  readonly codes: number
  readonly width: number
  readonly layers: readonly GcnLayer[]
  /** Weights of the linear function of the last layer, then its constant. */
  readonly readout: number
  /** A multiple of 4: some at the end stay 0. */
  readonly length: number
}

export function gcnShape(codes: number, width: number, depth: number): GcnShape {
  let length = 0
  const take = (numbers: number): number => {
    length += numbers
    return length - numbers
  }
  const layers = Array.from({ length: depth }, (_, index) => {
    const inputs = index === 0 ? codes : width
    return { inputs, weights: take(inputs * width), numbers: take(3 * width) }
  })
  return { codes, width, layers, readout: take(width + 4), length }
}

/** Weights uniform within sqrt(12 / (inputs + outputs)) (Glorot and Bengio 2010, with the gain of ReLU), gains 1, all else 0. */
export function drawnGcn(
  { layers, width, readout, length }: GcnShape,
  random: RandomGenerator,
): Float32Array {
  const parameters = new Float32Array(length)
  const draw = (from: number, count: number, bound: number) => {
    for (let place = from; place < from + count; place++)
      parameters[place] = (bound * random.next()) / 2 ** 31
  }
  for (const { inputs, weights, numbers } of layers) {
    draw(weights, inputs * width, Math.sqrt(12 / (inputs + width)))
    parameters.fill(1, numbers + width, numbers + 2 * width)
  }
  draw(readout, width, 1 / Math.sqrt(width))
  return parameters
}
