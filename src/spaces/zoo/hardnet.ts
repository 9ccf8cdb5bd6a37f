import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'

interface Stage {
  readonly layers: number
  /** Channels of a layer of odd number. */
  readonly growth: number
  readonly filters: number
  readonly halves: boolean
}

interface Design {
  readonly stem: number
  /** Channels of a layer are multiplied by it for each factor 2 of the layer's number. */
  readonly factor: number
  readonly stages: readonly Stage[]
}

/** Layer n reads the layers n - 1, n - 2, n - 4 and so on, as long as these powers of 2 divide n; 0 is the input. */
function links(layer: number): number[] {
  const sources: number[] = []
  for (let step = 1; layer % step === 0; step *= 2) sources.push(layer - step)
  return sources
}

function channelsOf(layer: number, growth: number, factor: number): number {
  let channels = growth
  for (let link = 1; link < links(layer).length; link++) channels *= factor
  return 2 * Math.floor(Math.floor(channels + 1) / 2)
}

/** Harmonic dense block of Chao et al. 2019: sparse links; layers of odd number and the last leave the block. */
function harmonicBlock(b: Builder, x: Value, { layers, growth, filters }: Stage, factor: number): Value {
  const values = [x]
  for (let layer = 1; layer <= layers; layer++) {
    const sources = links(layer).flatMap((source) => values[source] ?? [])
    const mixed = b.convNorm(b.concat(...sources), channelsOf(layer, growth, factor), {}, 'relu6')
    values.push(b.depthwiseNorm(mixed))
  }
  const kept = values.filter((_, layer) => layer % 2 === 1 || layer === layers)
  return b.convNorm(b.concat(...kept), filters, {}, 'relu6')
}

function hardnet({ stem, factor, stages }: Design, { size, label = 'hardnet' }: ZooOptions): Architecture {
  const b = new Builder(label)
  let x = b.convNorm(imageInput(b, size), stem / 2, { kernel: 3, stride: 2 }, 'relu6')
  x = b.depthwiseNorm(b.convNorm(x, stem, {}, 'relu6'), { stride: 2 })
  for (const [index, stage] of stages.entries())
    x = b.scope(`block${index + 1}`, () => {
      const y = harmonicBlock(b, x, stage, factor)
      return stage.halves ? b.depthwiseNorm(y, { stride: 2 }) : y
    })
  return b.build(classifier(b, x))
}

/** The depthwise separable variants, as pytorchcv and the authors' code have them. */
const designs: Readonly<Record<39 | 68, Design>> = {
  39: {
    stem: 48,
    factor: 1.6,
    stages: [
      { layers: 4, growth: 16, filters: 96, halves: true },
      { layers: 16, growth: 20, filters: 320, halves: true },
      { layers: 8, growth: 64, filters: 640, halves: true },
      { layers: 4, growth: 160, filters: 1024, halves: false },
    ],
  },
  68: {
    stem: 64,
    factor: 1.7,
    stages: [
      { layers: 8, growth: 14, filters: 128, halves: true },
      { layers: 16, growth: 16, filters: 256, halves: false },
      { layers: 16, growth: 20, filters: 320, halves: true },
      { layers: 16, growth: 40, filters: 640, halves: true },
      { layers: 4, growth: 160, filters: 1024, halves: false },
    ],
  },
}

export const hardnetNetworks: readonly ZooEntry[] = ([39, 68] as const).map((depth) => {
  const name = `hardnet${depth}ds`
  return {
    name,
    title: `HarDNet-${depth}DS`,
    citation: 'Chao et al. 2019, arXiv:1909.00948',
    build: (options) => hardnet(designs[depth], { label: name, ...options }),
  }
})
