import { byGroup, simpleKernelMethod, type KernelMethod } from '../evaluation/kernel-method.ts'
import { kernelFeatures } from '../features/kernel-features.ts'
import { LogTarget } from '../log-target.ts'
import { BoostedTrees } from '../regressors/trees/boosting.ts'
import { Roofline } from '../roofline/roofline.ts'
import { kernelBaselines, tableFitter } from './kernels.ts'

const features = kernelFeatures(1)

/** Parts of the kernel model alone, one for each code that runs; compute units are not known to them. */
const parts: readonly KernelMethod[] = [
  simpleKernelMethod(
    'roofline alone',
    'kernels',
    byGroup(
      ({ implementation }) => implementation,
      async (kernels, options) => {
        const model = await Roofline.fit(kernels, 1, options)
        return (works) => model.predict(works)
      },
    ),
  ),
  simpleKernelMethod(
    'boosted trees alone',
    'kernels',
    byGroup(
      ({ implementation }) => implementation,
      tableFitter(
        (work) => features.map(({ compute }) => compute(work)),
        new LogTarget(new BoostedTrees({ maxDepth: 4 })),
      ),
    ),
  ),
]

/** What simple ways give on kernels of a browser. */
export const browserBaselines: readonly KernelMethod[] = [
  ...kernelBaselines.filter(({ name }) => /FLOPs|NNLS/.test(name)),
  ...parts,
]
