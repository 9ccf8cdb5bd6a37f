import type { Accuracy, IntervalQuality } from '../metrics.ts'

/** How one way of predicting did on what it had not seen, in one trial. */
export interface Score {
  /** Column of a public table, or platform and configuration. */
  readonly device: string
  /** What predicts, such as `gp + 4 gcn` or `baseline: FLOPs`. */
  readonly method: string
  /** What is predicted and for which rows, such as `networks`, `new computations`, `kernels`, `sum of kernels`. */
  readonly subject: string
  /** Seed of the split; folds of one seed are one trial. */
  readonly seed: number
  /** Networks that were learnt from; of folds, the mean. */
  readonly trainingRows: number
  readonly accuracy: Accuracy
  /** Intervals of 90 %; null where the method has none. */
  readonly interval: IntervalQuality | null
  /** Null where fitting is no part of it. */
  readonly fitMs: number | null
}

/** What the noise of the measurements leaves to any predictor, over all rows of which it is known. */
export interface Ceiling {
  readonly device: string
  /** How it was found, such as `noise ceiling: copies`. */
  readonly method: string
  readonly subject: string
  readonly accuracy: Accuracy
}

/** A number to compare with that was not computed here. */
export interface Published {
  readonly device: string
  readonly subject: string
  readonly trainingRows: number
  /** Authors and year, or where it is from. */
  readonly system: string
  /** Shares within 1, 5 and 10 %, 0 to 1, as far as they are known. */
  readonly within?: readonly [number, number, number]
  /** 0.05 is 5 %. */
  readonly mape?: number
  readonly spearman?: number
}

/** All that one protocol found on one table. */
export interface Evaluation {
  /** Such as `nasbench201`. */
  readonly protocol: string
  readonly scores: readonly Score[]
  readonly ceilings: readonly Ceiling[]
  readonly published: readonly Published[]
  /** What a reader has to know beside, a sentence each. */
  readonly notes: readonly string[]
}
