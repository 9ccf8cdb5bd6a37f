import { peakBytes, totalCost } from '../architecture/cost.ts'
import type { Architecture } from '../architecture/graph.ts'
import type { Operation } from '../architecture/operation.ts'

/** What tells networks apart without measuring, hashing or comparing them. */
export interface NetworkFeatures {
  readonly flops: number
  /** By name; a feature that is missing is 0. */
  readonly values: ReadonlyMap<string, number>
}

/**
 * About the binary logarithm, at most 0.09 too small, of a number from 1. Exact arithmetic: engines may differ in the last
 * bit of `Math.log2`, and one bit can decide which of two networks is chosen. (`Math.sqrt` is exact everywhere.)
 */
export function roughLog2(value: number): number {
  let [exponent, mantissa] = [0, value]
  for (; mantissa >= 2; mantissa /= 2) exponent++
  return exponent + mantissa - 1
}

/**
 * Logarithms of the amounts; how often each kind of operation occurs with each kernel, stride, groups and function, and
 * each activation after each kind, as a square root, so that 9 differs from 10 less than 0 from 1; and what the first
 * and the last convolution and activation are, which see the largest and the smallest map.
 */
export function networkFeatures(architecture: Architecture): NetworkFeatures {
  const { flops, parameters } = totalCost(architecture)
  const operations = architecture.nodes.map(({ operation }) => operation)
  const traits = [...operations.flatMap(traitsOf), ...endsOf(operations), ...followersOf(architecture)]
  const counts = new Map<string, number>()
  for (const trait of traits) counts.set(trait, (counts.get(trait) ?? 0) + 1)
  const values = new Map([
    ['flops', roughLog2(1 + flops)],
    ['parameters', roughLog2(1 + parameters)],
    ['peak bytes', roughLog2(1 + peakBytes(architecture))],
    ['input size', roughLog2(inputSizeOf(operations))],
  ])
  for (const [trait, count] of counts) values.set(trait, Math.sqrt(count))
  return { flops, values }
}

function inputSizeOf(operations: readonly Operation[]): number {
  const [first] = operations
  return first?.kind === 'input' ? (first.shape[0] ?? 1) : 1
}

function traitsOf(operation: Operation): string[] {
  const traits: string[] = [operation.kind]
  if ('kernel' in operation) {
    traits.push(`${operation.kind} kernel ${operation.kernel.join('x')}`)
    traits.push(`${operation.kind} stride ${operation.stride.join('x')}`)
  }
  if ('groups' in operation) traits.push(`${operation.kind} groups ${operation.groups}`)
  if (operation.kind === 'activation') traits.push(`activation ${operation.name}`)
  return traits
}

function endsOf(operations: readonly Operation[]): string[] {
  return (['conv2d', 'activation'] as const).flatMap((kind) => {
    const alike = operations.filter((operation) => operation.kind === kind)
    const [first, last] = [alike.at(0), alike.at(-1)]
    if (!first || !last) return []
    return [
      ...traitsOf(first).map((trait) => `first ${trait}`),
      ...traitsOf(last).map((trait) => `last ${trait}`),
    ]
  })
}

/** Which activation follows which kind, past batch norm: what a runtime may fuse. */
function followersOf({ nodes }: Architecture): string[] {
  const source = new Map<string, string>()
  return nodes.flatMap(({ name, operation, inputs: [input = ''] }) => {
    const before = source.get(input) ?? ''
    source.set(name, operation.kind === 'batchNorm' ? before : operation.kind)
    return operation.kind === 'activation' ? [`${operation.name} after ${before}`] : []
  })
}
