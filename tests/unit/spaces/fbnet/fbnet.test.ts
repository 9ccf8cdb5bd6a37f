import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { canonicalGraph } from '../../../../src/architecture/canonical.ts'
import { trainableParameters } from '../../../../src/architecture/cost.ts'
import type { Architecture } from '../../../../src/architecture/graph.ts'
import { architectureId, architectureOf } from '../../../../src/architecture/identity.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import { byStage, settled } from '../../../../src/spaces/fbnet/choices.ts'
import { keyOf, keyOfRow, parseKey } from '../../../../src/spaces/fbnet/key.ts'
import { network } from '../../../../src/spaces/fbnet/network.ts'
import { fbnetSpace as space } from '../../../../src/spaces/fbnet/space.ts'

const stages = (...digits: string[]) => digits.join('')
/** Wu et al. 2019, figure 4, as their code lists them, but for the place of the skips. */
const fbnetA = stages('8', '2088', '7242', '7657', '3561', '7767', '7')
const fbnetC = stages('0', '3008', '7673', '7677', '7776', '7777', '3')

/** Multiply-adds of convolutions and the dense layer, in millions. */
function multiplyAdds(architecture: Architecture): number {
  const shapes = inferShapes(architecture)
  let sum = 0
  for (const { name, operation, inputs } of architecture.nodes) {
    const elements = shapes.get(name)!.reduce((product, size) => product * size, 1)
    const channels = shapes.get(inputs[0] ?? '')?.at(-1) ?? 0
    if (operation.kind === 'conv2d')
      sum += (elements * operation.kernel[0] ** 2 * channels) / operation.groups
    if (operation.kind === 'depthwiseConv2d') sum += elements * operation.kernel[0] ** 2
    if (operation.kind === 'dense') sum += elements * channels
  }
  return sum / 1e6
}

describe('the ImageNet form', () => {
  test('has the published parameters: FBNet-C of pytorchcv', () => {
    expect(trainableParameters(space.fromKey(`${fbnetC},form=imagenet`))).toBe(5_572_200)
  })

  test('has the size of the paper: FBNet-A, 4.3 M parameters and 249 M multiply-adds', () => {
    // Their FBNet-A ends in 1504 channels, not in the 1984 of FBNet-C and of the space.
    const architecture = space.fromKey(`${fbnetA},form=imagenet`)
    const fewer = 1984 - 1504
    const parameters = trainableParameters(architecture) - fewer * (352 + 2 + 1000)
    const work = multiplyAdds(architecture) - (fewer * (352 * 7 * 7 + 1000)) / 1e6
    expect((parameters / 1e6).toFixed(1)).toBe('4.3')
    expect(Math.abs(work / 249 - 1)).toBeLessThan(0.005)
  })

  test('halves 224 pixels to 7, the other form 32 to 4', () => {
    const last = (key: string) => {
      const architecture = space.fromKey(key)
      const mean = architecture.nodes.find(({ operation }) => operation.kind === 'globalAvgPool')!
      return inferShapes(architecture).get(mean.inputs[0]!)
    }
    expect(last(`${fbnetC},form=imagenet`)).toEqual([7, 7, 1984])
    expect(last(fbnetC)).toEqual([4, 4, 1504])
  })
})

describe('the CIFAR-100 form', () => {
  const filters = [16, 24, 32, 64, 112, 184, 352]
  const layersOf = [1, 4, 4, 4, 4, 4, 1]
  const around = 27 * 16 + 32 + (352 * 1504 + 2 * 1504) + (1504 * 100 + 100)
  /** Sum over all layers by the channels before and after. */
  const sum = (layer: (from: number, to: number) => number) => {
    let [total, from] = [around, 16]
    for (const [stage, to] of filters.entries())
      for (let index = 0; index < layersOf[stage]!; index++) {
        total += layer(from, to)
        from = to
      }
    return total
  }
  const unit = (kernel: number, expansion: number, groups: number) => (from: number, to: number) => {
    const wide = expansion * from
    return (from * wide) / groups + 2 * wide + (kernel ** 2 + 2) * wide + (wide * to) / groups + 2 * to
  }

  test.each([
    ['0', unit(3, 1, 1)],
    ['1', unit(3, 1, 2)],
    ['2', unit(3, 3, 1)],
    ['3', unit(3, 6, 1)],
    ['4', unit(5, 1, 1)],
    ['5', unit(5, 1, 2)],
    ['6', unit(5, 3, 1)],
    ['7', unit(5, 6, 1)],
    ['8', (from: number, to: number) => (from === to ? 0 : from * to + 2 * to)],
  ])('has the parameters that are counted by hand: only %s', (digit, layer) => {
    expect(trainableParameters(space.fromKey(digit.repeat(22)))).toBe(sum(layer))
  })

  test('shuffles between grouped convolutions', () => {
    const kinds = space.fromKey('1'.repeat(22)).nodes.slice(4, 14)
    expect(kinds.map(({ operation }) => operation.kind)).toEqual([
      'conv2d',
      'batchNorm',
      'activation',
      'channelShuffle',
      'depthwiseConv2d',
      'batchNorm',
      'activation',
      'conv2d',
      'batchNorm',
      'add',
    ])
  })
})

describe('skips', () => {
  test('compute nothing: where one stands in its stage does not matter, but in the first layer', () => {
    const id = (digits: string) => architectureId(network(digits, 'cifar100', 32, ''))
    const [early, late, first] = ['0387', '0873', '8037'].map((stage) => `3${stage}${'2'.repeat(17)}`)
    expect(id(early!)).not.toBe(id(late!))
    expect(id(early!)).toBe(id(settled(early!)))
    expect(settled(early!)).toBe(`30378${'2'.repeat(17)}`)
    expect(settled(first!)).toBe(first)
    expect(id(first!)).not.toBe(id(early!))
  })

  test('leave 81 · 5265^5 networks', () => {
    // Nine choices in a first layer; then none to three of eight blocks: 1 + 8 + 64 + 512.
    expect(space.size).toBe(81 * (9 * 585) ** 5)
  })
})

describe('a key', () => {
  const digits = '7814887884147327324245'

  test('has the form and the size where they are not as usual', () => {
    for (const [key, form, size] of [
      [digits, 'cifar100', 32],
      [`${digits},size=64`, 'cifar100', 64],
      [`${digits},form=imagenet`, 'imagenet', 224],
      [`${digits},form=imagenet,size=96`, 'imagenet', 96],
    ] as const) {
      expect(parseKey(key)).toEqual({ digits, form, size })
      expect(keyOf({ digits, form, size })).toBe(key)
      expect(space.fromKey(key).label).toBe(key)
      expect(inferShapes(space.fromKey(key)).get('input0')).toEqual([size, size, 3])
    }
  })

  test.each([
    ['', '22 digits'],
    [digits.slice(1), '22 digits'],
    [`${digits}0`, '22 digits'],
    [digits.replace('7', '9'), '22 digits'],
    [` ${digits}`, '22 digits'],
    [`${digits}\n`, '22 digits'],
    [`${digits},form=cifar100`, '22 digits'],
    [`${digits},form=imagenets`, '22 digits'],
    [`${digits},form=imagenet,form=imagenet`, '22 digits'],
    [`${digits},size=64,form=imagenet`, 'not "64,form=imagenet"'],
    [`${digits},size=`, 'not ""'],
    [`${digits},size=520`, 'the size is a whole number from 32 to 512, not 520.'],
    [`${digits},size=32`, `the same network is written "${digits}".`],
    [`${digits},form=imagenet,size=224`, `the same network is written "${digits},form=imagenet".`],
    [digits.replace('81488', '88148'), `the same network is written "${digits}".`],
    [
      `${digits.replace('81488', '88148')},form=imagenet,size=96`,
      `the same network is written "${digits},form=imagenet,size=96".`,
    ],
  ])('is refused where it is "%s"', (key, message) => {
    expect(() => space.fromKey(key)).toThrow(RangeError)
    expect(() => space.fromKey(key)).toThrow(`"${key}" names no network of FBNet`)
    expect(() => space.fromKey(key)).toThrow(message)
  })

  test('is found by the blocks, whatever the network is called', () => {
    for (const inputSize of [32, 48, 224])
      for (const { key, architecture } of space.sample({ seed: 2, count: 4, inputSize })) {
        expect(space.keyOf(architecture)).toBe(key)
        expect(space.keyOf(architectureOf(canonicalGraph(architecture), 'nameless'))).toBe(key)
      }
    expect(space.keyOf(space.fromKey(digits))).toBe(digits)
  })
})

describe('draws', () => {
  test('have settled digits, in the ImageNet form from 128 pixels on', () => {
    for (const [inputSize, form] of [
      [127, 'cifar100'],
      [128, 'imagenet'],
    ] as const)
      for (const { key } of space.sample({ seed: 1, count: 50, inputSize })) {
        const parsed = parseKey(key)
        expect(parsed).toEqual({ digits: settled(parsed.digits), form, size: inputSize })
      }
  })
})

const file = new URL('../../../../../shared/data/fbnet_help_ms.csv.gz', import.meta.url)
const isThere = existsSync(file)
if (!isThere) console.warn(`Skipped: the public table ${file.pathname} is not on this machine.`)

/** Every way to place the skips of a key after the first layer of their stage. */
function unsettled(key: string): string[] {
  const placed = (blocks: string, skips: number): string[] => [
    ...(blocks === '' && skips === 0 ? [''] : []),
    ...(blocks === '' ? [] : placed(blocks.slice(1), skips).map((rest) => blocks.slice(0, 1) + rest)),
    ...(skips === 0 ? [] : placed(blocks, skips - 1).map((rest) => `8${rest}`)),
  ]
  return byStage(key).reduce(
    (told: string[], stage) => {
      const blocks = stage.slice(1).replaceAll('8', '')
      const later = placed(blocks, stage.length - 1 - blocks.length)
      return told.flatMap((before) => later.map((rest) => before + stage.slice(0, 1) + rest))
    },
    [''],
  )
}

describe('keyOfRow', () => {
  test('finds all rows of a drawn network in a table, wherever they have their skips', () => {
    const drawn = [...space.sample({ seed: 7, count: 40 })]
    const table = new Map<string, string[]>()
    const rows = drawn.flatMap(({ key }) => unsettled(key)).sort()
    expect(rows.length).toBeGreaterThan(400)
    for (const row of rows) table.set(keyOfRow(row), [...(table.get(keyOfRow(row)) ?? []), row])
    expect(table.size).toBe(40)
    for (const { key, architecture } of drawn) {
      const found = space.keyOf(architectureOf(canonicalGraph(architecture), 'nameless'))!
      expect(table.get(found)).toEqual(unsettled(key).sort())
    }
  })

  test.each(['', '8'.repeat(21), '8'.repeat(23), `${'8'.repeat(21)}9`, `${'8'.repeat(22)},size=64`])(
    'refuses "%s"',
    (digits) => {
      expect(() => keyOfRow(digits)).toThrow(RangeError)
      expect(() => keyOfRow(digits)).toThrow(`"${digits}" is no row of FBNet`)
    },
  )
})

describe.skipIf(!isThere)('the public table of FBNet', () => {
  const lines = isThere ? gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n').slice(1) : []
  const rows = lines.map((line) => line.split(',')[1]!)

  test('has 5,000 different networks, of which 3,354 are told in another way than by their key', () => {
    expect(rows).toHaveLength(5000)
    const keys = rows.map(keyOfRow)
    expect(keys.map((key) => keyOf(parseKey(key)))).toEqual(keys)
    expect(new Set(keys).size).toBe(5000)
    expect(rows.filter((row, index) => row !== keys[index])).toHaveLength(3354)
  })

  test('has rows whose networks are those of their keys, and no others', () => {
    const ids = new Set<string>()
    const sample = rows.filter((_, index) => index % 50 === 0)
    for (const row of sample) {
      const asTold = network(row, 'cifar100', 32, '')
      expect(inferShapes(asTold).get(asTold.outputs[0]!)).toEqual([100])
      expect(architectureId(asTold)).toBe(architectureId(space.fromKey(keyOfRow(row))))
      expect(space.keyOf(asTold)).toBe(keyOfRow(row))
      ids.add(architectureId(asTold))
    }
    expect(ids.size).toBe(sample.length)
  })
})
