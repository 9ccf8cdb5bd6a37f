import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { canonicalGraph } from '../../../../src/architecture/canonical.ts'
import { trainableParameters } from '../../../../src/architecture/cost.ts'
import { architectureOf } from '../../../../src/architecture/identity.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import { keyOfRow, keyText, parseKey } from '../../../../src/spaces/ofa/key.ts'
import { ofaSpace as space } from '../../../../src/spaces/ofa/space.ts'

const uniform = (kernel: string, expansion: string, depth: string) =>
  keyOfRow(kernel.repeat(20), expansion.repeat(20), depth.repeat(5), 224)

describe('a subnet of once-for-all', () => {
  test('has the published parameters where it is the whole supernet: 7.7 M', () => {
    // Cai et al. 2020, section 3.2.
    expect((trainableParameters(space.fromKey(uniform('7', '6', '4'))) / 1e6).toFixed(1)).toBe('7.7')
  })

  /** By hand: squeeze-and-excite has a quarter of the channels in multiples of 8, never more than a tenth below. */
  const squeezed: Readonly<Record<number, number>> = {
    72: 24,
    96: 24,
    144: 40,
    120: 32,
    160: 40,
    240: 64,
    480: 120,
    320: 80,
    336: 88,
    448: 112,
    672: 168,
    640: 160,
    960: 240,
  }
  const around =
    27 * 16 + 32 + (9 * 16 + 32 + 16 * 16 + 32) + (160 * 960 + 2 * 960) + 960 * 1280 + (1280 * 1000 + 1000)
  const count = (kernel: number, expansion: number, depth: number) => {
    let [total, from] = [around, 16]
    for (const [to, squeezes] of [
      [24, false],
      [40, true],
      [80, false],
      [112, true],
      [160, true],
    ] as const)
      for (let block = 0; block < depth; block++) {
        const wide = expansion * from
        total += from * wide + 2 * wide + kernel ** 2 * wide + 2 * wide + wide * to + 2 * to
        if (squeezes) total += 2 * wide * squeezed[wide]! + squeezed[wide]! + wide
        from = to
      }
    return total
  }

  test.each([
    [3, 3, 2],
    [5, 4, 3],
    [7, 6, 4],
    [3, 6, 3],
    [7, 3, 4],
  ])(
    'has the parameters that are counted by hand: kernel %i, expansion %i, depth %i',
    (kernel, expansion, depth) => {
      const key = uniform(String(kernel), String(expansion), String(depth))
      expect(trainableParameters(space.fromKey(key))).toBe(count(kernel, expansion, depth))
    },
  )

  test('reads the digits of each slot', () => {
    const change = (place: number, digits: string, digit: string) =>
      digits.slice(0, place) + digit + digits.slice(place + 1)
    const base = trainableParameters(space.fromKey(uniform('3', '3', '4')))
    const wider = keyOfRow(change(9, '3'.repeat(20), '7'), '3'.repeat(20), '44444', 224)
    // Slot 9: the second block of 80 channels, 240 expanded.
    expect(trainableParameters(space.fromKey(wider)) - base).toBe((49 - 9) * 240)
    const expanded = keyOfRow('3'.repeat(20), change(9, '3'.repeat(20), '6'), '44444', 224)
    expect(trainableParameters(space.fromKey(expanded)) - base).toBe(240 * (80 + 2 + 9 + 2 + 80))
    const shallower = keyOfRow('3'.repeat(20), '3'.repeat(20), '44344', 224)
    expect(base - trainableParameters(space.fromKey(shallower))).toBe(240 * (80 + 2 + 9 + 2 + 80) + 2 * 80)
  })

  test('halves the map five times: 7 pixels before the mean of 224, 5 of 132', () => {
    const last = (key: string) => {
      const architecture = space.fromKey(key)
      const mean = architecture.nodes.findLast(({ operation }) => operation.kind === 'globalAvgPool')!
      return inferShapes(architecture).get(mean.inputs[0]!)
    }
    expect(last(uniform('5', '4', '2'))).toEqual([7, 7, 960])
    expect(last(uniform('5', '4', '2').replace('r=224', 'r=132'))).toEqual([5, 5, 960])
  })
})

test('the space has as many networks as the paper counts: more than 10^19', () => {
  expect(space.size).toBe((9 ** 2 + 9 ** 3 + 9 ** 4) ** 5)
})

describe('a key', () => {
  const key = uniform('7', '6', '3').replace('d=33333', 'd=33313')

  test('has 0 in the slots past the depth, whatever a row has there', () => {
    const row = ['75557757573753735353', '64466343363336346436', '22223', 204] as const
    expect(keyOfRow(...row)).toBe('ks=75007700570053005350,e=64006300360036006430,d=22223,r=204')
    const other = ['75337755573353335355', '64336344364436646434', '22223', 204] as const
    expect(keyOfRow(...other)).toBe(keyOfRow(...row))
  })

  test.each([
    [['7'.repeat(19), '6'.repeat(20), '44444', 224], 'the kernels are 20 digits of 357'],
    [['4'.repeat(20), '6'.repeat(20), '44444', 224], 'the kernels are 20 digits of 357'],
    [['7'.repeat(20), '5'.repeat(20), '44444', 224], 'the expansions are 20 digits of 346'],
    [['7'.repeat(20), '6'.repeat(20), '44441', 224], 'the depths are 5 digits of 234'],
    [
      ['7'.repeat(20), '6'.repeat(20), '44444', 16],
      'The resolution is a whole number from 32 to 512, not 16.',
    ],
    [['7'.repeat(20), '6'.repeat(20), '44444', 224.5], 'The resolution is a whole number from 32 to 512'],
  ] as const)('cannot be made of the row %j', ([kernels, expansions, depths, resolution], message) => {
    const make = () => keyOfRow(kernels, expansions, depths, resolution)
    expect(make).toThrow(RangeError)
    expect(make).toThrow(message)
  })

  const good = uniform('7', '6', '3')
  test.each([
    ['', 'the depths are 5 digits'],
    [key, 'the depths are 5 digits of 234'],
    [good.replace('ks=', 'k='), 'the depths are 5 digits'],
    [` ${good}`, 'the depths are 5 digits'],
    [good.replace('d=33333', 'd=3333'), 'the depths are 5 digits of 234'],
    [good.replace('ks=7', 'ks=9'), 'the kernels are 20 digits of 357'],
    [good.replace('ks=7', 'ks=0'), 'the kernels are 20 digits of 357'],
    [good.replace('e=6', 'e=5'), 'the expansions are 20 digits of 346'],
    [good.replace('e=6660', 'e=6663'), 'slots past the depth of their stage have 0.'],
    [good.replace('ks=7770', 'ks=7777'), 'slots past the depth of their stage have 0.'],
    [good.replace('d=33333', 'd=33334'), 'the kernels are 20 digits of 357'],
    [good.replace('r=224', 'r=0224'), 'the resolution is a whole number from 32 to 512, not "0224".'],
    [good.replace('r=224', 'r=224,r=224'), 'not "224,r=224"'],
    [good.replace('r=224', 'r=513'), 'not 513.'],
    [`${good}\n`, 'the resolution is a whole number'],
  ])('is refused where it is "%s"', (bad, message) => {
    expect(() => space.fromKey(bad)).toThrow(RangeError)
    expect(() => space.fromKey(bad)).toThrow(`"${bad}" names no subnet of once-for-all`)
    expect(() => space.fromKey(bad)).toThrow(message)
  })

  test('is found by the blocks, whatever the network is called', () => {
    for (const { key: drawn, architecture } of space.sample({ seed: 4, count: 6 })) {
      expect(space.keyOf(architecture)).toBe(drawn)
      expect(space.keyOf(architectureOf(canonicalGraph(architecture), 'nameless'))).toBe(drawn)
    }
  })
})

describe('draws', () => {
  test('have the resolutions of the paper where none is asked for', () => {
    const resolutions = [...space.sample({ seed: 1, count: 300 })].map(({ key }) => parseKey(key).resolution)
    expect(Math.min(...resolutions)).toBe(128)
    expect(Math.max(...resolutions)).toBe(224)
    expect(new Set(resolutions.map((resolution) => resolution % 4))).toEqual(new Set([0]))
    expect(new Set(resolutions).size).toBe(25)
    for (const { key } of space.sample({ seed: 1, count: 5, inputSize: 51 })) expect(key).toMatch(/,r=51$/)
  })
})

const file = new URL('../../../../../shared/data/ofa_help_ms.csv.gz', import.meta.url)
const isThere = existsSync(file)
if (!isThere) console.warn(`Skipped: the public table ${file.pathname} is not on this machine.`)

describe.skipIf(!isThere)('the public table of once-for-all', () => {
  const rows = isThere ? gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n').slice(1) : []
  const keys = rows.map((row) => {
    const [, kernels = '', expansions = '', depths = '', resolution] = row.split(',')
    return keyOfRow(kernels, expansions, depths, Number(resolution))
  })

  test('has subnets of the space', () => {
    expect(keys).toHaveLength(5000)
    expect(keys.map((key) => keyText(parseKey(key)))).toEqual(keys)
  })

  test('has networks that can be built', () => {
    for (const key of keys.filter((_, index) => index % 100 === 0)) {
      const architecture = space.fromKey(key)
      expect(inferShapes(architecture).get(architecture.outputs[0]!)).toEqual([1000])
    }
  })
})
