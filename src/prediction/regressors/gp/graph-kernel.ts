import type { GraphInputs } from './graph-inputs.ts'

/**
 * The covariance of two graphs: linear in the scalars, Matérn 5/2 of the scalars with a length scale for each, and
 * exp(-c L1) for each list of label counts. Parameters are logarithms, in this order:
 * linear amplitude; Matérn amplitude; an inverse squared length for each scalar; amplitude and rate for each list.
 */
export interface Comparison {
  readonly a: GraphInputs
  readonly b: GraphInputs
  /** L1 distances for each list, rows of a by rows of b. */
  readonly distances: readonly Float32Array[]
}

export const parameterCount = (width: number, lists: number): number => 2 + width + 2 * lists

/** exp(-rate d) for whole d: distances of counts are small whole numbers. */
function decays(distances: Float32Array, rate: number): Float64Array {
  const farthest = distances.reduce((most, distance) => Math.max(most, distance), 0)
  return Float64Array.from({ length: farthest + 1 }, (_, distance) => Math.exp(-rate * distance))
}

/** Covariances of the rows of a with the rows of b, row after row; `isLower` leaves out places above the diagonal. */
export function covariances(
  { a, b, distances }: Comparison,
  parameters: Float64Array,
  isLower = false,
): Float64Array {
  const { width } = a
  const linear = Math.exp(parameters[0] as number) / Math.max(1, width)
  const amplitude = Math.exp(parameters[1] as number)
  const rates = parameters.subarray(2, 2 + width).map((value) => Math.exp(value) / width)
  const lists = distances.map((list, place) => {
    const [height, rate] = [2 + width + 2 * place, 3 + width + 2 * place]
    const scale = Math.exp(parameters[height] as number)
    return { list, decay: decays(list, Math.exp(parameters[rate] as number)).map((value) => scale * value) }
  })
  const result = new Float64Array(a.count * b.count)
  const left = a.scalars
  const right = b.scalars
  for (let i = 0; i < a.count; i++) {
    const until = isLower ? i + 1 : b.count
    for (let j = 0; j < until; j++) {
      let product = 0
      let squared = 0
      for (let k = 0, p = i * width, q = j * width; k < width; k++, p++, q++) {
        const x = left[p] as number
        const y = right[q] as number
        const difference = x - y
        product += x * y
        squared += (rates[k] as number) * difference * difference
      }
      result[i * b.count + j] = linear * product + amplitude * matern(Math.sqrt(5 * squared))
    }
    for (const { list, decay } of lists)
      for (let j = 0, at = i * b.count; j < until; j++, at++)
        result[at] = (result[at] as number) + (decay[list[at] as number] as number)
  }
  return result
}

const matern = (r: number): number => (1 + r + (r * r) / 3) * Math.exp(-r)

/** The covariance of each row with itself. */
export function variances(
  { scalars, width, count, labels }: GraphInputs,
  parameters: Float64Array,
): Float64Array {
  let constant = Math.exp(parameters[1] as number)
  labels.forEach((_, place) => {
    constant += Math.exp(parameters[2 + width + 2 * place] as number)
  })
  const linear = Math.exp(parameters[0] as number) / Math.max(1, width)
  return Float64Array.from({ length: count }, (_, row) => {
    const own = scalars.subarray(row * width, (row + 1) * width)
    return constant + linear * own.reduce((sum, x) => sum + x * x, 0)
  })
}

/**
 * Sum over all pairs (i, j) of weights[i][j] times the derivative of their covariance, for each parameter.
 * @param weights symmetric; its lower half is read. The comparison is of one list with itself.
 */
export function weightedDerivatives(
  { a, distances }: Comparison,
  parameters: Float64Array,
  weights: Float64Array,
): Float64Array {
  const { width, count, scalars } = a
  const linear = Math.exp(parameters[0] as number) / Math.max(1, width)
  const amplitude = Math.exp(parameters[1] as number)
  const rates = parameters.subarray(2, 2 + width).map((value) => Math.exp(value) / width)
  const sums = new Float64Array(parameterCount(width, distances.length))
  const squares = new Float64Array(width)
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      const weight = (weights[i * count + j] as number) * (i === j ? 1 : 2)
      let product = 0
      let squared = 0
      for (let k = 0, p = i * width, q = j * width; k < width; k++, p++, q++) {
        const x = scalars[p] as number
        const y = scalars[q] as number
        const square = (x - y) * (x - y)
        squares[k] = square
        product += x * y
        squared += (rates[k] as number) * square
      }
      const r = Math.sqrt(5 * squared)
      sums[0] = (sums[0] as number) + weight * linear * product
      sums[1] = (sums[1] as number) + weight * amplitude * matern(r)
      const slope = (-5 / 6) * weight * amplitude * (1 + r) * Math.exp(-r)
      for (let k = 0; k < width; k++) sums[2 + k] = (sums[2 + k] as number) + slope * (squares[k] as number)
    }
  for (let k = 0; k < width; k++) sums[2 + k] = (sums[2 + k] as number) * (rates[k] as number)
  distances.forEach((list, place) => {
    const at = 2 + width + 2 * place
    const rate = Math.exp(parameters[at + 1] as number)
    const height = Math.exp(parameters[at] as number)
    const decay = decays(list, rate)
    let whole = 0
    let slope = 0
    for (let i = 0; i < count; i++)
      for (let j = 0; j <= i; j++) {
        const distance = list[i * count + j] as number
        const part = (weights[i * count + j] as number) * (i === j ? 1 : 2) * (decay[distance] as number)
        whole += part
        slope += part * distance
      }
    sums[at] = height * whole
    sums[at + 1] = -rate * height * slope
  })
  return sums
}
