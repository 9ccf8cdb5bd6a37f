import type { Architecture } from '../architecture/graph.ts'
import { wholeNumber } from './whole-number.ts'

/** A network and its name within the space that it was drawn from. */
export interface Drawn {
  readonly key: string
  readonly architecture: Architecture
}

export interface SampleOptions {
  /** 0 to 2^32 - 1. */
  readonly seed: number
  /** 0 to 1,000,000; fewer come where the space has fewer. */
  readonly count: number
  /** Height and width of the input in pixels, 32 to 512. @default what the space chooses */
  readonly inputSize?: number
}

/** A set of networks that can be drawn from, and from which every drawn network can be made again by its key. */
export interface Space {
  /** In keys of records and in addresses. */
  readonly name: string
  readonly title: string
  /** One line for the page. */
  readonly sentence: string
  readonly citation: string
  /** Number of networks; null where there is no end. */
  readonly size: number | null
  /**
   * Distinct networks, one at a time; the same options give the same networks in every browser and in Node.js.
   * @throws {RangeError} at once, where an option is out of range.
   */
  sample(options: SampleOptions): Iterable<Drawn>
  /** The network of a key. @throws {RangeError} that quotes the key. */
  fromKey(key: string): Architecture
}

export const seedRange = { from: 0, to: 2 ** 32 - 1 } as const
export const countRange = { from: 0, to: 1_000_000 } as const
/** Below 32 pixels the deepest networks would have nothing left to halve. */
export const inputSizeRange = { from: 32, to: 512 } as const

/** @throws {RangeError} that names the option and quotes its value. */
export function requireSampleOptions({ seed, count, inputSize }: SampleOptions): void {
  wholeNumber(seed, 'The seed', seedRange)
  wholeNumber(count, 'The number of networks', countRange)
  if (inputSize !== undefined) wholeNumber(inputSize, 'The input size', inputSizeRange)
}
