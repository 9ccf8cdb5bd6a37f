import type { Architecture } from '../../architecture/graph.ts'
import { defineSpace, type DrawOptions } from '../define-space.ts'
import { knownKey } from '../known-key.ts'
import { randomStream } from '../random.ts'
import { seedRange, type Drawn } from '../space.ts'
import { isTooLarge, networkOfKey, operationNetwork } from './build.ts'
import { operationSource } from './draw.ts'
import { operationsFacts, sweepsFacts } from './facts.ts'
import { keyOf } from './key.ts'
import type { SingleOperation } from './operation.ts'
import { operationsOf } from './read.ts'
import { sweepOf } from './sweep.ts'

/** Streams of random numbers of their own: no sweep begins with a drawn operation of the same seed. */
const purpose = { operation: 1, base: 2, sweep: 3 } as const

/** Draws in a row that may bring nothing new before the space counts as used up. */
const mostRepeats = 10_000

function* operations({ seed, inputSize }: DrawOptions): Generator<SingleOperation> {
  const draw = operationSource(inputSize)
  for (let index = 0; index <= seedRange.to; index++) yield draw(seed, index, purpose.operation)
}

function* sweeps({ seed, inputSize }: DrawOptions): Generator<SingleOperation> {
  const draw = operationSource(inputSize)
  for (let index = 0; index <= seedRange.to; index++)
    yield* sweepOf(draw(seed, index, purpose.base), randomStream(seed, index, purpose.sweep))
}

/** Each key once. Remembers the keys, some 100 bytes for each network that is drawn; a sample has at most a million. */
function* distinct(drawn: Iterable<SingleOperation>): Generator<Drawn> {
  const known = new Set<string>()
  let repeats = 0
  for (const operation of drawn) {
    const key = keyOf(operation)
    if (known.has(key)) {
      if (++repeats >= mostRepeats) return
      continue
    }
    repeats = 0
    known.add(key)
    const architecture = operationNetwork(operation)
    if (!isTooLarge(architecture)) yield { key, architecture }
  }
}

/** The key is read from the graph, whatever it is called. */
function keyOfNetwork(architecture: Architecture): string | null {
  const [only, ...others] = operationsOf(architecture)
  return only && others.length === 0 ? knownKey(architecture, [keyOf(only)], networkOfKey) : null
}

const keys = { fromKey: networkOfKey, keyOf: keyOfNetwork } as const

/**
 * Keys are `conv2d,h=56,w=56,in=64,out=128,kernel=3,stride=1,groups=1,activation=relu`; `fieldsOf` lists the fields of
 * each kind. `inputSize` is that of the networks that operations are taken from.
 */
export const operationsSpace = defineSpace({
  ...operationsFacts,
  ...keys,
  draws: (options) => distinct(operations(options)),
})

/** The same keys, in runs of consecutive values of one axis. */
export const sweepsSpace = defineSpace({
  ...sweepsFacts,
  ...keys,
  draws: (options) => distinct(sweeps(options)),
})
