import { describe, expect, test } from 'vitest'
import { trainableParameters } from '../../../../src/architecture/cost.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import { efficientnetEdgeNetworks } from '../../../../src/spaces/zoo/efficientnet-edge.ts'
import { efficientnetNetworks } from '../../../../src/spaces/zoo/efficientnet.ts'
import { fbnetNetworks } from '../../../../src/spaces/zoo/fbnet.ts'
import { ghostnetNetworks } from '../../../../src/spaces/zoo/ghostnet.ts'
import { mnasnetNetworks } from '../../../../src/spaces/zoo/mnasnet.ts'
import { mobilenetV1Networks } from '../../../../src/spaces/zoo/mobilenet-v1.ts'
import { mobilenetV2Networks } from '../../../../src/spaces/zoo/mobilenet-v2.ts'
import { mobilenetV3Networks } from '../../../../src/spaces/zoo/mobilenet-v3.ts'
import { proxylessnasNetworks } from '../../../../src/spaces/zoo/proxylessnas.ts'
import { shufflenetV2Networks } from '../../../../src/spaces/zoo/shufflenet-v2.ts'
import { spnasnetNetworks } from '../../../../src/spaces/zoo/spnasnet.ts'
import { squeezenetNetworks } from '../../../../src/spaces/zoo/squeezenet.ts'

/**
 * Trainable parameters as published: by pytorchcv (the tests of its definitions) where no other name stands behind.
 * The counts of MobileNet V2b stand in its Chainer definitions, with the same network.
 */
const published: Readonly<Record<string, readonly [number, string?]>> = {
  mobilenet_w1: [4_231_976, 'pytorchcv, Keras'],
  mobilenet_w3d4: [2_585_560],
  mobilenet_wd2: [1_331_592],
  mobilenet_wd4: [470_072],
  mobilenetb_w1: [4_222_056],
  mobilenetb_w3d4: [2_578_120],
  mobilenetb_wd2: [1_326_632],
  mobilenetb_wd4: [467_592],
  fdmobilenet_w1: [2_901_288],
  fdmobilenet_w3d4: [1_833_304],
  fdmobilenet_wd2: [993_928],
  fdmobilenet_wd4: [383_160],
  mobilenet_v2: [3_504_872, 'torchvision'],
  mobilenetv2_w1: [3_504_960],
  mobilenetv2_w3d4: [2_627_592],
  mobilenetv2_wd2: [1_964_736],
  mobilenetv2_wd4: [1_516_392],
  mobilenetv2b_w1: [3_503_872],
  mobilenetv2b_w3d4: [2_626_968],
  mobilenetv2b_wd2: [1_964_448],
  mobilenetv2b_wd4: [1_516_312],
  mobilenet_v3_large: [5_483_032, 'torchvision'],
  mobilenet_v3_small: [2_542_856, 'torchvision'],
  mobilenetv3_large_w1: [5_481_752],
  mobilenetv3_large_w3d4: [4_263_496],
  mobilenetv3_large_w5d4: [7_459_144],
  mobilenetv3_large_w7d20: [2_943_080],
  mobilenetv3_large_wd2: [3_334_896],
  mobilenetv3_small_w1: [2_945_288],
  mobilenetv3_small_w3d4: [2_581_312],
  mobilenetv3_small_w5d4: [3_643_632],
  mobilenetv3_small_w7d20: [2_159_600],
  mobilenetv3_small_wd2: [2_288_976],
  efficientnet_b0: [5_288_548, 'torchvision'],
  efficientnet_edge_small_b: [5_438_392],
  efficientnet_edge_medium_b: [6_899_496],
  efficientnet_edge_large_b: [10_589_712],
  fbnet_cb: [5_572_200],
  ghostnet: [5_180_840, 'pytorchcv; timm has 5,182,840 with 5x5 shortcuts'],
  mnasnet_a1: [3_887_038],
  mnasnet_b1: [4_383_312, 'torchvision, pytorchcv'],
  proxylessnas_cpu: [4_361_648],
  proxylessnas_gpu: [7_119_848],
  proxylessnas_mobile: [4_080_512],
  proxylessnas_mobile14: [6_857_568],
  shufflenet_v2_x1_0: [2_278_604, 'torchvision'],
  spnasnet: [4_421_616],
  squeezenet_v1_0: [1_248_424, 'torchvision, pytorchcv'],
  squeezenet_v1_1: [1_235_496, 'torchvision, pytorchcv'],
  squeezeresnet_v1_0: [1_248_424],
  squeezeresnet_v1_1: [1_235_496],
}

const networks = [
  ...mobilenetV1Networks,
  ...mobilenetV2Networks,
  ...mobilenetV3Networks,
  ...efficientnetNetworks,
  ...efficientnetEdgeNetworks,
  ...fbnetNetworks,
  ...ghostnetNetworks,
  ...mnasnetNetworks,
  ...proxylessnasNetworks,
  ...shufflenetV2Networks,
  ...spnasnetNetworks,
  ...squeezenetNetworks,
]

describe.each(networks)('$name', ({ name, build }) => {
  test('has the published parameters at every input size', () => {
    for (const size of [224, 65, 32]) expect(trainableParameters(build({ size }))).toBe(published[name]?.[0])
  })

  test('ends its maps as the original does: 7x7 before the mean of 224 pixels, 13x13 for SqueezeNet', () => {
    const architecture = build({})
    const mean = architecture.nodes.findLast(({ operation }) => operation.kind === 'globalAvgPool')
    const [side] = inferShapes(architecture).get(mean?.inputs[0] ?? '') ?? []
    expect(side).toBe(name.startsWith('squeeze') ? 13 : 7)
  })

  test('gives 1000 scores for images from 32 to 512 pixels', () => {
    for (const size of [32, 33, 320, 512]) {
      const architecture = build({ size })
      expect(inferShapes(architecture).get(architecture.outputs[0] ?? '')).toEqual([1000])
    }
  })
})

test('published counts are of networks that there are', () => {
  expect(Object.keys(published).sort()).toEqual(networks.map(({ name }) => name).sort())
})
