import { Builder, type Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'
import { squeezeExcite } from '../blocks/squeeze-excite.ts'
import { classifier, imageInput, type ZooEntry, type ZooOptions } from './network.ts'
import { shortcut } from './residual-units.ts'

interface Design {
  /** FLOPs of the paper: `002` are 200 M. */
  readonly code: string
  readonly title: string
  readonly widths: readonly [number, number, number, number]
  readonly depths: readonly [number, number, number, number]
  /** Channels of each group. */
  readonly groupWidth: number
  /** Squeeze-and-excite ("Y"). */
  readonly squeezes: boolean
}

/** Bottleneck of ratio 1 with a grouped 3x3 convolution. The squeeze is a quarter of the channels that enter the unit. */
function unit(b: Builder, x: Value, filters: number, stride: number, design: Design): Value {
  const groups = filters / design.groupWidth
  const first = b.convNorm(x, filters, {}, 'relu')
  const grouped = b.convNorm(first, filters, { kernel: 3, stride, groups }, 'relu')
  const channels = Math.floor((x.shape.at(-1) ?? 0) / 4)
  const weighed = design.squeezes ? squeezeExcite(b, grouped, { channels }) : grouped
  return b.activation(b.sum(b.convNorm(weighed, filters), shortcut(b, x, filters, stride)), 'relu')
}

function regnet(design: Design, { size, label = 'regnet' }: ZooOptions): Architecture {
  const b = new Builder(label)
  let x = b.convNorm(imageInput(b, size), 32, { kernel: 3, stride: 2 }, 'relu')
  for (const [stage, filters] of design.widths.entries())
    for (let index = 0; index < (design.depths[stage] ?? 0); index++)
      x = b.scope(`stage${stage + 1}/unit${index + 1}`, () =>
        unit(b, x, filters, index === 0 ? 2 : 1, design),
      )
  return b.build(classifier(b, x))
}

const x = { squeezes: false } as const
const y = { squeezes: true } as const

/** Radosavovic et al. 2020, as timm and pytorchcv have them. */
const designs: readonly Design[] = [
  { ...x, code: '002', title: '200MF', widths: [24, 56, 152, 368], depths: [1, 1, 4, 7], groupWidth: 8 },
  { ...x, code: '004', title: '400MF', widths: [32, 64, 160, 384], depths: [1, 2, 7, 12], groupWidth: 16 },
  { ...x, code: '006', title: '600MF', widths: [48, 96, 240, 528], depths: [1, 3, 5, 7], groupWidth: 24 },
  { ...x, code: '008', title: '800MF', widths: [64, 128, 288, 672], depths: [1, 3, 7, 5], groupWidth: 16 },
  { ...x, code: '016', title: '1.6GF', widths: [72, 168, 408, 912], depths: [2, 4, 10, 2], groupWidth: 24 },
  { ...y, code: '002', title: '200MF', widths: [24, 56, 152, 368], depths: [1, 1, 4, 7], groupWidth: 8 },
  { ...y, code: '004', title: '400MF', widths: [48, 104, 208, 440], depths: [1, 3, 6, 6], groupWidth: 8 },
  { ...y, code: '006', title: '600MF', widths: [48, 112, 256, 608], depths: [1, 3, 7, 4], groupWidth: 16 },
  { ...y, code: '008', title: '800MF', widths: [64, 128, 320, 768], depths: [1, 3, 8, 2], groupWidth: 16 },
  { ...y, code: '016', title: '1.6GF', widths: [48, 120, 336, 888], depths: [2, 6, 17, 2], groupWidth: 24 },
]

export const regnetNetworks: readonly ZooEntry[] = designs.map((design) => {
  const letter = design.squeezes ? 'y' : 'x'
  const name = `regnet${letter}${design.code}`
  return {
    name,
    aliases: [`regnet${letter}_${design.code}`],
    title: `RegNet${letter.toUpperCase()}-${design.title}`,
    citation: 'Radosavovic et al. 2020, arXiv:2003.13678',
    build: (options) => regnet(design, { label: name, ...options }),
  }
})
