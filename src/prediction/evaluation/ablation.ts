import { LogTarget } from '../log-target.ts'
import { kernelFeatures } from '../features/kernel-features.ts'
import { tableFitter } from '../baselines/kernels.ts'
import { GraphGp, usualGraphGp } from '../regressors/gp/graph-gp.ts'
import { BoostedTrees } from '../regressors/trees/boosting.ts'
import { Roofline } from '../roofline/roofline.ts'
import { withoutEdges, withRandomKinds } from './blinded.ts'
import { byGroup, kernelModelMethod, simpleKernelMethod, type KernelMethod } from './kernel-method.ts'
import { graphMethod, seeing, type Method } from './method.ts'
import type { CellItem } from './nasbench201.ts'
import type { Knowledge } from './opwise-kernels.ts'
import type { Published } from './score.ts'

const cellKinds = ['nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3']

/** A learner of cells, and the same without a part of what it sees. */
export const cellAblations = (learner: Method<Pick<CellItem, 'graph'>>): Method<CellItem>[] => [
  learner,
  seeing(`${learner.name} without edges`, learner, ({ graph }) => ({ graph: withoutEdges(graph) })),
  seeing(`${learner.name} with random operations`, learner, ({ graph, digits }) => ({
    graph: withRandomKinds(graph, cellKinds, parseInt(digits, 5)),
  })),
]

/** The Gaussian process that takes every latency at its word. */
export const plainNoiseGp: Method<Pick<CellItem, 'graph'>> = graphMethod(
  'gp without robust noise',
  new GraphGp({ ...usualGraphGp, robustRounds: 0 }),
)

/** Yue, Latency Prediction for CNNs (2021), on the fixed split. */
export const publishedAblations: readonly Published[] = (
  [
    ['identity for adjacency', 3.3, 10.3, 18.9],
    ['random features', 3.1, 16.0, 31.7],
  ] as const
).map(([what, ...within]) => ({
  ...{ device: 'desktop_gpu_gtx1080ti_fp32', subject: 'networks', trainingRows: 900 },
  ...{ system: `Yue, 2021, ${what}`, within: [within[0] / 100, within[1] / 100, within[2] / 100] as const },
}))

const implementationOf = ({ implementation }: { implementation: string }): string => implementation
const features = kernelFeatures(1)

/** The kernel model, and either half of it alone. */
export const ablatedMethods: Readonly<Record<string, KernelMethod>> = {
  model: kernelModelMethod,
  trees: simpleKernelMethod(
    'boosted trees alone',
    'kernels',
    byGroup(
      implementationOf,
      tableFitter(
        (work) => features.map(({ compute }) => compute(work)),
        new LogTarget(new BoostedTrees({ bag: 5, maxDepth: 4 })),
      ),
    ),
  ),
  roofline: simpleKernelMethod(
    'roofline alone',
    'kernels',
    byGroup(implementationOf, async (kernels, options) => {
      const model = await Roofline.fit(kernels, 1, options)
      return (works) => model.predict(works)
    }),
  ),
}

/** What each is not told, and how its name says so. */
const withheld: readonly (readonly [Knowledge, string])[] = [
  ['known', ''],
  ['unfused', ', without fusion'],
  ['unselected', ', without selection'],
  ['unknown', ', without fusion and selection'],
]

/** One method with all that is known of kernels, and without parts of it. */
export const kernelAblations = (
  method: KernelMethod,
): { readonly knowledge: Knowledge; readonly method: KernelMethod }[] =>
  withheld.map(([knowledge, words]) => ({ knowledge, method: { ...method, name: method.name + words } }))
