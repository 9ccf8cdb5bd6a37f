import type { SpaceFacts } from '../space.ts'

export const zooFacts: SpaceFacts = {
  name: 'zoo',
  title: 'Well-known networks',
  sentence:
    'Published networks that people run: MobileNets, ResNets, ConvNeXt, FastViT, YOLO, U-Net and more.',
  citation:
    'Each network has its own (`networks.ts`); the selection of 102: Z. Li, M. Paolieri, L. Golubchik, ICPE 2023',
  size: 120,
  depths: null,
}
