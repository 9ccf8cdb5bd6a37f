import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { ceilPool } from './ceil-pool.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

/** Convolutions have a bias before their batch norm, as in the original's Caffe model. */
const conv = (b: Builder, x: Value, filters: number, kernel = 1, stride = 1): Value =>
  b.convNorm(x, filters, { kernel, stride, bias: true }, 'relu')

/** Channels of a branch: of its 1x1 convolution, then of its one or two 3x3 ones. */
type Branch = readonly [number, number]

const single = (b: Builder, x: Value, [narrow, filters]: Branch, stride = 1): Value =>
  conv(b, conv(b, x, narrow), filters, 3, stride)

const double = (b: Builder, x: Value, [narrow, filters]: Branch, stride = 1): Value =>
  conv(b, conv(b, conv(b, x, narrow), filters, 3), filters, 3, stride)

interface Unit {
  readonly single: Branch
  readonly double: Branch
  /** Channels of the 1x1 branch and of the one behind the pool; without them the unit halves the map. */
  readonly others?: { readonly direct: number; readonly pooled: number; readonly pool: 'avgPool' | 'maxPool' }
}

function inceptionUnit(b: Builder, x: Value, unit: Unit): Value {
  if (!unit.others) {
    // On even maps PyTorch's `ceil_mode`; on odd ones that would not fit the convolutions beside it.
    const pooled = b.maxPool(x, { kernel: 3, stride: 2, padding: 'same' })
    return b.concat(single(b, x, unit.single, 2), double(b, x, unit.double, 2), pooled)
  }
  const { direct, pooled, pool } = unit.others
  return b.concat(
    conv(b, x, direct),
    single(b, x, unit.single),
    double(b, x, unit.double),
    conv(b, b[pool](x, { kernel: 3, stride: 1, padding: 'same' }), pooled),
  )
}

const average = (direct: number, single: Branch, double: Branch, pooled: number): Unit => ({
  single,
  double,
  others: { direct, pooled, pool: 'avgPool' },
})

/** 3a to 5b. */
const units: readonly Unit[] = [
  average(64, [64, 64], [64, 96], 32),
  average(64, [64, 96], [64, 96], 64),
  { single: [128, 160], double: [64, 96] },
  average(224, [64, 96], [96, 128], 128),
  average(192, [96, 128], [96, 128], 128),
  average(160, [128, 160], [128, 160], 128),
  average(96, [128, 192], [160, 192], 128),
  { single: [128, 192], double: [192, 256] },
  average(352, [192, 320], [160, 224], 128),
  { single: [192, 320], double: [192, 224], others: { direct: 352, pooled: 128, pool: 'maxPool' } },
]

/** Ioffe and Szegedy 2015, figure 5. */
function bninception({ size, label = 'bninception' }: ZooOptions): Architecture {
  const b = new Builder(label)
  let x = ceilPool(b, conv(b, imageInput(b, size), 64, 7, 2))
  x = ceilPool(b, single(b, x, [64, 192]))
  for (const [index, unit] of units.entries())
    x = b.scope(`unit${index + 1}`, () => inceptionUnit(b, x, unit))
  return b.build(classifier(b, x))
}

export const inceptionNetworks: readonly ZooEntry[] = [
  {
    name: 'bninception',
    title: 'BN-Inception',
    citation: 'Ioffe and Szegedy 2015, arXiv:1502.03167',
    build: bninception,
  },
]
