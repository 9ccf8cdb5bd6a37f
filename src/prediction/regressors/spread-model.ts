import type { HeldOutErrors } from '../interval.ts'
import type { Learner, Model } from './regressor.ts'

/** Mean and deviation for each row, in the unit of the targets. */
export interface Spread {
  readonly means: Float64Array
  /** Of a new measurement: noise included; above 0. */
  readonly deviations: Float64Array
}

/** A model that knows how far off it may be. */
export interface SpreadModel<Inputs> extends Model<Inputs> {
  predictSpread(inputs: Inputs): Spread
  /** What it would have said of each row that it learnt from, without that row or without its fold. */
  heldOutErrors(): HeldOutErrors
}

export type SpreadLearner<Inputs> = Learner<Inputs, SpreadModel<Inputs>>
