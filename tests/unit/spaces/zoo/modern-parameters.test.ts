import { describe, expect, test } from 'vitest'
import { costs, trainableParameters } from '../../../../src/architecture/cost.ts'
import type { Architecture } from '../../../../src/architecture/graph.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import { convnextNetworks } from '../../../../src/spaces/zoo/convnext.ts'
import { efficientnetV2Networks } from '../../../../src/spaces/zoo/efficientnet-v2.ts'
import { fastvitNetworks } from '../../../../src/spaces/zoo/fastvit.ts'
import { mobilenetV4Networks } from '../../../../src/spaces/zoo/mobilenet-v4.ts'
import { mobileoneNetworks } from '../../../../src/spaces/zoo/mobileone.ts'
import { unet, unetNetworks } from '../../../../src/spaces/zoo/unet.ts'
import { yolov8Networks } from '../../../../src/spaces/zoo/yolov8.ts'

const networks = new Map(
  [
    ...mobilenetV4Networks,
    ...efficientnetV2Networks,
    ...convnextNetworks,
    ...mobileoneNetworks,
    ...fastvitNetworks,
    ...yolov8Networks,
    ...unetNetworks,
  ].map(({ name, build }) => [name, build]),
)

function build(name: string, size = 224): Architecture {
  const builder = networks.get(name)
  if (!builder) throw new RangeError(`There is no network "${name}".`)
  return builder({ size })
}

const outputShapes = (architecture: Architecture) => {
  const shapes = inferShapes(architecture)
  return architecture.outputs.map((output) => shapes.get(output))
}

/** Multiply-adds of convolutions and dense layers. */
function multiplyAdds(architecture: Architecture): number {
  const all = costs(architecture)
  return architecture.nodes.reduce((sum, { name, operation }) => {
    const multiplies = ['conv2d', 'depthwiseConv2d', 'dense'].includes(operation.kind)
    return sum + (multiplies ? (all.get(name)?.flops ?? 0) / 2 : 0)
  }, 0)
}

/** Learnt scales a channel (layer scale) of a network's blocks, which ours has in the weights of a convolution. */
const scales = (depths: readonly number[], width: number) =>
  depths.reduce((sum, depth, stage) => sum + depth * width * 2 ** stage, 0)

/**
 * Trainable parameters, learnt scales among them, and multiply-adds of convolutions and dense layers for inputs of 224,
 * 65 and 320 pixels, counted in timm 1.0.29: `mobileone_s0` and the FastViTs after `reparameterize_model`,
 * `tf_efficientnetv2_b0` for EfficientNet V2. Keras has the
 * same 7,139,704 for the latter, the papers 3.8 M for MobileNet V4 Conv Small and 2.1 M for MobileOne.
 */
const timm = {
  mobilenetv4_conv_small: [3_774_024, 0, 186_005_568, 25_827_936, 376_992_000],
  mobilenetv4_conv_medium: [9_715_512, 0, 827_649_984, 114_605_072, 1_686_470_400],
  convnext_atto: [3_695_520, scales([2, 2, 6, 2], 40), 547_332_480, 44_974_080, 1_116_672_000],
  convnext_femto: [5_217_784, scales([2, 2, 6, 2], 48), 779_629_824, 63_995_904, 1_590_681_600],
  mobileone_s0: [2_078_504, 0, 275_110_400, 32_984_352, 560_384_000],
  fastvit_t8: [3_996_040, scales([2, 2, 4, 2], 48), 524_773_248, 65_904_288, 1_070_089_728],
  // Blocks with attention have two learnt scales.
  fastvit_sa12: [11_545_320, scales([2, 2, 6, 4], 64), 1_477_031_936, 192_534_912, 3_013_148_672],
  efficientnetv2_b0: [7_139_704, 0, 718_086_176, 92_035_328, 1_463_076_224],
} as const

describe.each(Object.entries(timm))('%s', (name, [parameters, learntScales, ...work]) => {
  test('has the published parameters', () => {
    expect(trainableParameters(build(name)) + learntScales).toBe(parameters)
  })

  test('has the multiply-adds of the original at every size', () => {
    expect([224, 65, 320].map((size) => multiplyAdds(build(name, size)))).toEqual(work)
  })
})

describe('yolov8n', () => {
  test('has the published parameters: those with gradients, for 80 classes', () => {
    expect(trainableParameters(build('yolov8n'))).toBe(3_157_184)
  })

  test('has the published parameters of layers 0 to 9 as its backbone', () => {
    const layers = [464, 4_672, 7_360, 18_560, 49_664, 73_984, 197_632, 295_424, 460_288, 164_608]
    const published = layers.reduce((sum, parameters) => sum + parameters)
    expect(trainableParameters(build('yolov8n_backbone'))).toBe(published)
  })

  test('has about the published 8.7 GFLOP at 640 pixels, which hold elementwise work too', () => {
    const gigaflops = (2 * multiplyAdds(build('yolov8n', 640))) / 1e9
    expect(gigaflops).toBeGreaterThan(8.5)
    expect(gigaflops).toBeLessThan(8.75)
  })

  test.each([
    [320, [40, 20, 10]],
    [65, [9, 5, 3]],
    [32, [4, 2, 1]],
  ])('gives maps of 1/8, 1/16 and 1/32 of %i pixels', (size, sides) => {
    const channelsOf = { yolov8n: [144, 144, 144], yolov8n_backbone: [64, 128, 256] }
    for (const [name, channels] of Object.entries(channelsOf))
      expect(outputShapes(build(name, size))).toEqual(sides.map((side, map) => [side, side, channels[map]]))
  })
})

describe('unet', () => {
  // Pytorch-UNet's UNet(n_channels=3, n_classes=1, bilinear=True); with transposed convolutions it has 31,037,633.
  test('has the published parameters at full width, resized bilinearly', () => {
    expect(trainableParameters(unet())).toBe(17_262_977)
  })

  /**
   * By hand, in channels b of the first map, convolutions of 3x3 as (before, after), figure 1 of the paper with eight
   * times b at the bottom: weights by b^2 and by b (the image has 3 channels), two batch norms' numbers a channel.
   */
  test.each([
    [16, 1_080_929],
    [32, 4_318_401],
    [64, 17_262_977],
  ])('has the parameters that are counted by hand: %i channels', (b, counted) => {
    const down = [1 * 1, 1 * 2, 2 * 2, 2 * 4, 4 * 4, 4 * 8, 8 * 8, 8 * 8, 8 * 8]
    const up = [16 * 8, 8 * 4, 8 * 4, 4 * 2, 4 * 2, 2 * 1, 2 * 1, 1 * 1]
    const channels = [1, 1, 2, 2, 4, 4, 8, 8, 8, 8, 8, 4, 4, 2, 2, 1, 1, 1]
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
    const byHand = 9 * b * b * sum([...down, ...up]) + 9 * 3 * b + 2 * b * sum(channels) + (b + 1)
    expect(byHand).toBe(counted)
    expect(trainableParameters(b === 64 ? unet() : build(`unet_${b}`))).toBe(byHand)
  })

  test.each([32, 33, 65, 97, 320])('gives a map of scores as large as an image of %i pixels', (size) => {
    expect(outputShapes(build('unet_16', size))).toEqual([[size, size, 1]])
  })
})

test('modern classifiers give 1000 scores at any size', () => {
  for (const name of Object.keys(timm))
    for (const size of [32, 33, 512]) expect(outputShapes(build(name, size))).toEqual([[1000]])
})
