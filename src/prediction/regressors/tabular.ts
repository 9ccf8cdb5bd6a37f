import { LogTarget } from '../log-target.ts'
import type { Matrix } from '../matrix.ts'
import { Lasso, lassoDefaults } from './linear/lasso.ts'
import { NonNegativeLinear, nonNegativeDefaults } from './linear/non-negative.ts'
import { Mlp, mlpDefaults } from './mlp/mlp.ts'
import { NumericGp, usualNumericGp } from './numeric-gp/numeric-gp.ts'
import type { Learner } from './regressor.ts'
import { BoostedTrees, boostingDefaults } from './trees/boosting.ts'
import { forestDefaults, RandomForest } from './trees/forest.ts'

const boosting = { ...boostingDefaults, bag: 5 }

/**
 * Learners of latencies from tables, each with its standard settings. All make errors relative to the latency small:
 * the linear ones by weights, the others on the logarithm. Targets have to be above 0.
 */
export const tabularLearners = {
  lasso: () => new Lasso(),
  nnls: () => new NonNegativeLinear(),
  forest: () => new LogTarget(new RandomForest()),
  boosting: () => new LogTarget(new BoostedTrees(boosting)),
  mlp: () => new LogTarget(new Mlp()),
  gp: () => new LogTarget(new NumericGp()),
} satisfies Record<string, () => Learner<Matrix>>

export type TabularName = keyof typeof tabularLearners

/** The settings that each of them has. */
export const tabularSettings = {
  lasso: lassoDefaults,
  nnls: nonNegativeDefaults,
  forest: forestDefaults,
  boosting,
  mlp: mlpDefaults,
  gp: usualNumericGp,
} satisfies Record<TabularName, object>
