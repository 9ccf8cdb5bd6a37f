import { describe, expect, test } from 'vitest'
import { totalCost } from '../../../../src/architecture/cost.ts'
import { architectureId } from '../../../../src/architecture/identity.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import { keyOf, parseKey } from '../../../../src/spaces/operations/key.ts'
import { fieldsOf, type SingleOperation } from '../../../../src/spaces/operations/operation.ts'
import { operationsOf } from '../../../../src/spaces/operations/read.ts'
import { operationsSpace, sweepsSpace } from '../../../../src/spaces/operations/space.ts'
import type { SampleOptions, Space } from '../../../../src/spaces/space.ts'
import { mobilenetV2 } from '../../../../src/spaces/zoo/mobilenet-v2.ts'
import { networks } from '../../../../src/spaces/zoo/networks.ts'

const keys = (space: Space, options: SampleOptions) => [...space.sample(options)].map(({ key }) => key)

describe.each([operationsSpace, sweepsSpace])('the space $name', (space) => {
  const drawn = [...space.sample({ seed: 1, count: 1500 })]

  test('gives distinct, valid networks that are made again from their keys, and keys that are found again', () => {
    expect(drawn).toHaveLength(1500)
    expect(new Set(drawn.map(({ architecture }) => architectureId(architecture))).size).toBe(1500)
    for (const { key, architecture } of drawn.slice(0, 500)) {
      expect(inferShapes(architecture).size).toBe(architecture.nodes.length)
      expect(space.fromKey(key)).toEqual(architecture)
      expect(space.keyOf({ ...architecture, label: '' })).toBe(key)
    }
  })

  test('gives the same for the same seed, the same first ones for every count, others for another seed', () => {
    expect(keys(space, { seed: 1, count: 100 })).toEqual(drawn.slice(0, 100).map(({ key }) => key))
    expect(keys(space, { seed: 2, count: 100 })).not.toEqual(keys(space, { seed: 1, count: 100 }))
  })

  test('has no depth, and refuses what is no whole number', () => {
    expect(() => space.sample({ seed: 1, count: 1, depth: 9 })).toThrow('This space has no depth to choose.')
    expect(() => space.sample({ seed: 1.5, count: 1 })).toThrow('The seed is a whole number')
    expect(() => space.sample({ seed: 1, count: 1, inputSize: 16 })).toThrow('The input size')
  })

  test('keeps a budget, and can be spread', () => {
    const options = { seed: 1, count: 60, mostFlops: 5e6, inputSize: 64, design: 'stratified' } as const
    const spread = [...space.sample(options)]
    expect(spread).toHaveLength(60)
    for (const { architecture } of spread) expect(totalCost(architecture).flops).toBeLessThanOrEqual(5e6)
    expect(() => keys(space, { seed: 1, count: 1, mostPeakBytes: 1 })).toThrow(RangeError)
  })

  test('takes operations from networks of the input size: no map is larger, but by the reach of a sweep', () => {
    const reach = space === sweepsSpace ? 8 : 0
    for (const { architecture } of space.sample({ seed: 3, count: 500, inputSize: 32 }))
      for (const [height = 1] of inferShapes(architecture).values())
        if (architecture.nodes.some(({ operation }) => operation.kind === 'conv2d'))
          expect(height).toBeLessThanOrEqual(32 + reach)
  })
})

describe('drawn operations', () => {
  const drawn = keys(operationsSpace, { seed: 7, count: 4000 }).map(parseKey)
  const withoutChannels = (operation: SingleOperation) =>
    keyOf({ ...operation, in: operation.in.map(() => 1), out: 1 })

  test('are of all the kinds that networks have, not nearly all convolutions', () => {
    const share = (...wanted: string[]) =>
      drawn.filter(({ kind }) => wanted.includes(kind)).length / drawn.length
    expect(share('conv2d')).toBeGreaterThan(0.35)
    expect(share('conv2d')).toBeLessThan(0.6)
    expect(share('depthwiseConv2d')).toBeGreaterThan(0.1)
    expect(share('maxPool', 'avgPool')).toBeGreaterThan(0.03)
    for (const kind of ['dense', 'globalAvgPool', 'concat', 'slice', 'add', 'mul', 'activation', 'batchNorm'])
      expect([kind, share(kind) > 0.003]).toEqual([kind, true])
    expect(drawn.some(({ kind, groups }) => kind === 'conv2d' && groups > 1)).toBe(true)
  })

  test('are one in four as in the network, the others with channels scaled by 0.5 to 1.2', () => {
    // Of the zoo alone: an operation is recognised by all but its channels, and by channels within the factors.
    const zoo = networks.flatMap(({ build }) => operationsOf(build({})))
    const exact = new Set(zoo.map(keyOf))
    const asFound = drawn.filter((operation) => exact.has(keyOf(operation))).length / drawn.length
    // Half are of synthetic networks, a quarter of the rest as found; those that repeat are dropped.
    expect(asFound).toBeGreaterThan(0.06)
    expect(asFound).toBeLessThan(0.25)
    const shapes = new Map<string, SingleOperation[]>()
    for (const operation of zoo) {
      const shape = withoutChannels(operation)
      shapes.set(shape, [...(shapes.get(shape) ?? []), operation])
    }
    // Half a multiple of 8 more, where they are rounded to it.
    const isScaled = (from: number, to: number) => to >= Math.floor(from / 2) - 4 && to <= 1.2 * from + 8
    const explained = drawn.filter((operation) =>
      shapes
        .get(withoutChannels(operation))
        ?.some(
          (original) =>
            original.in.length === operation.in.length &&
            original.in.every((channels, place) => isScaled(channels, operation.in[place]!)) &&
            isScaled(original.out, operation.out),
        ),
    )
    expect(explained.length / drawn.length).toBeGreaterThan(0.5)
  })

  test('keep the three channels of an image', () => {
    const stems = drawn.filter(({ kind, in: [channels = 0] }) => kind === 'conv2d' && channels <= 3)
    expect(stems.length).toBeGreaterThan(5)
    expect(stems.some(({ in: [channels] }) => channels === 3)).toBe(true)
    for (const {
      h,
      in: [channels],
    } of stems)
      if (h >= 128) expect(channels).toBe(3)
  })
})

describe('operationsOf', () => {
  test('reads MobileNetV2 as its paper lists it', () => {
    const operations = operationsOf(mobilenetV2())
    const count = (kind: string) => operations.filter((operation) => operation.kind === kind).length
    // 17 bottlenecks of one depthwise and two 1x1 convolutions (the first has one), stem, last layer; ten residuals.
    expect(count('conv2d')).toBe(17 * 2 - 1 + 2)
    expect(count('depthwiseConv2d')).toBe(17)
    expect(count('add')).toBe(10)
    expect(count('dense') + count('globalAvgPool')).toBe(2)
    expect(operations).toHaveLength(35 + 17 + 10 + 2)
    expect(keyOf(operations[0]!)).toBe(
      'conv2d,h=224,w=224,in=3,out=32,kernel=3,stride=2,groups=1,activation=relu6',
    )
    expect(keyOf(operations[2]!)).toBe(
      'conv2d,h=112,w=112,in=32,out=16,kernel=1,stride=1,groups=1,activation=none',
    )
    expect(keyOf(operations.at(-1)!)).toBe('dense,in=1280,out=1000,activation=none')
  })
})

describe('sweeps', () => {
  const drawn = keys(sweepsSpace, { seed: 5, count: 3000 }).map(parseKey)

  /** The number that differs, of two operations that differ in one axis. */
  function step(one: SingleOperation, other: SingleOperation): { axis: string; by: number } | null {
    if (one.kind !== other.kind) return null
    const changes = fieldsOf[one.kind].flatMap((field) => {
      const [before, after] = [one[field], other[field]].map((value) =>
        Array.isArray(value) ? value[0] : value,
      )
      return String(one[field]) === String(other[field])
        ? []
        : [{ field, by: Number(after) - Number(before) }]
    })
    const axes = [...new Set(changes.map(({ field }) => (field === 'w' || field === 'h' ? 'size' : field)))]
    const [change] = changes
    return axes.length === 1 && change ? { axis: axes[0]!, by: change.by } : null
  }

  const steps = drawn.slice(1).map((operation, index) => step(drawn[index]!, operation))

  test('go up by one along one axis; multiples of the groups where there are groups', () => {
    const along = steps.flatMap((one, index) => (one ? [{ ...one, operation: drawn[index]! }] : []))
    expect(along.length / steps.length).toBeGreaterThan(0.9)
    const regular = along.filter(({ axis, by, operation: { groups, heads } }) =>
      axis === 'in' || axis === 'out' ? by === groups * heads : by === 1,
    )
    // The others skip a value that an earlier sweep had.
    expect(regular.length / along.length).toBeGreaterThan(0.95)
    expect(new Set(regular.map(({ axis }) => axis))).toEqual(new Set(['in', 'out', 'size', 'kernel']))
  })

  test('pass steps of 4, 8, 16 and 32 channels, with values on both sides', () => {
    let [crossing, runs] = [0, 0]
    let run: number[] = []
    steps.forEach((one, index) => {
      const value = drawn[index + 1]!.in[0]!
      if (one?.axis === 'in' && one.by === 1) run = [...(run.length > 0 ? run : [value - 1]), value]
      else {
        if (run.length >= 17) {
          runs++
          if (run.slice(1, -1).some((channels) => channels % 32 === 0)) crossing++
        }
        run = []
      }
    })
    expect(runs).toBeGreaterThan(10)
    expect(crossing).toBe(runs)
  })

  test('hold all channels from 1 to 68 of some operation, and all kernels from 1 to 9', () => {
    const rows = new Map<string, Set<number>>()
    for (const operation of drawn) {
      const row = keyOf({ ...operation, in: [1] })
      rows.set(row, (rows.get(row) ?? new Set()).add(operation.in[0]!))
    }
    const sequence = Array.from({ length: 68 }, (_, index) => index + 1)
    expect([...rows.values()].some((row) => sequence.every((channels) => row.has(channels)))).toBe(true)
    const kernels = new Map<string, Set<number>>()
    for (const operation of drawn) {
      const row = keyOf({ ...operation, kernel: [1, 1] })
      kernels.set(row, (kernels.get(row) ?? new Set()).add(operation.kernel[0]))
    }
    expect([...kernels.values()].some((row) => row.size === 9)).toBe(true)
  })
})
