import type { SpaceFacts } from '../space.ts'
import { options, stages } from './key.ts'

/** Of one stage: two, three or four blocks of nine kinds. */
const perStage = [...options.depths].reduce(
  (sum, depth) => sum + (options.kernels.length * options.expansions.length) ** Number(depth),
  0,
)

export const ofaFacts: SpaceFacts = {
  name: 'ofa',
  title: 'Once-for-all',
  sentence: 'Subnets of a MobileNetV3 supernet: kernels, expansions and depths of five stages, 1000 classes.',
  citation:
    'H. Cai, C. Gan, T. Wang, Z. Zhang, S. Han: Once-for-All: Train One Network and Specialize it for Efficient Deployment. ICLR 2020.',
  size: perStage ** stages,
  depths: null,
}
