import type { ZooEntry } from './network.ts'
import { withShortcut } from './residual-units.ts'
import { residual, type Unit } from './residual.ts'

/** Xie et al. 2017, table 1: `groups` groups of `groupWidth` channels in the first stage, doubled like the filters. */
const unit = (groups: number, groupWidth: number): Unit =>
  withShortcut((b, x, filters, stride) => {
    const inner = groups * Math.floor((filters / 4) * (groupWidth / 64))
    const narrow = b.convNorm(x, inner, {}, 'relu')
    return b.convNorm(b.convNorm(narrow, inner, { kernel: 3, stride, groups }, 'relu'), filters)
  })

const designs = [
  [14, 16, [1, 1, 1, 1]],
  [14, 32, [1, 1, 1, 1]],
  [26, 16, [2, 2, 2, 2]],
  [26, 32, [2, 2, 2, 2]],
] as const

export const resnextNetworks: readonly ZooEntry[] = designs.map(([depth, groups, repeats]) => {
  const name = `resnext${depth}_${groups}x4d`
  return {
    name,
    title: `ResNeXt-${depth} (${groups}x4d)`,
    citation: 'Xie et al. 2017, arXiv:1611.05431',
    build: (options) =>
      residual({ unit: unit(groups, 4), repeats, filters: 256 }, { label: name, ...options }),
  }
})
