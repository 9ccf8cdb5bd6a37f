import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'
import { basic, bottleneck, withShortcut } from './residual-units.ts'

interface Design {
  /** Channels of the finest branch; each next has twice as many and half the side. */
  readonly width: number
  readonly stem: { readonly filters: number; readonly units: number }
  /** Modules in the stages with 2, 3 and 4 branches. */
  readonly modules: readonly [number, number, number]
}

const channelsOf = (x: Value): number => x.shape.at(-1) ?? 0
const [basicUnit, bottleneckUnit] = [withShortcut(basic), withShortcut(bottleneck)]

/** To the channels and the map of a finer branch. */
function raised(b: Builder, x: Value, target: Value): Value {
  const [height = 0, width = 0] = target.shape
  return b.resize(b.convNorm(x, channelsOf(target)), [height, width], 'nearest')
}

/** To the channels of a branch that is `steps` times coarser by 2. */
function lowered(b: Builder, x: Value, target: Value, steps: number): Value {
  let y = x
  for (let step = 1; step < steps; step++) y = b.convNorm(y, channelsOf(x), { kernel: 3, stride: 2 }, 'relu')
  return b.convNorm(y, channelsOf(target), { kernel: 3, stride: 2 })
}

/** Every branch gets the sum of all. */
const fused = (b: Builder, branches: readonly Value[]): Value[] =>
  branches.map((target, to) => {
    const terms = branches.map((x, from) => {
      if (from === to) return x
      return from > to ? raised(b, x, target) : lowered(b, x, target, to - from)
    })
    const sum = terms.reduce((total, term) => b.sum(total, term))
    return b.activation(sum, 'relu')
  })

function module(b: Builder, branches: readonly Value[]): Value[] {
  const filtered = branches.map((x) => {
    const first = basicUnit(b, x, channelsOf(x), 1)
    return basicUnit(b, first, channelsOf(x), 1)
  })
  return fused(b, filtered)
}

/** A coarser branch grows from the last; branches that have their channels already pass. */
function transition(b: Builder, branches: readonly Value[], width: number): Value[] {
  const kept = branches.map((x, index) => {
    const filters = width * 2 ** index
    return channelsOf(x) === filters ? x : b.convNorm(x, filters, { kernel: 3 }, 'relu')
  })
  const last = branches.at(-1)
  const coarser = { kernel: 3, stride: 2 }
  return last ? [...kept, b.convNorm(last, width * 2 ** branches.length, coarser, 'relu')] : kept
}

/** The branches are widened and joined from fine to coarse. */
function head(b: Builder, branches: readonly Value[]): Value {
  const wide = branches.map((x, index) => bottleneckUnit(b, x, 128 * 2 ** index, 1))
  const joined = wide.reduce((fine, coarse) => {
    const down = b.convNorm(fine, channelsOf(coarse), { kernel: 3, stride: 2, bias: true }, 'relu')
    return b.sum(coarse, down)
  })
  return b.convNorm(joined, 2048, { bias: true }, 'relu')
}

/** Wang et al. 2020; the small versions are those of the authors' code. */
function hrnet({ width, stem, modules }: Design, { size, label = 'hrnet' }: ZooOptions): Architecture {
  const b = new Builder(label)
  let x = b.convNorm(imageInput(b, size), 64, { kernel: 3, stride: 2 }, 'relu')
  x = b.convNorm(x, 64, { kernel: 3, stride: 2 }, 'relu')
  for (let unit = 0; unit < stem.units; unit++) x = bottleneckUnit(b, x, stem.filters, 1)
  let branches = [x]
  for (const [stage, count] of modules.entries())
    branches = b.scope(`stage${stage + 2}`, () => {
      let values = transition(b, branches, width)
      for (let index = 0; index < count; index++)
        values = b.scope(`module${index + 1}`, () => module(b, values))
      return values
    })
  return b.build(classifier(b, head(b, branches)))
}

const entry = (version: 1 | 2, design: Design): ZooEntry => {
  const name = `hrnet_w18_small_v${version}`
  return {
    name,
    title: `HRNet-W18 small v${version}`,
    citation: 'Wang et al. 2020, arXiv:1908.07919',
    build: (options) => hrnet(design, { label: name, ...options }),
  }
}

export const hrnetNetworks: readonly ZooEntry[] = [
  entry(1, { width: 16, stem: { filters: 128, units: 1 }, modules: [1, 1, 1] }),
  entry(2, { width: 18, stem: { filters: 256, units: 2 }, modules: [1, 3, 2] }),
]
