import type { SpaceFacts } from '../space.ts'

export const nasbench101Facts: SpaceFacts = {
  name: 'nasbench101',
  title: 'NAS-Bench-101',
  sentence:
    'Cells of up to seven vertices and nine edges with wide convolutions, for small images and 10 classes.',
  citation:
    'C. Ying, A. Klein, E. Real, E. Christiansen, K. Murphy, F. Hutter: NAS-Bench-101: Towards Reproducible Neural Architecture Search. ICML 2019.',
  size: 423_624,
  depths: null,
}
