import { describe, expect, test } from 'vitest'
import { trainableParameters } from '../../../../src/architecture/cost.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import { nearestName } from '../../../../src/spaces/zoo/nearest.ts'
import { mobilenetV1 } from '../../../../src/spaces/zoo/mobilenet-v1.ts'
import { mobilenetV2 } from '../../../../src/spaces/zoo/mobilenet-v2.ts'
import { networks } from '../../../../src/spaces/zoo/networks.ts'
import { zooSpace } from '../../../../src/spaces/zoo/space.ts'

describe('the zoo', () => {
  /** Trainable parameters as published, and by whom. */
  const published: Readonly<Record<string, readonly [number, string]>> = {
    mobilenet_v1: [4_231_976, 'pytorchcv, Keras'],
    mobilenet_v2: [3_504_872, 'torchvision'],
    mobilenet_v3_large: [5_483_032, 'torchvision'],
    mobilenet_v3_small: [2_542_856, 'torchvision'],
    resnet18: [11_689_512, 'torchvision'],
    resnet50: [25_557_032, 'torchvision'],
    squeezenet1_0: [1_248_424, 'torchvision'],
    squeezenet1_1: [1_235_496, 'torchvision'],
    shufflenet_v2_x1_0: [2_278_604, 'torchvision'],
    efficientnet_b0: [5_288_548, 'torchvision'],
    mnasnet_b1: [4_383_312, 'torchvision, pytorchcv'],
    mnasnet_a1: [3_887_038, 'pytorchcv'],
    densenet121: [7_978_856, 'torchvision'],
    regnetx_002: [2_684_792, 'timm, pytorchcv'],
    ghostnet: [5_180_840, 'pytorchcv; timm has 5,182,840 with 5x5 shortcuts'],
  }

  test.each(networks.map(({ name, build }) => [name, build] as const))(
    '%s has the published parameters',
    (name, build) => {
      expect(trainableParameters(build({}))).toBe(published[name]?.[0])
    },
  )

  test('has as many parameters at every input size', () => {
    for (const { name, build } of networks)
      expect(trainableParameters(build({ size: 65 }))).toBe(published[name]?.[0])
  })

  test('has narrower networks: the published counts of width multipliers', () => {
    expect(trainableParameters(mobilenetV1({ width: 0.5 }))).toBe(1_331_592)
    expect(trainableParameters(mobilenetV1({ width: 0.25 }))).toBe(470_072)
    expect(trainableParameters(mobilenetV2({ width: 0.5 }))).toBe(1_968_680)
  })

  test('ends its maps as the originals do: 7x7 before the mean of 224 pixels, 13x13 for SqueezeNet', () => {
    for (const { name, build } of networks) {
      const architecture = build({})
      const shapes = inferShapes(architecture)
      const means = architecture.nodes.filter(({ operation }) => operation.kind === 'globalAvgPool')
      const [side] = shapes.get(means.at(-1)!.inputs[0]!)!
      expect([name, side]).toEqual([name, name.startsWith('squeezenet') ? 13 : 7])
    }
  })

  test('has distinct names that are their own keys', () => {
    expect(new Set(networks.map(({ name }) => name)).size).toBe(networks.length)
    for (const { name } of networks) expect(zooSpace.fromKey(name).label).toBe(name)
  })

  test('draws all its networks once, in an order that the seed gives', () => {
    const keys = [...zooSpace.sample({ seed: 1, count: 100 })].map(({ key }) => key)
    expect([...keys].sort()).toEqual(networks.map(({ name }) => name).sort())
  })
})

describe('a key of the zoo', () => {
  test('may name an input size', () => {
    const architecture = zooSpace.fromKey('mobilenet_v2,size=96')
    expect(architecture.label).toBe('mobilenet_v2,size=96')
    expect(architecture.nodes[0]?.operation).toEqual({ kind: 'input', shape: [96, 96, 3] })
    expect(zooSpace.fromKey('mobilenet_v2,size=224')).toEqual(zooSpace.fromKey('mobilenet_v2'))
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
