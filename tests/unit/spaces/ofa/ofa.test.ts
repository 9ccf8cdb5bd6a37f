import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { canonicalGraph } from '../../../../src/architecture/canonical.ts'
import { trainableParameters } from '../../../../src/architecture/cost.ts'
import type { Architecture } from '../../../../src/architecture/graph.ts'
import { architectureId, architectureOf } from '../../../../src/architecture/identity.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import { keyOfRow, keyText, parseKey } from '../../../../src/spaces/ofa/key.ts'
import { network } from '../../../../src/spaces/ofa/network.ts'
import { ofaSpace as space } from '../../../../src/spaces/ofa/space.ts'

const uniform = (kernel: string, expansion: string, depth: string) =>
  keyOfRow(kernel.repeat(20), expansion.repeat(20), depth.repeat(5), 224)

/** Multiply-adds of convolutions and the dense layer. */
function multiplyAdds(architecture: Architecture): number {
  const shapes = inferShapes(architecture)
  let sum = 0
  for (const { name, operation, inputs } of architecture.nodes) {
    const elements = shapes.get(name)!.reduce((product, size) => product * size, 1)
    const channels = shapes.get(inputs[0] ?? '')?.at(-1) ?? 0
    if (operation.kind === 'conv2d') sum += elements * operation.kernel[0] ** 2 * channels
    if (operation.kind === 'depthwiseConv2d') sum += elements * operation.kernel[0] ** 2
    if (operation.kind === 'dense') sum += elements * channels
  }
  return sum
}

describe('a subnet of once-for-all', () => {
  test('has the published parameters where it is the whole supernet: 7.7 M', () => {
    // Cai et al. 2020, section 3.2.
    expect((trainableParameters(space.fromKey(uniform('7', '6', '4'))) / 1e6).toFixed(1)).toBe('7.7')
  })

  /**
   * Specialised subnets of the same supernet with the sizes of their repository's README; blocks by stage as MMRazor's
   * conversions have them (OFA_SUBNET_NOTE8_LAT31.yaml and …LAT22.yaml). More were looked for: other listed subnets
   * are of the supernet of width 1.2, or their blocks are only in files of weights.
   */
  test.each([
    [
      'note8_lat@31ms_top1@72.8_finetune@25',
      ['53', '55', '335', '357', '3355'],
      ['33', '43', '444', '434', '6333'],
      152,
      { parametersM: '4.6', multiplyAddsM: '101' },
    ],
    [
      'note8_lat@22ms_top1@70.4_finetune@25',
      ['33', '55', '73', '53', '37'],
      ['33', '33', '43', '34', '66'],
      140,
      { parametersM: '4.3', multiplyAddsM: '67' },
    ],
  ])('has the published size: %s', (_, kernels, expansions, resolution, published) => {
    const slots = (stages: readonly string[], unused: string) =>
      stages.map((stage) => stage.padEnd(4, unused)).join('')
    const depths = kernels.map(({ length }) => length).join('')
    const architecture = space.fromKey(
      keyOfRow(slots(kernels, '3'), slots(expansions, '6'), depths, resolution),
    )
    expect({
      parametersM: (trainableParameters(architecture) / 1e6).toFixed(1),
      multiplyAddsM: (multiplyAdds(architecture) / 1e6).toFixed(0),
    }).toEqual(published)
  })

  /** Of all multiples of 8 that are not more than a tenth below a quarter the nearest, the larger of two. */
  const squeezed = (wide: number): number => {
    const wanted = Math.floor(wide / 4)
    const [nearest = 0] = Array.from({ length: 100 }, (_, index) => 8 * (index + 1))
      .filter((multiple) => multiple >= 0.9 * wanted)
      .sort((one, other) => Math.abs(one - wanted) - Math.abs(other - wanted) || other - one)
    return nearest
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
        if (squeezes) total += 2 * wide * squeezed(wide) + squeezed(wide) + wide
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
    [
      good.replace('e=6660', 'e=6663'),
      `slots past the depth of their stage have 0; the same network is written "${good}".`,
    ],
    [good.replace('ks=7770', 'ks=7777'), `the same network is written "${good}".`],
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

describe('keyOfRow', () => {
  test('finds all rows of a drawn network in a table, whatever they have in slots that are not used', () => {
    const drawn = [...space.sample({ seed: 7, count: 40 })]
    const rowsOf = (key: string) => {
      const { kernels, expansions, depths, resolution } = parseKey(key)
      return ['3', '5', '7'].map((kernel, fill) => ({
        kernels: kernels.replaceAll('0', kernel),
        expansions: expansions.replaceAll('0', '463'.charAt(fill)),
        depths,
        resolution,
      }))
    }
    const table = new Map<string, object[]>()
    for (const fill of [2, 0, 1])
      for (const { key: drawnKey } of drawn) {
        const row = rowsOf(drawnKey)[fill]!
        const key = keyOfRow(row.kernels, row.expansions, row.depths, row.resolution)
        table.set(key, [...(table.get(key) ?? []), row])
      }
    expect(table.size).toBe(40)
    for (const { key, architecture } of drawn) {
      const found = space.keyOf(architectureOf(canonicalGraph(architecture), 'nameless'))!
      const [first, second, third] = rowsOf(key)
      expect(table.get(found)).toEqual([third, first, second])
    }
  })
})

describe.skipIf(!isThere)('the public table of once-for-all', () => {
  const lines = isThere ? gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n').slice(1) : []
  const rows = lines.map((line) => {
    const [, kernels = '', expansions = '', depths = '', resolution] = line.split(',')
    return { kernels, expansions, depths, resolution: Number(resolution) }
  })
  const keyOf = ({ kernels, expansions, depths, resolution }: (typeof rows)[number]) =>
    keyOfRow(kernels, expansions, depths, resolution)

  test('has 5,000 different subnets of the space', () => {
    const keys = rows.map(keyOf)
    expect(keys).toHaveLength(5000)
    expect(keys.map((key) => keyText(parseKey(key)))).toEqual(keys)
    expect(new Set(keys).size).toBe(5000)
  })

  test('has rows whose networks are those of their keys, and no others', () => {
    const ids = new Set<string>()
    const sample = rows.filter((_, index) => index % 50 === 0)
    for (const row of sample) {
      const asTold = network(row)
      expect(inferShapes(asTold).get(asTold.outputs[0]!)).toEqual([1000])
      expect(architectureId(asTold)).toBe(architectureId(space.fromKey(keyOf(row))))
      expect(space.keyOf(asTold)).toBe(keyOf(row))
      ids.add(architectureId(asTold))
    }
    expect(ids.size).toBe(sample.length)
  })
})
