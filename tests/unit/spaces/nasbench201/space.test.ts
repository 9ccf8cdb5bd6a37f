import { describe, expect, test } from 'vitest'
import { canonicalGraph } from '../../../../src/architecture/canonical.ts'
import { trainableParameters } from '../../../../src/architecture/cost.ts'
import type { Architecture } from '../../../../src/architecture/graph.ts'
import { architectureId, architectureOf } from '../../../../src/architecture/identity.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import { cellText, fromDigits } from '../../../../src/spaces/nasbench201/cell.ts'
import { canonicalComputation, formOf } from '../../../../src/spaces/nasbench201/computation.ts'
import { distinctCells } from '../../../../src/spaces/nasbench201/draw.ts'
import { nasbench201Space as space } from '../../../../src/spaces/nasbench201/space.ts'

const ofDigits = (digits: string): Architecture => space.fromKey(cellText(fromDigits(digits)))

/** Multiply-adds of convolutions and dense layers, which the published counts are of. */
function multiplyAdds(architecture: Architecture): number {
  const shapes = inferShapes(architecture)
  let sum = 0
  for (const { name, operation, inputs } of architecture.nodes) {
    const elements = shapes.get(name)!.reduce((product, size) => product * size, 1)
    const channels = shapes.get(inputs[0] ?? '')?.at(-1) ?? 0
    if (operation.kind === 'conv2d') sum += elements * operation.kernel[0] ** 2 * channels
    if (operation.kind === 'dense') sum += elements * channels
  }
  return sum
}

describe('a network of NAS-Bench-201', () => {
  /** By hand: stem, two residual blocks with their projections, last batch norm, dense layer. */
  const stem = 27 * 16 + 2 * 16
  const halving = (from: number, to: number) => 9 * from * to + 2 * to + 9 * to * to + 2 * to + from * to
  const elsewhere = stem + halving(16, 32) + halving(32, 64) + 2 * 64 + (64 * 10 + 10)
  /** One operation in each of the 15 cells. */
  const inCells = (area: number) =>
    5 * [16, 32, 64].reduce((sum, width) => sum + area * width ** 2 + 2 * width, 0)

  test.each([
    ['only skips', '111111', 0, 0],
    ['only pooling', '444444', 0, 0],
    ['two convolutions and a skip', '300013', 1, 0],
    ['a residual block', '301113', 2, 0],
    ['six convolutions', '333333', 6, 0],
    ['both kinds', '332423', 3, 2],
    ['a dead convolution', '310103', 1, 0],
  ])('has the parameters that are counted by hand: %s', (_, digits, threes, ones) => {
    const count = elsewhere + threes * inCells(9) + ones * inCells(1)
    expect([digits, trainableParameters(ofDigits(digits))]).toEqual([digits, count])
  })

  test('has the published size: the best cell on CIFAR-10, 1.073 M parameters and 153.27 M multiply-adds', () => {
    // Dong and Yang's benchmark, architecture 6111.
    const best =
      '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|'
    const architecture = space.fromKey(best)
    expect((trainableParameters(architecture) / 1e6).toFixed(3)).toBe('1.073')
    expect((multiplyAdds(architecture) / 1e6).toFixed(2)).toBe('153.27')
  })

  test('has the published size: 0.802426 M parameters and 113.95137 M multiply-adds', () => {
    // What NATS-Bench answers for this cell on CIFAR-10 (their issue 36).
    const cell = '|skip_connect~0|+|none~0|nor_conv_3x3~1|+|avg_pool_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|'
    const architecture = space.fromKey(cell)
    expect(trainableParameters(architecture)).toBe(802_426)
    // They count the ten biases of the dense layer too.
    expect((multiplyAdds(architecture) + 10) / 1e6).toBe(113.95137)
  })

  test('forms each sum once', () => {
    const sums = (digits: string) =>
      (ofDigits(digits).nodes.filter(({ operation }) => operation.kind === 'add').length - 2) / 15
    expect(sums('300010')).toBe(0)
    expect(sums('333333')).toBe(3)
    expect(sums('111111')).toBe(3)
    // Node 2 sums the input and a convolution; node 3 sums both again and what is convolved at node 2.
    expect(sums('311113')).toBe(2)
  })

  test('keeps its 32, 16 and 8 pixels, and their halves rounded up at odd sizes', () => {
    const sides = (key: string) => [
      ...new Set(
        [...inferShapes(space.fromKey(key)).values()].flatMap((shape) =>
          shape.length === 3 ? [shape[0]] : [],
        ),
      ),
    ]
    expect(sides(cellText(fromDigits('333333')))).toEqual([32, 16, 8])
    expect(sides(`${cellText(fromDigits('334123'))},size=51`)).toEqual([51, 26, 13])
  })
})

test('copies of a cell have one identity: nodes 1 and 2 exchanged, dead operations, skips on another edge', () => {
  const id = (digits: string) => architectureId(ofDigits(digits))
  expect(id('340023')).toBe(id('430032'))
  expect(id('310103')).toBe(id('110103'))
  expect(id('310103')).toBe(id('300110'))
  expect(id('330011')).not.toBe(id('301011'))
})

describe('draws', () => {
  test('are 5,424 distinct computations', () => {
    const forms = [...distinctCells(1)].map(({ cell }) => formOf(canonicalComputation(cell)))
    expect(forms).toHaveLength(5424)
    expect(new Set(forms).size).toBe(5424)
    expect(space.size).toBe(5424)
  })

  test('are the networks of their cells', () => {
    const keys = [...distinctCells(2)].slice(0, 20).map(({ cell }) => cellText(cell))
    const drawn = [...space.sample({ seed: 2, count: 20 })]
    expect(drawn.map(({ key }) => key)).toEqual(keys)
    for (const { key, architecture } of drawn) expect(space.fromKey(key)).toEqual(architecture)
  })
})

describe('keyOf', () => {
  test('knows the network by its structure, whatever it is called, and its label where that is true', () => {
    for (const { key, architecture } of space.sample({ seed: 5, count: 6, inputSize: 48 })) {
      expect(space.keyOf(architecture)).toBe(key)
      const nameless = architectureOf(canonicalGraph(architecture), 'nameless')
      const found = space.keyOf(nameless)
      expect(architectureId(space.fromKey(found!))).toBe(architectureId(architecture))
      expect(found).toMatch(/,size=48$/)
    }
  })
})

describe('a key', () => {
  const skips =
    '|skip_connect~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|skip_connect~1|skip_connect~2|'

  test('may name an input size', () => {
    const architecture = space.fromKey(`${skips},size=64`)
    expect(architecture.label).toBe(`${skips},size=64`)
    expect(architecture.nodes[0]?.operation).toEqual({ kind: 'input', shape: [64, 64, 3] })
  })

  test.each([
    ['', 'a cell has the form'],
    ['421211', 'a cell has the form'],
    [skips.slice(1), 'a cell has the form'],
    [` ${skips}`, 'a cell has the form'],
    [`${skips}\n`, 'a cell has the form'],
    [skips.replace('+', ''), 'a cell has the form'],
    [skips.replace('~1', '~0'), 'a cell has the form'],
    [`${skips}+|none~0|`, 'a cell has the form'],
    [
      skips.replace('skip_connect', 'dil_conv_3x3'),
      '"dil_conv_3x3" is none of the operations none, skip_connect',
    ],
    [skips.replace('skip_connect', '__proto__'), '"__proto__" is none of the operations'],
    [`${skips},size=32`, `the same network is written "${skips}".`],
    [`${skips},size=16`, 'the size is a whole number from 32 to 512, not 16.'],
    [`${skips},size=064`, 'not "064"'],
    [`${skips},size=64,size=64`, 'not "64,size=64"'],
    [`${skips},depth=3`, 'a cell has the form'],
    [skips.replaceAll('skip_connect~0', 'none~0'), 'no path joins its input to its output'],
  ])('is refused where it is "%s"', (key, message) => {
    expect(() => space.fromKey(key)).toThrow(RangeError)
    expect(() => space.fromKey(key)).toThrow(`"${key}" names no network of NAS-Bench-201`)
    expect(() => space.fromKey(key)).toThrow(message)
  })
})
