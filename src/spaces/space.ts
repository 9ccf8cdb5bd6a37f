import type { Architecture } from '../architecture/graph.ts'
import { wholeNumber, type Bounds } from './whole-number.ts'

/** A network and its name within the space that it was drawn from. */
export interface Drawn {
  readonly key: string
  readonly architecture: Architecture
}

/** Independent draws, or draws that are spread over what the space has (`stratified.ts`). */
export type Design = 'random' | 'stratified'

export interface SampleOptions {
  /** 0 to 2^32 - 1. */
  readonly seed: number
  /** 0 to 1,000,000; fewer come where the space has fewer. */
  readonly count: number
  /** Height and width of the input in pixels, 32 to 512. @default what the space chooses */
  readonly inputSize?: number
  /** Blocks, in spaces that have `depths`. @default what the space chooses */
  readonly depth?: number
  /** @default 'random' */
  readonly design?: Design
  /** Only networks of at most so many FLOPs, from 1. @default any */
  readonly mostFlops?: number
  /** Only networks that need at most so many bytes at a time (`peakBytes`), from 1. @default any */
  readonly mostPeakBytes?: number
}

/** What a page tells of a space before its code is loaded. */
export interface SpaceFacts {
  /** In keys of records and in addresses. */
  readonly name: string
  readonly title: string
  /** One line for the page. */
  readonly sentence: string
  readonly citation: string
  /** Number of different networks at one input size; null where there is no end. */
  readonly size: number | null
  /** Depths that can be asked for; null where the depth is not an option. */
  readonly depths: Bounds | null
}

/** A set of networks that can be drawn from, and from which every drawn network can be made again by its key. */
export interface Space extends SpaceFacts {
  /**
   * Distinct networks, one at a time; the same options give the same networks in every browser and in Node.js.
   * Fewer come where the space has fewer, or a budget leaves fewer.
   * @throws {RangeError} at once where an option is out of range, later where a budget leaves nothing.
   */
  sample(options: SampleOptions): Iterable<Drawn>
  /** The network of a key. @throws {RangeError} that quotes the key. */
  fromKey(key: string): Architecture
  /** The key of which `fromKey` makes this network, whatever its nodes are called; null where none is known. */
  keyOf(architecture: Architecture): string | null
}

export const seedRange = { from: 0, to: 2 ** 32 - 1 } as const
export const countRange = { from: 0, to: 1_000_000 } as const
/** Below 32 pixels the deepest networks would have nothing left to halve. */
export const inputSizeRange = { from: 32, to: 512 } as const
const budgetRange = { from: 1, to: Number.MAX_SAFE_INTEGER } as const

/** @throws {RangeError} that names the option and quotes its value. */
export function requireSampleOptions(options: SampleOptions, depths: Bounds | null): void {
  const { seed, count, inputSize, depth, mostFlops, mostPeakBytes } = options
  wholeNumber(seed, 'The seed', seedRange)
  wholeNumber(count, 'The number of networks', countRange)
  if (inputSize !== undefined) wholeNumber(inputSize, 'The input size', inputSizeRange)
  if (depth !== undefined && !depths) throw new RangeError('This space has no depth to choose.')
  if (depth !== undefined && depths) wholeNumber(depth, 'The depth', depths)
  if (mostFlops !== undefined) wholeNumber(mostFlops, 'The budget of FLOPs', budgetRange)
  if (mostPeakBytes !== undefined) wholeNumber(mostPeakBytes, 'The budget of bytes', budgetRange)
}
