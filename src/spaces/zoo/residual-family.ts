import type { ZooEntry } from './network.ts'
import { residual, type ResidualDesign, type Unit } from './residual.ts'
import { networksOfWidths } from './widths.ts'

/** Networks that differ in depth, width or the kind of their units only. */
interface ResidualFamily {
  /** pytorchcv's, without the depth. */
  readonly name: string
  readonly title: string
  readonly citation: string
  readonly end?: NonNullable<ResidualDesign['end']>
}

/** Units of each stage, two convolutions a unit: with stem and scores the layers of the name (pytorchcv). */
const depths = [
  [10, [1, 1, 1, 1]],
  [12, [2, 1, 1, 1]],
  [14, [2, 2, 1, 1]],
  [16, [2, 2, 2, 1]],
  [18, [2, 2, 2, 2]],
] as const

const withLabel = <Options>({ name }: ResidualFamily, suffix: string | number, options: Options) => ({
  label: `${name}${suffix}`,
  ...options,
})

/** 10 to 18 layers in units of two convolutions. */
export const basicNetworks = (family: ResidualFamily, unit: Unit): readonly ZooEntry[] =>
  depths.map(([depth, repeats]) => ({
    name: `${family.name}${depth}`,
    title: `${family.title}-${depth}`,
    citation: family.citation,
    build: (options) =>
      residual({ ...family, unit, repeats, filters: 64 }, withLabel(family, depth, options)),
  }))

/** 18 layers with three quarters, half and a quarter of the channels. */
export const narrowNetworks = (family: ResidualFamily, unit: Unit): readonly ZooEntry[] =>
  networksOfWidths({
    name: `${family.name}18`,
    title: `${family.title}-18`,
    citation: family.citation,
    widths: ['w3d4', 'wd2', 'wd4'],
    build: (options) => residual({ ...family, unit, repeats: [2, 2, 2, 2], filters: 64 }, options),
  })

/** 14 and 26 layers in units of three convolutions of which the second strides. */
export const bottleneckNetworks = (family: ResidualFamily, unit: Unit): readonly ZooEntry[] =>
  (
    [
      ['bc14b', '14 with bottlenecks', [1, 1, 1, 1]],
      ['bc26b', '26 with bottlenecks', [2, 2, 2, 2]],
    ] as const
  ).map(([suffix, words, repeats]) => ({
    name: `${family.name}${suffix}`,
    title: `${family.title}-${words}`,
    citation: family.citation,
    build: (options) =>
      residual({ ...family, unit, repeats, filters: 256 }, withLabel(family, suffix, options)),
  }))
