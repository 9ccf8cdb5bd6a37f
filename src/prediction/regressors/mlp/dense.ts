/** One layer of an MLP within the flat list of all its numbers: `outputs` rows of `inputs` weights, then the biases. */
export interface Layer {
  readonly inputs: number
  readonly outputs: number
  /** Place of the first weight. */
  readonly weights: number
  readonly biases: number
}

/** Products are taken four rows at a time: each number that is read is used four times. */
const together = 4

/** y = W x + b for `rows` rows of x. */
export function forward(
  parameters: Float64Array,
  layer: Layer,
  rows: number,
  x: Float64Array,
  y: Float64Array,
): void {
  const { inputs, outputs, weights, biases } = layer
  const whole = outputs - (outputs % together)
  for (let row = 0; row < rows; row++) {
    const from = row * inputs
    for (let output = 0; output < whole; output += together) {
      let w0 = weights + output * inputs
      let w1 = w0 + inputs
      let w2 = w1 + inputs
      let w3 = w2 + inputs
      let a = 0
      let b = 0
      let c = 0
      let d = 0
      for (let k = from; k < from + inputs; k++) {
        const value = x[k] as number
        a += value * (parameters[w0++] as number)
        b += value * (parameters[w1++] as number)
        c += value * (parameters[w2++] as number)
        d += value * (parameters[w3++] as number)
      }
      const to = row * outputs + output
      y[to] = a + (parameters[biases + output] as number)
      y[to + 1] = b + (parameters[biases + output + 1] as number)
      y[to + 2] = c + (parameters[biases + output + 2] as number)
      y[to + 3] = d + (parameters[biases + output + 3] as number)
    }
    for (let output = whole; output < outputs; output++) {
      let sum = 0
      let place = weights + output * inputs
      for (let k = from; k < from + inputs; k++) sum += (x[k] as number) * (parameters[place++] as number)
      y[row * outputs + output] = sum + (parameters[biases + output] as number)
    }
  }
}

/** Adds to `dx` what the derivatives `dy` of the outputs make of the inputs. */
export function backwardInputs(
  parameters: Float64Array,
  { inputs, outputs, weights }: Layer,
  rows: number,
  dy: Float64Array,
  dx: Float64Array,
): void {
  for (let row = 0; row < rows; row++)
    addProducts(parameters, weights, inputs, outputs, dy, row * outputs, 1, dx, row * inputs)
}

/** Adds to `gradients` what the derivatives `dy` of the outputs make of weights and biases. */
export function backwardWeights(
  gradients: Float64Array,
  { inputs, outputs, weights, biases }: Layer,
  rows: number,
  x: Float64Array,
  dy: Float64Array,
): void {
  for (let output = 0; output < outputs; output++) {
    addProducts(x, 0, inputs, rows, dy, output, outputs, gradients, weights + output * inputs)
    let sum = 0
    for (let row = 0; row < rows; row++) sum += dy[row * outputs + output] as number
    gradients[biases + output] = (gradients[biases + output] as number) + sum
  }
}

/** Adds to `width` numbers of `to` the sum of `count` rows of a matrix, each times its factor. */
function addProducts(
  matrix: Float64Array,
  start: number,
  width: number,
  count: number,
  factors: Float64Array,
  firstFactor: number,
  factorStride: number,
  to: Float64Array,
  toStart: number,
): void {
  let factor = firstFactor
  let row = 0
  for (; row + together <= count; row += together) {
    const a = factors[factor] as number
    const b = factors[factor + factorStride] as number
    const c = factors[factor + 2 * factorStride] as number
    const d = factors[factor + 3 * factorStride] as number
    factor += together * factorStride
    let m0 = start + row * width
    let m1 = m0 + width
    let m2 = m1 + width
    let m3 = m2 + width
    for (let k = toStart; k < toStart + width; k++)
      to[k] =
        (to[k] as number) +
        a * (matrix[m0++] as number) +
        b * (matrix[m1++] as number) +
        c * (matrix[m2++] as number) +
        d * (matrix[m3++] as number)
  }
  for (; row < count; row++, factor += factorStride) {
    const own = factors[factor] as number
    let place = start + row * width
    for (let k = toStart; k < toStart + width; k++)
      to[k] = (to[k] as number) + own * (matrix[place++] as number)
  }
}
