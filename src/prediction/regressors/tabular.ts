import { LogTarget } from '../log-target.ts'
import type { Matrix } from '../matrix.ts'
import { Lasso } from './linear/lasso.ts'
import { NonNegativeLinear } from './linear/non-negative.ts'
import { Mlp } from './mlp/mlp.ts'
import type { Learner } from './regressor.ts'
import { BoostedTrees } from './trees/boosting.ts'
import { RandomForest } from './trees/forest.ts'

/**
 * Learners of latencies from tables, each with its standard settings. All make errors relative to the latency small:
 * the linear ones by weights, the others on the logarithm. Targets have to be above 0.
 */
export const tabularLearners = {
  lasso: () => new Lasso(),
  nnls: () => new NonNegativeLinear(),
  forest: () => new LogTarget(new RandomForest()),
  boosting: () => new LogTarget(new BoostedTrees({ bag: 5 })),
  mlp: () => new LogTarget(new Mlp()),
} satisfies Record<string, () => Learner<Matrix>>

export type TabularName = keyof typeof tabularLearners
