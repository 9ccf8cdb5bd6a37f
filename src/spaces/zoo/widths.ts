import type { Architecture } from '../../architecture/graph.ts'
import type { ScalableOptions, ZooEntry } from './network.ts'

/** Width multipliers as pytorchcv spells them: `w3d4` has three quarters of the channels, `wd2` half of them. */
const widths = {
  w1: [1, ''],
  w3d4: [3 / 4, ', width 3/4'],
  wd2: [1 / 2, ', width 1/2'],
  wd4: [1 / 4, ', width 1/4'],
  w5d4: [5 / 4, ', width 5/4'],
  w7d20: [7 / 20, ', width 7/20'],
} as const

export type WidthName = keyof typeof widths

interface Family {
  /** Names are `<name>_<width>`. */
  readonly name: string
  readonly title: string
  readonly citation: string
  readonly widths: readonly WidthName[]
  readonly build: (options: ScalableOptions) => Architecture
  /** Other names of the network of width 1. */
  readonly aliases?: readonly string[]
}

/** An entry for each width of a family. */
export const networksOfWidths = ({ name, title, citation, widths: names, build, aliases = [] }: Family) =>
  names.map((widthName): ZooEntry => {
    const [width, words] = widths[widthName]
    const label = `${name}_${widthName}`
    return {
      name: label,
      aliases: width === 1 ? aliases : [],
      title: `${title}${words}`,
      citation,
      build: (options) => build({ label, ...options, width }),
    }
  })
