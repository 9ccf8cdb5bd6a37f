/** Eigenvalues, falling, and for each a vector of length 1. */
export interface Eigen {
  readonly values: Float64Array
  /** Column k of an n x n matrix, row after row, belongs to value k. */
  readonly vectors: Float64Array
}

/** Each sweep squares what stands beside the diagonal: a handful is enough for any matrix. */
const mostSweeps = 60

/**
 * Eigenvalues and vectors of a symmetric matrix by rotations (Jacobi; Golub and Van Loan, Matrix Computations, section
 * 8.5). For matrices of some tens of rows, such as platforms by platforms.
 * @param a n x n values, row after row; it is left as it is
 * @returns vectors whose sum is not below 0, so that equal matrices give equal signs
 */
export function symmetricEigen(a: Float64Array, n: number): Eigen {
  const m = a.slice()
  const v = new Float64Array(n * n)
  for (let i = 0; i < n; i++) v[i * n + i] = 1
  for (let sweep = 0; sweep < mostSweeps && offDiagonal(m, n) > 0; sweep++)
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(m, v, n, p, q)
  const diagonal = Float64Array.from({ length: n }, (_, i) => m[i * n + i] as number)
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (i, j) => (diagonal[j] as number) - (diagonal[i] as number) || i - j,
  )
  const vectors = new Float64Array(n * n)
  order.forEach((from, column) => {
    let sum = 0
    for (let row = 0; row < n; row++) sum += v[row * n + from] as number
    const sign = sum < 0 ? -1 : 1
    for (let row = 0; row < n; row++) vectors[row * n + column] = sign * (v[row * n + from] as number)
  })
  return { values: Float64Array.from(order, (from) => diagonal[from] as number), vectors }
}

/** Sum of what stands beside the diagonal, 0 where it is lost in the rounding of the whole. */
function offDiagonal(m: Float64Array, n: number): number {
  let [beside, all] = [0, 0]
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const square = (m[i * n + j] as number) ** 2
      all += square
      if (i !== j) beside += square
    }
  return beside > 1e-30 * all ? beside : 0
}

/** Makes m[p][q] zero. */
function rotate(m: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const beside = m[p * n + q] as number
  if (beside === 0) return
  const theta = ((m[q * n + q] as number) - (m[p * n + p] as number)) / (2 * beside)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < n; k++) turn(m, k * n + p, k * n + q, c, s)
  for (let k = 0; k < n; k++) turn(m, p * n + k, q * n + k, c, s)
  for (let k = 0; k < n; k++) turn(v, k * n + p, k * n + q, c, s)
}

function turn(values: Float64Array, first: number, second: number, c: number, s: number): void {
  const x = values[first] as number
  const y = values[second] as number
  values[first] = c * x - s * y
  values[second] = s * x + c * y
}
