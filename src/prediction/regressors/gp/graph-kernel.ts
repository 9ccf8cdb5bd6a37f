import { productsOfRows, type Rows } from '../../linear-algebra/row-products.ts'
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

/** What of a comparison does not depend on parameters: a search asks for it again and again. */
interface Facts {
  /** Scalar products of the scalars, for all pairs of rows. */
  readonly products: Float64Array
  /** Largest distance in each list. */
  readonly farthest: readonly number[]
}

const known = new WeakMap<Comparison, Facts>()

function factsOf(comparison: Comparison): Facts {
  const { a, b, distances } = comparison
  const before = known.get(comparison)
  if (before) return before
  const facts = {
    products: productsOfRows(rowsOf(a), rowsOf(b)),
    farthest: distances.map(largestOf),
  }
  known.set(comparison, facts)
  return facts
}

function largestOf(values: Float32Array): number {
  let most = 0
  for (let place = 0; place < values.length; place++) most = Math.max(most, values[place] as number)
  return most
}

const rowsOf = ({ count, width, scalars }: GraphInputs): Rows => ({ count, width, values: scalars })

/** exp(-rate d) for whole d up to the farthest: distances of counts are small whole numbers. */
const decays = (farthest: number, rate: number): Float64Array =>
  Float64Array.from({ length: farthest + 1 }, (_, distance) => Math.exp(-rate * distance))

/**
 * Squared distance of the scalars, each times its rate, for all pairs of rows: |x|² + |y|² - 2 x y, which rounding may
 * leave a trace below 0 for equal rows.
 */
function squaredDistances({ a, b }: Comparison, rates: Float64Array, isLower: boolean): Float64Array {
  const roots = rates.map(Math.sqrt)
  const scaled = ({ count, width, scalars }: GraphInputs): Rows => {
    const values = new Float64Array(scalars.length)
    for (let at = 0; at < values.length; at += width)
      for (let k = 0; k < width; k++) values[at + k] = (scalars[at + k] as number) * (roots[k] as number)
    return { count, width, values }
  }
  const left = scaled(a)
  const right = a === b ? left : scaled(b)
  const [ownLeft, ownRight] = [squaresOf(left), squaresOf(right)]
  const result = productsOfRows(left, right, isLower)
  for (let i = 0; i < a.count; i++)
    for (let j = 0, at = i * b.count; j < b.count; j++, at++)
      result[at] = Math.max(0, (ownLeft[i] as number) + (ownRight[j] as number) - 2 * (result[at] as number))
  return result
}

/** Scalar product of each row with itself. */
const squaresOf = ({ count, width, values }: Rows): Float64Array =>
  Float64Array.from({ length: count }, (_, row) => {
    let sum = 0
    for (let at = row * width; at < (row + 1) * width; at++) sum += (values[at] as number) ** 2
    return sum
  })

const ratesOf = (parameters: Float64Array, width: number): Float64Array =>
  parameters.subarray(2, 2 + width).map((value) => Math.exp(value) / width)

/** Covariances of the rows of a with the rows of b, row after row; `isLower` leaves out places above the diagonal. */
export function covariances(comparison: Comparison, parameters: Float64Array, isLower = false): Float64Array {
  const { a, b, distances } = comparison
  const { width } = a
  const linear = Math.exp(parameters[0] as number) / Math.max(1, width)
  const amplitude = Math.exp(parameters[1] as number)
  const { products, farthest } = factsOf(comparison)
  const result = squaredDistances(comparison, ratesOf(parameters, width), isLower)
  for (let i = 0; i < a.count; i++)
    for (let at = i * b.count, end = at + (isLower ? i + 1 : b.count); at < end; at++)
      result[at] =
        linear * (products[at] as number) + amplitude * matern(Math.sqrt(5 * (result[at] as number)))
  for (const [place, list] of distances.entries()) {
    const scale = Math.exp(parameters[2 + width + 2 * place] as number)
    const rate = Math.exp(parameters[3 + width + 2 * place] as number)
    const decay = decays(farthest[place] ?? 0, rate).map((value) => scale * value)
    for (let i = 0; i < a.count; i++)
      for (let at = i * b.count, end = at + (isLower ? i + 1 : b.count); at < end; at++)
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
  comparison: Comparison,
  parameters: Float64Array,
  weights: Float64Array,
): Float64Array {
  const { a, distances } = comparison
  const { width, count } = a
  const linear = Math.exp(parameters[0] as number) / Math.max(1, width)
  const amplitude = Math.exp(parameters[1] as number)
  const { products, farthest } = factsOf(comparison)
  const rates = ratesOf(parameters, width)
  const sums = new Float64Array(parameterCount(width, distances.length))
  /** Of the covariance, by the squared distance. */
  const slopes = squaredDistances(comparison, rates, true)
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      const at = i * count + j
      const weight = weights[at] as number
      const both = i === j ? weight : 2 * weight
      const r = Math.sqrt(5 * (slopes[at] as number))
      const decay = amplitude * Math.exp(-r)
      sums[0] = (sums[0] as number) + both * linear * (products[at] as number)
      sums[1] = (sums[1] as number) + both * decay * (1 + r + (r * r) / 3)
      const slope = (-5 / 6) * weight * decay * (1 + r)
      slopes[at] = slope
      slopes[j * count + i] = slope
    }
  weightedSquares(a, slopes).forEach((sum, k) => {
    sums[2 + k] = sum * (rates[k] as number)
  })
  for (const [place, list] of distances.entries()) {
    const at = 2 + width + 2 * place
    const rate = Math.exp(parameters[at + 1] as number)
    const height = Math.exp(parameters[at] as number)
    const [whole, slope] = decayedSums(list, decays(farthest[place] ?? 0, rate), weights, count)
    sums[at] = height * whole
    sums[at + 1] = -rate * height * slope
  }
  return sums
}

/** Sum over all pairs of a symmetric weight times (x - y)², for each scalar: 2 times (sum of w x² - sum of w x y). */
function weightedSquares({ scalars, width, count }: GraphInputs, weights: Float64Array): Float64Array {
  const columns = new Float64Array(width * count)
  for (let row = 0; row < count; row++)
    for (let k = 0; k < width; k++) columns[k * count + row] = scalars[row * width + k] as number
  const mixed = productsOfRows(
    { count: width, width: count, values: columns },
    { count, width: count, values: weights },
  )
  const totals = new Float64Array(count)
  for (let i = 0, at = 0; i < count; i++)
    for (let j = 0; j < count; j++, at++) totals[i] = (totals[i] as number) + (weights[at] as number)
  return Float64Array.from({ length: width }, (_, k) => {
    let sum = 0
    for (let row = 0, at = k * count; row < count; row++, at++) {
      const x = columns[at] as number
      sum += 2 * x * (x * (totals[row] as number) - (mixed[at] as number))
    }
    return sum
  })
}

/** Sums over all pairs of weight times decay, and of the same times the distance. */
function decayedSums(
  distances: Float32Array,
  decay: Float64Array,
  weights: Float64Array,
  count: number,
): [number, number] {
  let whole = 0
  let slope = 0
  for (let i = 0; i < count; i++)
    for (let j = 0, at = i * count; j <= i; j++, at++) {
      const distance = distances[at] as number
      const weight = weights[at] as number
      const part = (i === j ? weight : 2 * weight) * (decay[distance] as number)
      whole += part
      slope += part * distance
    }
  return [whole, slope]
}
