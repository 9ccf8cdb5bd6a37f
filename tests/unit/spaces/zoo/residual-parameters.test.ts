import { describe, expect, test } from 'vitest'
import { trainableParameters } from '../../../../src/architecture/cost.ts'
import { inferShapes } from '../../../../src/architecture/shapes.ts'
import { bagnetNetworks } from '../../../../src/spaces/zoo/bagnet.ts'
import { densenetNetworks } from '../../../../src/spaces/zoo/densenet.ts'
import { diracnetNetworks } from '../../../../src/spaces/zoo/diracnet.ts'
import { dlaNetworks } from '../../../../src/spaces/zoo/dla.ts'
import { hardnetNetworks } from '../../../../src/spaces/zoo/hardnet.ts'
import { hrnetNetworks } from '../../../../src/spaces/zoo/hrnet.ts'
import { inceptionNetworks } from '../../../../src/spaces/zoo/inception.ts'
import { peleenetNetworks } from '../../../../src/spaces/zoo/peleenet.ts'
import { preresnetNetworks } from '../../../../src/spaces/zoo/preresnet.ts'
import { regnetNetworks } from '../../../../src/spaces/zoo/regnet.ts'
import { resnetNetworks } from '../../../../src/spaces/zoo/resnet.ts'
import { resnextNetworks } from '../../../../src/spaces/zoo/resnext.ts'
import { sepreresnetNetworks } from '../../../../src/spaces/zoo/sepreresnet.ts'
import { seresnetNetworks } from '../../../../src/spaces/zoo/seresnet.ts'
import { vovnetNetworks } from '../../../../src/spaces/zoo/vovnet.ts'

/** Trainable parameters that pytorchcv's model files assert; resnet18, resnet50 and densenet are torchvision's too. */
const published: Readonly<Record<string, number>> = {
  resnet10: 5_418_792,
  resnet12: 5_492_776,
  resnet14: 5_788_200,
  resnet16: 6_968_872,
  resnet18: 11_689_512,
  resnet18_w3d4: 8_476_056,
  resnet18_wd2: 5_804_296,
  resnet18_wd4: 3_937_400,
  resnetbc14b: 10_064_936,
  resnetbc26b: 15_995_176,
  resnet50: 25_557_032,
  preresnet10: 5_417_128,
  preresnet12: 5_491_112,
  preresnet14: 5_786_536,
  preresnet16: 6_967_208,
  preresnet18: 11_687_848,
  preresnet18_w3d4: 8_473_784,
  preresnet18_wd2: 5_802_440,
  preresnet18_wd4: 3_935_960,
  preresnetbc14b: 10_057_384,
  preresnetbc26b: 15_987_624,
  seresnet10: 5_463_332,
  seresnet12: 5_537_896,
  seresnet14: 5_835_504,
  seresnet16: 7_024_640,
  seresnet18: 11_778_592,
  sepreresnet10: 5_461_668,
  sepreresnet12: 5_536_232,
  sepreresnet14: 5_833_840,
  sepreresnet16: 7_022_976,
  sepreresnet18: 11_776_928,
  resnext14_16x4d: 7_127_336,
  resnext14_32x4d: 9_411_880,
  resnext26_16x4d: 10_119_976,
  resnext26_32x4d: 15_389_480,
  bagnet9: 15_688_744,
  bninception: 11_295_240,
  densenet121: 7_978_856,
  densenet169: 14_149_480,
  diracnet18v2: 11_511_784,
  dla46c: 1_301_400,
  hardnet39ds: 3_488_228,
  hardnet68ds: 4_180_602,
  hrnet_w18_small_v1: 13_187_464,
  hrnet_w18_small_v2: 15_597_464,
  peleenet: 2_802_248,
  regnetx002: 2_684_792,
  regnetx004: 5_157_512,
  regnetx006: 6_196_040,
  regnetx008: 7_259_656,
  regnetx016: 9_190_136,
  regnety002: 3_162_996,
  regnety004: 4_344_144,
  regnety006: 6_055_160,
  regnety008: 6_263_168,
  regnety016: 11_202_430,
  vovnet27s: 3_525_736,
}

const networks = [
  ...resnetNetworks,
  ...preresnetNetworks,
  ...seresnetNetworks,
  ...sepreresnetNetworks,
  ...resnextNetworks,
  ...bagnetNetworks,
  ...inceptionNetworks,
  ...densenetNetworks,
  ...diracnetNetworks,
  ...dlaNetworks,
  ...hardnetNetworks,
  ...hrnetNetworks,
  ...peleenetNetworks,
  ...regnetNetworks,
  ...vovnetNetworks,
]

describe('the residual and dense families of the zoo', () => {
  test('are these networks', () => {
    expect(networks.map(({ name }) => name).sort()).toEqual(Object.keys(published).sort())
  })

  test.each(networks)('$name has the published parameters', ({ name, build }) => {
    expect(trainableParameters(build({}))).toBe(published[name])
  })

  test.each([32, 65, 320, 512])(
    'are built for %i pixels, with the same parameters and 1000 scores',
    (size) => {
      for (const { name, build } of networks) {
        const architecture = build({ size })
        expect([name, trainableParameters(architecture)]).toEqual([name, published[name]])
        expect(architecture.outputs.map((output) => inferShapes(architecture).get(output))).toEqual([[1000]])
      }
    },
  )

  test('are called by their names or by what the options say', () => {
    for (const { name, build } of networks)
      expect([build({}).label, build({ label: 'other' }).label]).toEqual([name, 'other'])
  })

  test('are built at every input size', () => {
    for (let size = 32; size <= 512; size++)
      for (const { build } of [
        ...bagnetNetworks,
        ...inceptionNetworks,
        ...dlaNetworks,
        ...hrnetNetworks,
        ...peleenetNetworks,
        ...vovnetNetworks,
      ])
        build({ size })
  })
})
