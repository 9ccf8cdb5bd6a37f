import type { SpaceFacts } from '../space.ts'

const common = {
  citation:
    'L. L. Zhang et al.: nn-Meter: Towards Accurate Latency Prediction of Deep-Learning Model Inference on Diverse Edge Devices. MobiSys 2021.',
  size: null,
  depths: null,
} as const

export const operationsFacts: SpaceFacts = {
  ...common,
  name: 'operations',
  title: 'Single operations',
  sentence: 'One convolution, pooling or other operation at a time, of the shapes that occur in networks.',
}

export const sweepsFacts: SpaceFacts = {
  ...common,
  name: 'sweeps',
  title: 'Sweeps',
  sentence:
    'Single operations in rows that differ by one channel, pixel or kernel size: they show the steps.',
}
