import {
  byGroup,
  simpleKernelMethod,
  type KernelFitter,
  type KernelMethod,
} from '../evaluation/kernel-method.ts'
import type { KernelWork } from '../features/work.ts'
import { grouped } from '../grouping.ts'
import { LogTarget } from '../log-target.ts'
import { matrixOf } from '../matrix.ts'
import type { Matrix } from '../matrix.ts'
import { NonNegativeLinear } from '../regressors/linear/non-negative.ts'
import type { Learner } from '../regressors/regressor.ts'
import { BoostedTrees } from '../regressors/trees/boosting.ts'
import { RandomForest } from '../regressors/trees/forest.ts'

/** A learner of tables, of some numbers of each kernel. */
export const tableFitter =
  (featuresOf: (work: KernelWork) => number[], learner: Learner<Matrix>): KernelFitter =>
  async ({ works, times }, { seed, signal }) => {
    const inputs = (list: readonly KernelWork[]) => matrixOf(list.map(featuresOf))
    const quiet = { seed, ...(signal && { signal }) }
    const model = await learner.fit({ inputs: inputs(works), targets: times }, quiet)
    return (others) => model.predict(inputs(others))
  }

const sums = ({ paddedFlops, inputBytes, outputBytes, weightBytes }: KernelWork): number[] => [
  paddedFlops,
  inputBytes,
  outputBytes,
  weightBytes,
]
/** The columns of Li et al. (ICPE 2023). */
const columns = (work: KernelWork): number[] => [
  ...[work.inputHeight, work.inputChannels, work.outputHeight, work.outputChannels],
  ...[work.window, work.stride, work.groups, work.inputs],
  ...sums(work),
]

const operationOf = ({ kernel }: KernelWork): string => kernel
const byFlops = tableFitter(({ paddedFlops }) => [paddedFlops], new NonNegativeLinear())

/** The median time of equal operations; where an operation has none, a line in its FLOPs, by kind of operation. */
const lookUp: KernelFitter = async (kernels, options) => {
  const keyOf = (work: KernelWork) => `${work.kernel} ${columns(work).join(' ')}`
  const medians = new Map(
    [...grouped(kernels.works.keys(), (place) => keyOf(kernels.works[place] as KernelWork))].map(
      ([key, places]) => [key, medianOf(places.map((place) => kernels.times[place] as number))],
    ),
  )
  const other = await byGroup(operationOf, byFlops)(kernels, options)
  return (works) => other(works).map((time, row) => medians.get(keyOf(works[row] as KernelWork)) ?? time)
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[sorted.length >> 1] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[(sorted.length >> 1) - 1] ?? NaN) + upper) / 2
}

/** What simple ways give on kernels: none of them sees which kernel ran. */
export const kernelBaselines: readonly KernelMethod[] = [
  simpleKernelMethod('baseline: FLOPs by operation', 'operations', byGroup(operationOf, byFlops)),
  simpleKernelMethod('baseline: look-up of equal operations', 'operations', lookUp),
  simpleKernelMethod(
    'baseline: NNLS by operation',
    'operations',
    byGroup(operationOf, tableFitter(sums, new NonNegativeLinear())),
  ),
  simpleKernelMethod(
    'baseline: forest by operation',
    'operations',
    byGroup(operationOf, tableFitter(columns, new LogTarget(new RandomForest()))),
  ),
  simpleKernelMethod(
    'baseline: boosted trees by operation',
    'operations',
    byGroup(operationOf, tableFitter(columns, new LogTarget(new BoostedTrees()))),
  ),
]
