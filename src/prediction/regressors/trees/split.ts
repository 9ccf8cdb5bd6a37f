import type { BinSums } from './bin-sums.ts'

/** What a tree is allowed to do. */
export interface GrowSettings {
  /** Splits from the root to a leaf at most; Infinity is allowed. */
  readonly maxDepth: number
  /** Sum of weights that a leaf has at least; of rows that weigh 1, their number. */
  readonly minChildWeight: number
  /** Pull of leaves towards zero (L2). */
  readonly lambda: number
  /** Gain that a split has to exceed. */
  readonly gamma: number
  /** By column: 1 where the prediction may only rise with it, -1 only fall, 0 as it likes. */
  readonly monotone?: readonly number[]
}

/** A node's sums, and what its prediction is held to. */
export interface NodeSums {
  gradient: number
  weight: number
  lower: number
  upper: number
}

/** The best split that was found for a node. */
export class BestSplit {
  /** -1 until one is found. */
  column = -1
  gain = 0
  /** Bins up to this one go left. */
  bin = 0
  missingLeft = false
  /** Whether missing values had a say in it. */
  hasMissing = false
  leftGradient = 0
  leftWeight = 0

  reset(gamma: number): void {
    this.column = -1
    this.gain = gamma
  }
}

/** Value of a leaf: minus gradient over weight, pulled towards zero and held between bounds. */
export function leafValue(
  gradient: number,
  weight: number,
  lambda: number,
  lower = -Infinity,
  upper = Infinity,
): number {
  const whole = weight + lambda
  return Math.min(upper, Math.max(lower, whole > 0 ? -gradient / whole : 0))
}

/** How much a leaf lowers the loss, twice; the structure score of Chen and Guestrin, XGBoost (KDD 2016), equation 6. */
export const freeScore = (gradient: number, weight: number, lambda: number) =>
  weight + lambda > 0 ? (gradient * gradient) / (weight + lambda) : 0

/** The same for a leaf of a given value. */
const scoreAt = (value: number, gradient: number, weight: number, lambda: number) =>
  -value * (2 * gradient + (weight + lambda) * value)

/**
 * Looks through the splits of one column and keeps the best in `best`; of equal ones the first. Missing values are
 * tried on both sides. Between two bins that hold rows, the split is put into the middle of the empty ones.
 */
export function scanColumn(
  sums: BinSums,
  column: number,
  node: NodeSums,
  settings: GrowSettings,
  best: BestSplit,
): void {
  if (sums.missingWeight > 0) {
    scan(sums, column, true, node, settings, best)
    scan(sums, column, false, node, settings, best)
  } else scan(sums, column, false, node, settings, best)
}

function scan(
  sums: BinSums,
  column: number,
  missingLeft: boolean,
  node: NodeSums,
  { lambda, minChildWeight, monotone }: GrowSettings,
  best: BestSplit,
): void {
  const { bins, gradients, weights, length, missingWeight } = sums
  const { gradient, weight } = node
  const direction = monotone?.[column] ?? 0
  const isBounded = monotone !== undefined
  const parent = isBounded
    ? scoreAt(leafValue(gradient, weight, lambda, node.lower, node.upper), gradient, weight, lambda)
    : freeScore(gradient, weight, lambda)
  let leftGradient = missingLeft ? sums.missingGradient : 0
  let leftWeight = missingLeft ? missingWeight : 0
  // All present values against the missing ones is a split too.
  const end = missingWeight > 0 && !missingLeft ? length : length - 1
  for (let place = 0; place < end; place++) {
    leftGradient += gradients[place] as number
    leftWeight += weights[place] as number
    if (leftWeight < minChildWeight) continue
    const rightWeight = weight - leftWeight
    if (rightWeight < minChildWeight) break
    const rightGradient = gradient - leftGradient
    let gain
    if (isBounded) {
      const left = leafValue(leftGradient, leftWeight, lambda, node.lower, node.upper)
      const right = leafValue(rightGradient, rightWeight, lambda, node.lower, node.upper)
      if ((right - left) * direction < 0) continue
      gain =
        scoreAt(left, leftGradient, leftWeight, lambda) +
        scoreAt(right, rightGradient, rightWeight, lambda) -
        parent
    } else
      gain =
        (leftGradient * leftGradient) / (leftWeight + lambda) +
        (rightGradient * rightGradient) / (rightWeight + lambda) -
        parent
    if (gain > best.gain) {
      const bin = bins[place] as number
      best.gain = gain
      best.column = column
      best.bin = place + 1 < length ? (bin + (bins[place + 1] as number) - 1) >> 1 : bin
      best.missingLeft = missingLeft
      best.hasMissing = missingWeight > 0
      best.leftGradient = leftGradient
      best.leftWeight = leftWeight
    }
  }
}
