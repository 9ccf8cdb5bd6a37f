import { Builder } from '../architecture/builder.ts'
import { totalCost } from '../architecture/cost.ts'
import type { Architecture } from '../architecture/graph.ts'

/** Networks of one kernel, from small to large, and what one inference of each does. */
export interface CeilingSize {
  readonly architecture: Architecture
  /** Floating-point operations or bytes. */
  readonly work: number
}

/** Side of the map and channels: the work grows by four to nine from one to the next. */
const productSizes = [
  [16, 128],
  [32, 192],
  [32, 512],
  [64, 512],
  [64, 1024],
  [64, 2048],
] as const

/** Side of a map of 64 channels: 4 to 256 MiB are read and as much is written. */
const copySides = [128, 256, 512, 1024] as const
const copyChannels = 64

/** A matrix product: a 1x1 convolution, whose reads are few beside its multiply-adds. */
export function productSize(size: number): CeilingSize | null {
  const [side, channels] = productSizes[size] ?? []
  if (side === undefined || channels === undefined) return null
  const b = new Builder(`product ${side * side}x${channels}x${channels}`)
  const architecture = b.build(b.conv(b.input([side, side, channels]), channels))
  return { architecture, work: totalCost(architecture).flops }
}

/** A copy: an activation reads a map and writes one. */
export function copySize(size: number): CeilingSize | null {
  const side = copySides[size]
  if (side === undefined) return null
  const b = new Builder(`copy ${side}x${side}x${copyChannels}`)
  const architecture = b.build(b.activation(b.input([side, side, copyChannels]), 'relu'))
  const { bytesRead, bytesWritten } = totalCost(architecture)
  return { architecture, work: bytesRead + bytesWritten }
}
