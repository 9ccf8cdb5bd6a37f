import type { SpaceFacts } from '../space.ts'
import { choices, stages } from './choices.ts'

/** At one layer nine choices; the three later ones of a stage are at most three blocks, because skips compute nothing. */
const size = stages.reduce((product, stage) => {
  const later = Array.from({ length: stage.layers }, (_, blocks) => choices.length ** blocks)
  return product * (choices.length + 1) * later.reduce((sum, count) => sum + count, 0)
}, 1)

export const fbnetFacts: SpaceFacts = {
  name: 'fbnet',
  title: 'FBNet',
  sentence:
    'Sequences of 22 layers, each one of eight bottlenecks or skipped; for small images and for ImageNet.',
  citation:
    'B. Wu et al.: FBNet: Hardware-Aware Efficient ConvNet Design via Differentiable Neural Architecture Search. CVPR 2019. C. Li et al.: HW-NAS-Bench. ICLR 2021.',
  size,
  depths: null,
}
