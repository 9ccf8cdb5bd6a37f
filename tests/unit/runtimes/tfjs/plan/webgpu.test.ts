import { afterAll, describe, expect, it } from 'vitest'
import { Builder, type ConvOptions, type Value } from '../../../../../src/architecture/builder.ts'
import type { PlannedDevice } from '../../../../../src/runtimes/kernel.ts'
import { startPlanner } from '../../../../../src/runtimes/tfjs/plan/planner.ts'
import { zooSpace } from '../../../../../src/spaces/zoo/space.ts'

const anyDevice: PlannedDevice = { limits: {}, gpuVendor: '', gpuArchitecture: '', flags: {} }
let planner = await startPlanner('webgpu', anyDevice)
afterAll(() => planner.close())

/** Plans for another device from now on. */
async function planFor(device: PlannedDevice): Promise<void> {
  planner.close()
  planner = await startPlanner('webgpu', device)
}

async function planned(shape: readonly number[], build: (b: Builder, x: Value) => Value) {
  const b = new Builder('test')
  return planner.plan(b.build(build(b, b.input(shape))), 'on')
}
const programs = async (shape: readonly number[], build: (b: Builder, x: Value) => Value) =>
  (await planned(shape, build)).map(({ program }) => program)

const conv = (filters: number, options: ConvOptions) => (b: Builder, x: Value) =>
  b.convNorm(x, filters, options, 'relu')
const dense = (units: number) => (b: Builder, x: Value) => b.activation(b.dense(x, units), 'relu')

/** Convolutions of `SAME` padding with bias and relu, as Dawn's null backend was seen to be asked for them. */
describe('the programs that TF.js chooses', () => {
  it.each<[string, readonly number[], (b: Builder, x: Value) => Value, readonly string[]]>([
    ['a stem', [224, 224, 3], conv(32, { kernel: 3, stride: 2 }), ['Conv2DMMProgram']],
    ['channels that do not divide by 4', [56, 56, 62], conv(64, { kernel: 3 }), ['Conv2DMMProgram']],
    ['1x1 with stride 2', [56, 56, 64], conv(128, { stride: 2 }), ['Conv2DMMProgram']],
    ['1x1', [56, 56, 64], conv(128, {}), ['MatMulPackedProgram']],
    ['1x1 on a small map', [7, 7, 960], conv(320, {}), ['MatMulPackedProgram']],
    [
      '3x3 on a very small map',
      [4, 4, 64],
      conv(64, { kernel: 3 }),
      ['Im2ColProgram', 'MatMulSmallOutputSizeProgram'],
    ],
    [
      '3x3 with a long inner dimension: fusion is broken up',
      [4, 4, 256],
      conv(64, { kernel: 3 }),
      ['Im2ColProgram', 'FillProgram', 'MatMulSplitKProgram', 'BiasActivationProgram'],
    ],
    ['3x3 of few outputs', [2, 2, 16], conv(8, { kernel: 3 }), ['Im2ColProgram', 'MatMulReduceProgram']],
    ['the whole map at once', [7, 7, 64], conv(64, { kernel: 7, padding: 'valid' }), ['MatMulReduceProgram']],
    ['dense 2048 to 64', [2048], dense(64), ['MatMulReduceProgram']],
    [
      'dense 4096 to 256',
      [4096],
      dense(256),
      ['FillProgram', 'MatMulSplitKProgram', 'BiasActivationProgram'],
    ],
    ['dense 1280 to 1000', [1280], dense(1000), ['MatMulPackedProgram']],
    [
      'depthwise of 64 channels',
      [28, 28, 64],
      (b, x) => b.depthwiseNorm(x, {}, 'relu'),
      ['DepthwiseConv2DVec4Program'],
    ],
    [
      'depthwise of 62 channels',
      [28, 28, 62],
      (b, x) => b.depthwiseNorm(x, {}, 'relu'),
      ['DepthwiseConv2DProgram'],
    ],
    [
      'depthwise on a 4x4 map',
      [4, 4, 64],
      (b, x) => b.depthwiseNorm(x, {}, 'relu'),
      ['DepthwiseConv2DProgram'],
    ],
    ['a mean over the map', [7, 7, 64], (b, x) => b.globalAvgPool(x), ['TransposeProgram', 'ReduceProgram']],
  ])('for %s', async (_, shape, build, expected) => {
    // A mean is transposed and reduced twice where the pool is whole; other operations are as listed.
    expect((await programs(shape, build)).slice(0, expected.length)).toEqual(expected)
  })

  it('for a grouped convolution: a slice and a convolution each, then the concat', async () => {
    const grouped = await programs([28, 28, 64], conv(64, { kernel: 3, groups: 4 }))
    expect(grouped).toEqual([
      ...Array.from({ length: 4 }, () => ['SliceProgram', 'Conv2DMMProgram']).flat(),
      'ConcatProgram',
    ])
  })

  it('name the nodes that they compute', async () => {
    const plan = await planned([4, 4, 256], conv(64, { kernel: 3 }))
    for (const { nodes } of plan) expect(nodes).toEqual(['conv2d1', 'batchNorm2', 'activation3'])
    // What a kernel calls as a function (the fill) belongs to it.
    expect(new Set(plan.map(({ kernel }) => kernel))).toEqual(new Set(['FusedConv2D']))
  })
})

describe('the form of a program', () => {
  it.each<[readonly number[], (b: Builder, x: Value) => Value, string]>([
    [[224, 224, 3], conv(32, { kernel: 3, stride: 2 }), 'vec4 4x4x1 inner 3 whole rows+columns'],
    [[56, 56, 62], conv(64, { kernel: 3 }), 'scalar 2x2x1 whole rows+columns'],
    [[7, 7, 960], conv(320, {}), 'vec4 4x4x1 whole columns+inner'],
  ])('%j', async (shape, build, expected) => {
    const [first] = await planned(shape, build)
    expect(first!.variant).toBe(expected)
  })

  it('tells operands that are shared, or read one value at a time', async () => {
    const forms = async (build: (b: Builder, x: Value) => Value) =>
      (await planned([8, 8, 16], build)).map(({ program, variant }) => `${program} ${variant}`)
    expect(await forms((b, x) => b.mul(x, x))).toEqual(['BinaryOpProgram vec4'])
    expect(await forms((b, x) => b.activation(x, 'hardSigmoid'))).toEqual([
      'BinaryOpProgram vec4 of 4x1',
      'UnaryOpProgram ',
      'BinaryOpProgram vec4 of 4x1',
    ])
  })
})

describe('a plan for another device', () => {
  it('follows its vendor: Intel of generation 12 takes smaller matrix products apart', async () => {
    const small = conv(160, {})
    expect(await programs([7, 7, 64], small)).toEqual(['MatMulPackedProgram'])
    await planFor({ ...anyDevice, gpuVendor: 'intel', gpuArchitecture: 'gen-12lp' })
    expect(await programs([7, 7, 64], small)).toEqual(['MatMulSmallOutputSizeProgram'])
    await planFor(anyDevice)
  })

  it('follows its limits: a dispatch that is too long is spread over two axes', async () => {
    const long = (b: Builder, x: Value) => b.activation(x, 'tanh')
    const [flat] = await planned([256, 256, 64], long)
    await planFor({ ...anyDevice, limits: { maxComputeWorkgroupsPerDimension: 1024 } })
    const [spread] = await planned([256, 256, 64], long)
    await planFor(anyDevice)
    expect(flat!.dispatch.slice(1)).toEqual([1, 1])
    expect(Math.max(...spread!.dispatch)).toBeLessThanOrEqual(1024)
    expect(spread!.dispatch[1]).toBeGreaterThan(1)
  })

  it.each([{ maxComputeWorkgroupsPerDimension: 0 }, { maxComputeWorkgroupSizeX: -1 }, { absurd: NaN }])(
    'takes the guaranteed limits instead of %o',
    async (limits) => {
      const usual = await planned([56, 56, 64], conv(64, { kernel: 3 }))
      await planFor({ ...anyDevice, limits })
      expect(await planned([56, 56, 64], conv(64, { kernel: 3 }))).toEqual(usual)
      await planFor(anyDevice)
    },
  )
})

it('follows the flags of the device, and leaves those of TF.js as they were', async () => {
  const { env } = await import('@tensorflow/tfjs-core')
  const before = { ...env().getFlags() }
  await planFor({ ...anyDevice, flags: { WEBGPU_CONV_SEPARATE_IM2COL_SHADER: true, WEBGL_PACK: false } })
  expect(await programs([56, 56, 64], conv(64, { kernel: 3 }))).toEqual([
    'Im2ColProgram',
    'MatMulPackedProgram',
  ])
  expect(env().getFlags()).toEqual(before)
  await planFor({ ...anyDevice, flags: { WEBGPU_MATMUL_PROGRAM_TYPE: 'tiled', NO_SUCH_FLAG: 7 } })
  expect(await programs([56, 56, 64], conv(64, { kernel: 3 }))).toEqual(['Conv2DMMProgram'])
  expect(env().getFlags()).toEqual(before)
  await planFor(anyDevice)
})

it('a plan makes no weights and leaves no tensor behind', async () => {
  const { memory } = await import('@tensorflow/tfjs-core')
  const before = memory().numTensors
  const plan = await planner.plan(zooSpace.fromKey('resnet50'), 'on')
  expect(plan.length).toBeGreaterThan(60)
  expect(memory().numTensors).toBe(before)
})
