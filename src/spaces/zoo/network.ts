import type { Builder, Value } from '../../architecture/builder.ts'
import type { Architecture } from '../../architecture/graph.ts'

/**
 * Paddings are TensorFlow's `same` wherever an original of PyTorch pads a kernel of k by k // 2: maps have the same
 * sizes, so the work is the same; only the place of the zeros differs where a convolution strides.
 */
export interface ZooOptions {
  /** Height and width of the input, pixels, from 32. @default 224 */
  readonly size?: number
  /** What the network is called. @default the name of the family */
  readonly label?: string
}

export interface ScalableOptions extends ZooOptions {
  /** Width multiplier of the channels, above 0. @default 1 */
  readonly width?: number
}

/** A network of the zoo. */
export interface ZooEntry {
  /** In keys: the name in the tables of Li, Paolieri and Golubchik (pytorchcv's) where they have it. */
  readonly name: string
  /** Other names that people look for, such as `mobilenet_v2`; keys may begin with them. */
  readonly aliases?: readonly string[]
  readonly title: string
  readonly citation: string
  readonly build: (options: ZooOptions) => Architecture
}

export const defaultSize = 224
export const classes = 1000

export const imageInput = (b: Builder, size: number = defaultSize): Value => b.input([size, size, 3])

/** Mean over the map, then one score a class. */
export const classifier = (b: Builder, x: Value): Value => b.dense(b.globalAvgPool(x), classes)
