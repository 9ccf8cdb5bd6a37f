import { describe, expect, test } from 'vitest'
import { canonicalGraph } from '../../../../src/architecture/canonical.ts'
import { trainableParameters } from '../../../../src/architecture/cost.ts'
import { architectureId, architectureOf } from '../../../../src/architecture/identity.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import { settled } from '../../../../src/spaces/proxylessnas/choices.ts'
import { keyOf, parseKey } from '../../../../src/spaces/proxylessnas/key.ts'
import { proxylessnasSpace as space } from '../../../../src/spaces/proxylessnas/space.ts'
import { zooSpace } from '../../../../src/spaces/zoo/space.ts'

const stages = (...digits: string[]) => digits.join('')
/** Figure 4 of the paper. */
const published = {
  proxylessnas_mobile: [stages('2066', '4022', '5222', '3222', '5544', '5'), 4_080_512],
  proxylessnas_gpu: [`${stages('2666', '4066', '5266', '3026', '5553', '5')},widths=gpu`, 7_119_848],
  proxylessnas_cpu: [`${stages('1000', '1002', '1066', '3000', '3220', '3')},widths=cpu`, 4_361_648],
} as const

describe('the published networks', () => {
  test.each(Object.entries(published))('%s has the parameters of pytorchcv', (name, [key, parameters]) => {
    expect([name, trainableParameters(space.fromKey(key))]).toEqual([name, parameters])
  })

  test.each(Object.entries(published))('%s is that of the zoo', (name, [key]) => {
    expect(architectureId(space.fromKey(key))).toBe(architectureId(zooSpace.fromKey(name)))
  })
})

test('the space has 6 · (6 · 259)^5 networks', () => {
  // Six kinds of a first layer; then none to three of six: 1 + 6 + 36 + 216.
  expect(space.size).toBe(6 * (6 * 259) ** 5)
})

describe('a key', () => {
  const [digits] = published.proxylessnas_mobile

  test('has widths and size where they are not as usual', () => {
    for (const [key, widths, size] of [
      [digits, 'mobile', 224],
      [`${digits},size=64`, 'mobile', 64],
      [`${digits},widths=cpu`, 'cpu', 224],
      [`${digits},widths=gpu,size=96`, 'gpu', 96],
    ] as const) {
      expect(parseKey(key)).toEqual({ digits, widths, size })
      expect(keyOf({ digits, widths, size })).toBe(key)
      expect(space.fromKey(key).label).toBe(key)
      expect(inferShapes(space.fromKey(key)).get('input0')).toEqual([size, size, 3])
    }
  })

  test.each([
    ['', '21 digits'],
    [digits.slice(1), '21 digits'],
    [`${digits}0`, '21 digits'],
    [digits.replace('0', '7'), '21 digits'],
    [` ${digits}`, '21 digits'],
    [`${digits}\n`, '21 digits'],
    [`${digits},widths=mobile`, '21 digits'],
    [`${digits},widths=tpu`, '21 digits'],
    [`${digits},widths=cpu,widths=cpu`, '21 digits'],
    [`6${digits.slice(1)}`, 'the first layer of a stage cannot be skipped'],
    [`${digits.slice(0, 20)}6`, 'the first layer of a stage cannot be skipped'],
    [`2606${digits.slice(4)}`, `the same network is written "2066${digits.slice(4)}"`],
    [`${digits},size=64,widths=cpu`, 'not "64,widths=cpu"'],
    [`${digits},size=224`, `the same network is written "${digits}".`],
    [`${digits},size=31`, 'the size is a whole number from 32 to 512, not 31.'],
  ])('is refused where it is "%s"', (key, message) => {
    expect(() => space.fromKey(key)).toThrow(RangeError)
    expect(() => space.fromKey(key)).toThrow(`"${key}" names no network of ProxylessNAS`)
    expect(() => space.fromKey(key)).toThrow(message)
  })

  test('is found by the bottlenecks, whatever the network is called', () => {
    const drawn = [...space.sample({ seed: 4, count: 6, inputSize: 64 })].map(({ key }) => key)
    for (const key of [...drawn, ...Object.values(published).map(([known]) => known)])
      expect(space.keyOf(architectureOf(canonicalGraph(space.fromKey(key)), 'nameless'))).toBe(key)
    expect(space.keyOf(zooSpace.fromKey('proxylessnas_mobile'))).toBe(digits)
    expect(space.keyOf(zooSpace.fromKey('mobilenet_v2'))).toBeNull()
  })
})

test('draws are distinct and spelt with skips last', () => {
  const keys = [...space.sample({ seed: 1, count: 500 })].map(({ key }) => key)
  expect(new Set(keys).size).toBe(500)
  expect(keys.map(settled)).toEqual(keys)
})
