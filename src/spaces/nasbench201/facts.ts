import type { SpaceFacts } from '../space.ts'

export const nasbench201Facts: SpaceFacts = {
  name: 'nasbench201',
  title: 'NAS-Bench-201',
  sentence: 'All cells of four nodes with five operations on the edges, for small images and 10 classes.',
  citation:
    'X. Dong, Y. Yang: NAS-Bench-201: Extending the Scope of Reproducible Neural Architecture Search. ICLR 2020.',
  size: 5424,
  depths: null,
}
