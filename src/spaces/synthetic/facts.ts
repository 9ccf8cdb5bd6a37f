import type { SpaceFacts } from '../space.ts'
import type { Bounds } from '../whole-number.ts'

/**
 * Blocks that can be asked for. Four are needed to halve the map down to 1/32; 24 are half as many again as the 16 or 17
 * of ResNet-50, MobileNetV2 and EfficientNet-B0.
 */
export const depths: Bounds = { from: 4, to: 24 }

export const syntheticFacts: SpaceFacts = {
  name: 'synthetic',
  title: 'Synthetic networks',
  sentence: 'Random networks of 9 to 11 blocks: convolutions, bottlenecks, pooling and splits of many sizes.',
  citation:
    'Z. Li, M. Paolieri, L. Golubchik: Predicting Inference Latency of Neural Architectures on Mobile Devices. ICPE 2023.',
  size: null,
  depths,
}
