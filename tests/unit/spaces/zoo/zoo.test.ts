import { describe, expect, test } from 'vitest'
import { nearestName } from '../../../../src/spaces/zoo/nearest.ts'
import { networks } from '../../../../src/spaces/zoo/networks.ts'
import { zooKey, zooSpace } from '../../../../src/spaces/zoo/space.ts'

describe('the zoo', () => {
  test('has distinct names that are their own keys', () => {
    const names = networks.flatMap(({ name, aliases = [] }) => [name, ...aliases])
    expect(new Set(names).size).toBe(names.length)
    for (const { name } of networks) expect(zooSpace.fromKey(name).label).toBe(name)
  })

  test('finds a network by its other names', () => {
    expect(zooSpace.fromKey('mobilenet_v1')).toEqual(zooSpace.fromKey('mobilenet_w1'))
    expect(zooSpace.fromKey('squeezenet1_1,size=96')).toEqual(zooSpace.fromKey('squeezenet_v1_1,size=96'))
    for (const { name, aliases = [] } of networks)
      for (const alias of aliases) expect(zooSpace.fromKey(alias).label).toBe(name)
  })

  test('draws all its networks once, in an order that the seed gives', () => {
    const keys = [...zooSpace.sample({ seed: 1, count: 1000 })].map(({ key }) => key)
    expect([...keys].sort()).toEqual(networks.map(({ name }) => name).sort())
  })
})

describe('a key of the zoo', () => {
  test('may name an input size', () => {
    const architecture = zooSpace.fromKey('mobilenet_v2,size=96')
    expect(architecture.label).toBe('mobilenet_v2,size=96')
    expect(architecture.nodes[0]?.operation).toEqual({ kind: 'input', shape: [96, 96, 3] })
  })

  test('is written by zooKey, without the usual size', () => {
    expect(zooKey('mobilenet_v2', null)).toBe('mobilenet_v2')
    expect(zooKey('mobilenet_v2', 224)).toBe('mobilenet_v2')
    expect(zooKey('mobilenet_v1', 96)).toBe('mobilenet_v1,size=96')
    expect(zooSpace.fromKey(zooKey('mobilenet_v1', 96)).label).toBe('mobilenet_w1,size=96')
  })

  test.each([
    ['mobilnet_v2', 'The zoo has no network "mobilnet_v2". The nearest name is "mobilenet_v2".'],
    ['ResNet50', 'The zoo has no network "ResNet50". The nearest name is "resnet50".'],
    ['', 'The zoo has no network "".'],
    ['constructor', 'The zoo has no network "constructor".'],
    [
      'resnet18,width=2',
      '"resnet18,width=2" is no key of the zoo: after the name only one "size=" may follow.',
    ],
    ['resnet18,size=96,size=96', 'only one "size=" may follow'],
    ['resnet18,', 'only one "size=" may follow'],
    ['resnet18,size=', 'the size is a whole number from 32 to 512, not "".'],
    ['resnet18,size=1e2', 'not "1e2"'],
    ['resnet18,size=31', 'the size is a whole number from 32 to 512, not 31.'],
    [
      'resnet18,size=224',
      '"resnet18,size=224" is no key of the zoo: the same network is written "resnet18".',
    ],
  ])('is refused where it is "%s"', (key, message) => {
    expect(() => zooSpace.fromKey(key)).toThrow(RangeError)
    expect(() => zooSpace.fromKey(key)).toThrow(message)
  })
})

describe('nearestName', () => {
  test('counts insertions, deletions and exchanges', () => {
    const names = ['resnet18', 'resnet50', 'densenet121']
    expect(nearestName('resnet5', names)).toBe('resnet50')
    expect(nearestName('xresnet18', names)).toBe('resnet18')
    expect(nearestName('densnet-121', names)).toBe('densenet121')
  })

  test('looks only at the beginning of an endless text', () => {
    expect(nearestName('a'.repeat(1e6), ['abc', 'a'.repeat(60)])).toBe('a'.repeat(60))
  })

  test('needs names', () => {
    expect(() => nearestName('x', [])).toThrow(RangeError)
  })
})
