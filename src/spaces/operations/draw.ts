import { randomStream, uniform, type RandomGenerator } from '../random.ts'
import { countRange, seedRange } from '../space.ts'
import { toMultiple } from '../synthetic/blocks.ts'
import { drawnSize, syntheticNetwork } from '../synthetic/network.ts'
import type { ZooEntry } from '../zoo/network.ts'
import { networks } from '../zoo/networks.ts'
import { channelRange, hasKey } from './key.ts'
import { unitOf, type Kind, type SingleOperation } from './operation.ts'
import { ranges } from './ranges.ts'
import { operationsOf } from './read.ts'

/** The operations of a network by kind, without those that no key can name. */
type ByKind = ReadonlyMap<Kind, readonly SingleOperation[]>

function byKind(operations: readonly SingleOperation[]): ByKind {
  const kinds = new Map<Kind, SingleOperation[]>()
  for (const operation of operations.filter(hasKey))
    kinds.set(operation.kind, [...(kinds.get(operation.kind) ?? []), operation])
  return kinds
}

/**
 * Operations as they occur in networks, their channels jittered as nn-Meter's sampler does (Zhang et al. 2021): a
 * predictor trained on other shapes than networks have fails on them (Li et al. found errors of 56 %).
 * @param inputSize of the networks that they are taken from, pixels. @default 224 in the zoo, as drawn in synthetic ones
 * @returns the operation of a stream; networks of the zoo are built once each, when first needed.
 */
export function operationSource(inputSize: number | undefined): (...words: number[]) => SingleOperation {
  const zoo = new Map<ZooEntry, ByKind>()
  const ofZoo = (random: RandomGenerator): ByKind => {
    const entry = networks[uniform(random, 0, networks.length - 1)]
    if (!entry) return new Map()
    const operations =
      zoo.get(entry) ?? byKind(operationsOf(entry.build(inputSize === undefined ? {} : { size: inputSize })))
    zoo.set(entry, operations)
    return operations
  }
  const ofSynthetic = (random: RandomGenerator): ByKind => {
    const seed = uniform(random, seedRange.from, seedRange.to)
    const index = uniform(random, 0, countRange.to - 1)
    return byKind(operationsOf(syntheticNetwork({ size: inputSize ?? drawnSize(seed, index), seed, index })))
  }
  return (...words) => {
    const random = randomStream(...words)
    const found = ranges.operation.source.draw(random) === 'zoo' ? ofZoo(random) : ofSynthetic(random)
    const alike = found.get(ranges.operation.kind.draw(random, [...found.keys()])) ?? []
    const operation = alike[uniform(random, 0, alike.length - 1)]
    if (!operation) throw new RangeError('A network without operations was drawn.')
    return jittered(operation, random)
  }
}

/** Fewer channels are an image or one map, not a width that somebody chose. */
const leastJittered = 4

function jittered(operation: SingleOperation, random: RandomGenerator): SingleOperation {
  if (ranges.operation.isAsFound.draw(random)) return operation
  const multiple = ranges.operation.multiple.draw(random)
  const unit = unitOf(operation)
  const scaled = (channels: number) => {
    const percent = ranges.operation.percent.draw(random)
    if (channels < leastJittered) return channels
    const units = Math.max(1, Math.floor((channels * percent) / (100 * unit)))
    return Math.min(channelRange.to, unit === 1 ? toMultiple(units, multiple) : units * unit)
  }
  const [input, out] = [operation.in.map(scaled), scaled(operation.out)]
  if (operation.kind !== 'slice') return { ...operation, in: input, out }
  return { ...operation, in: input, out: Math.min(out, input[0] ?? out) }
}
