import { featureMatrix } from '../features/feature.ts'
import { kernelFeatures } from '../features/kernel-features.ts'
import type { KernelWork } from '../features/work.ts'
import type { Matrix } from '../matrix.ts'
import type { Learner } from '../regressors/regressor.ts'
import { BoostedTrees } from '../regressors/trees/boosting.ts'

/** With fewer kernels of an implementation there is the roofline only. */
export const fewestForResidual = 12

/** Learns the logarithm of time over roofline. */
export const residualLearner = (bag: number): Learner<Matrix> => new BoostedTrees({ bag, maxDepth: 4 })

export const residualInputs = (works: readonly KernelWork[], computeUnits: number): Matrix =>
  featureMatrix(kernelFeatures(computeUnits), works)
