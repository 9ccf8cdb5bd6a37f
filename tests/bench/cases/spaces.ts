import { totalCost } from '../../../src/architecture/cost.ts'
import type { Architecture } from '../../../src/architecture/graph.ts'
import { architectureId } from '../../../src/architecture/identity.ts'
import { inferShapes } from '../../../src/architecture/shapes.ts'
import { cellNumbered, cellText, numberOfCells } from '../../../src/spaces/nasbench201/cell.ts'
import { canonicalComputation, formOf } from '../../../src/spaces/nasbench201/computation.ts'
import { nasbench201Space } from '../../../src/spaces/nasbench201/space.ts'
import { ofaSpace } from '../../../src/spaces/ofa/space.ts'
import { operationsSpace } from '../../../src/spaces/operations/space.ts'
import { randomStream, uniform } from '../../../src/spaces/random.ts'
import type { Design, Space } from '../../../src/spaces/space.ts'
import { syntheticSpace } from '../../../src/spaces/synthetic/space.ts'

/** Speed of the spaces in one thread of Node.js, as one line of JSON on standard output. */
export interface SpacesResult {
  /** Networks a second of each round: built from its key, shapes, cost and hash. */
  readonly nasbench201PerS: readonly number[]
  readonly syntheticPerS: readonly number[]
  /** Networks of a round. */
  readonly networks: number
  /** All keys of NAS-Bench-201 to their classes. */
  readonly classesMs: readonly number[]
  readonly classes: number
  readonly heap: readonly {
    readonly space: string
    readonly design: Design
    /** Heap after a garbage collection, bytes, after each number of draws of one sample. */
    readonly bytes: readonly number[]
  }[]
  readonly draws: readonly number[]
}

const rounds = 9
const networks = 500
/** The first ones compile the code. */
const warmUps = 2

function connectedKeys(seed: number): string[] {
  const random = randomStream(seed)
  const keys: string[] = []
  while (keys.length < networks) {
    const cell = cellNumbered(uniform(random, 0, numberOfCells - 1))
    if (canonicalComputation(cell).output.length > 0) keys.push(cellText(cell))
  }
  return keys
}

function perSecond(keys: readonly string[], fromKey: (key: string) => Architecture): number {
  const startMs = performance.now()
  for (const key of keys) {
    const architecture = fromKey(key)
    inferShapes(architecture)
    totalCost(architecture)
    architectureId(architecture)
  }
  return (1000 * keys.length) / (performance.now() - startMs)
}

function inRounds(keysOf: (seed: number) => string[], fromKey: (key: string) => Architecture): number[] {
  return Array.from({ length: warmUps + rounds }, (_, seed) => perSecond(keysOf(seed), fromKey)).slice(
    warmUps,
  )
}

function classesOnce(): { ms: number; count: number } {
  const startMs = performance.now()
  const forms = new Set<string>()
  for (let number = 0; number < numberOfCells; number++) {
    const computation = canonicalComputation(cellNumbered(number))
    if (computation.output.length > 0) forms.add(formOf(computation))
  }
  return { ms: performance.now() - startMs, count: forms.size }
}

function heapAfter(drawn: number, space: Space, design: Design): number {
  let [heap, count] = [0, 0]
  for (const { key } of space.sample({ seed: 1, count: drawn, inputSize: 64, design })) {
    if (key.length > 0 && ++count < drawn) continue
    // Within the sample, while its generator is alive.
    globalThis.gc?.()
    heap = process.memoryUsage().heapUsed
  }
  return heap
}

const draws = [1000, 10_000]
/** A space without end, and two that remember the keys that they have given. */
const heapCases = [
  [syntheticSpace, 'random'],
  [syntheticSpace, 'stratified'],
  [ofaSpace, 'random'],
  [operationsSpace, 'random'],
] as const

const syntheticKeys = (seed: number) =>
  Array.from({ length: networks }, (_, index) => `size=224,seed=${seed},index=${index}`)
const nasbench201PerS = inRounds(connectedKeys, nasbench201Space.fromKey)
const syntheticPerS = inRounds(syntheticKeys, syntheticSpace.fromKey)
const classes = Array.from({ length: warmUps + rounds }, classesOnce).slice(warmUps)
const result: SpacesResult = {
  nasbench201PerS,
  syntheticPerS,
  networks,
  classesMs: classes.map(({ ms }) => ms),
  classes: classes[0]?.count ?? 0,
  draws,
  heap: heapCases.map(([space, design]) => ({
    space: space.name,
    design,
    bytes: draws.map((drawn) => heapAfter(drawn, space, design)),
  })),
}
process.stdout.write(JSON.stringify(result))
