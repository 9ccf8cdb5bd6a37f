import { Builder } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { invertedResidual } from '../blocks/inverted-residual.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

/** Kernel and expansion of each unit of a stage; null where the search left only the identity. */
type Unit = readonly [number, number] | null

interface Variant {
  readonly stem: number
  /** Filters of each stage. */
  readonly filters: readonly number[]
  readonly units: readonly (readonly Unit[])[]
  readonly last: number
}

/** Strides of the first units of the stages. */
const strides = [1, 2, 2, 2, 1, 2, 1]

const activation = 'relu6'

/** Cai, Zhu and Han 2019, figure 4. */
function proxylessnas(
  { stem, filters, units, last }: Variant,
  { size, label = 'proxylessnas' }: ZooOptions,
): Architecture {
  const b = new Builder(label)
  let x = b.convNorm(imageInput(b, size), stem, { kernel: 3, stride: 2 }, activation)
  for (const [stage, unitsOfStage] of units.entries())
    for (const [index, unit] of unitsOfStage.entries()) {
      if (!unit) continue
      const [kernel, expansion] = unit
      x = invertedResidual(b, x, {
        kernel,
        stride: index === 0 ? (strides[stage] ?? 1) : 1,
        expanded: expansion * (x.shape.at(-1) ?? 0),
        filters: filters[stage] ?? 0,
        activation,
      })
    }
  return b.build(classifier(b, b.convNorm(x, last, {}, activation)))
}

const [k3e1, k3e3, k3e6, k5e3, k5e6, k7e3, k7e6] = [
  [3, 1],
  [3, 3],
  [3, 6],
  [5, 3],
  [5, 6],
  [7, 3],
  [7, 6],
] as const

const cpu: Variant = {
  stem: 40,
  filters: [24, 32, 48, 88, 104, 216, 360],
  units: [
    [k3e1],
    [k3e6, k3e3, k3e3, k3e3],
    [k3e6, k3e3, k3e3, k5e3],
    [k3e6, null, null, k3e3],
    [k5e6, k3e3, k3e3, k3e3],
    [k5e6, k5e3, k5e3, k3e3],
    [k5e6],
  ],
  last: 1432,
}

const gpu: Variant = {
  stem: 40,
  filters: [24, 32, 56, 112, 128, 256, 432],
  units: [
    [k3e1],
    [k5e3, null, null, null],
    [k7e3, null, null, k3e3],
    [k7e6, null, null, k5e3],
    [k5e6, null, k3e3, k5e3],
    [k7e6, k7e6, k7e6, k5e6],
    [k7e6],
  ],
  last: 1728,
}

const mobileUnits: Variant['units'] = [
  [k3e1],
  [k5e3, k3e3, null, null],
  [k7e3, k3e3, k5e3, k5e3],
  [k7e6, k5e3, k5e3, k5e3],
  [k5e6, k5e3, k5e3, k5e3],
  [k7e6, k7e6, k7e3, k7e3],
  [k7e6],
]

const mobile: Variant = {
  stem: 32,
  filters: [16, 32, 40, 80, 96, 192, 320],
  units: mobileUnits,
  last: 1280,
}

const mobile14: Variant = {
  stem: 48,
  filters: [24, 40, 56, 112, 136, 256, 448],
  units: mobileUnits,
  last: 1792,
}

const entry = (name: string, title: string, variant: Variant): ZooEntry => ({
  name,
  title,
  citation: 'Cai, Zhu and Han 2019, arXiv:1812.00332',
  build: (options) => proxylessnas(variant, { label: name, ...options }),
})

export const proxylessnasNetworks: readonly ZooEntry[] = [
  entry('proxylessnas_cpu', 'ProxylessNAS CPU', cpu),
  entry('proxylessnas_gpu', 'ProxylessNAS GPU', gpu),
  entry('proxylessnas_mobile', 'ProxylessNAS Mobile', mobile),
  entry('proxylessnas_mobile14', 'ProxylessNAS Mobile, width 1.4', mobile14),
]
