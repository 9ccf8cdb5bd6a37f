import { describe, expect, it } from 'vitest'
import { Builder, type Value } from '../../../../../src/architecture/builder.ts'
import type { PlannedDevice } from '../../../../../src/runtimes/kernel.ts'
import { startPlanner } from '../../../../../src/runtimes/tfjs/plan/planner.ts'
import { zooSpace } from '../../../../../src/spaces/zoo/space.ts'

const anyDevice: PlannedDevice = { limits: {}, gpuVendor: '', gpuArchitecture: '', flags: {} }

async function planned(
  build: (b: Builder, x: Value) => Value,
  device: Partial<PlannedDevice> = {},
  shape: readonly number[] = [8, 8, 8],
) {
  const planner = await startPlanner('webgl', { ...anyDevice, ...device })
  const b = new Builder('test')
  try {
    return await planner.plan(b.build(build(b, b.input(shape))), 'on')
  } finally {
    planner.close()
  }
}
const programs = async (...request: Parameters<typeof planned>) =>
  (await planned(...request)).map(({ program, variant }) => `${program} ${variant}`)

/** As they were observed on an H200 and on SwiftShader. */
describe('the programs that TF.js draws', () => {
  it('for a convolution: columns, then a product', async () => {
    expect(await programs((b, x) => b.convNorm(x, 8, { kernel: 3 }, 'relu'))).toEqual([
      'Im2ColPackedProgram packed',
      'MatMulPackedProgram packed',
    ])
  })

  it('for one of an odd width: with a reshape, because rows of the product are no rows of the map', async () => {
    const odd = await programs((b, x) => b.convNorm(x, 8, { kernel: 3 }, 'relu'), {}, [9, 11, 8])
    expect(odd.at(-1)).toBe('ReshapePackedProgram packed')
  })

  it('for a grouped convolution of 4: 13', async () => {
    const all = await programs((b, x) => b.convNorm(x, 8, { kernel: 3, groups: 4 }, 'relu'))
    expect(all).toHaveLength(13)
    expect(all.filter((program) => program.startsWith('SlicePacked'))).toHaveLength(4)
    expect(all.at(-1)).toBe('ConcatPackedProgram packed')
  })

  it('without those that bring weights onto the GPU, which the first run draws', async () => {
    const all = await programs((b, x) => b.depthwiseNorm(b.convNorm(x, 8, {}, 'prelu'), {}, 'relu'))
    expect(all.join()).not.toContain('Encode')
  })

  it('with those that change a layout between two operations', async () => {
    expect(await programs((b, x) => b.resize(b.conv(x, 8), [18, 22], 'nearest'))).toContain(
      'ResizeNearestNeighborPackedProgram packed',
    )
    // A pool reads one value of a texel, a convolution writes four.
    expect(await programs((b, x) => b.maxPool(b.conv(x, 8), { kernel: 2 }))).toEqual([
      expect.stringContaining('MatMulPackedProgram'),
      'UnpackProgram unpacking',
      'Pool2DProgram unpacked',
    ])
  })
})

describe('a plan for another device', () => {
  const conv = (b: Builder, x: Value) => b.convNorm(x, 8, { kernel: 3 }, 'relu')

  it('follows its flags', async () => {
    expect(await programs(conv, { flags: { WEBGL_CONV_IM2COL: false } })).toContain('Conv2DProgram unpacked')
  })

  it('follows how many textures a program may read', async () => {
    const wide = (b: Builder, x: Value) => b.concat(...Array.from({ length: 10 }, () => b.conv(x, 2)))
    const concats = async (device: Partial<PlannedDevice>) =>
      (await programs(wide, device)).filter((program) => program.startsWith('Concat')).length
    expect(await concats({})).toBe(1)
    // Eight and two, then both.
    expect(await concats({ flags: { WEBGL_MAX_TEXTURES_IN_SHADER: 8 } })).toBe(3)
  })

  it('follows its largest texture: a long row is folded', async () => {
    const long = (b: Builder, x: Value) => b.activation(b.flatten(x), 'tanh')
    const key = async (device: Partial<PlannedDevice>) =>
      (await planned(long, device, [64, 64, 2])).map(({ shaderKey }) => shaderKey)
    expect(await key({ limits: { maxTextureSize: 16_384 } })).not.toEqual(
      await key({ limits: { maxTextureSize: 4096 } }),
    )
    // The flag says it too, and is what TF.js asks.
    expect(
      await key({ limits: { maxTextureSize: 4096 }, flags: { WEBGL_MAX_TEXTURE_SIZE: 16_384 } }),
    ).toEqual(await key({ limits: { maxTextureSize: 16_384 } }))
  })

  it.each([
    { limits: { maxTextureSize: -1 } },
    { limits: { maxTextureSize: NaN } },
    { limits: { maxTextureSize: 1 } },
    { flags: { WEBGL_MAX_TEXTURE_SIZE: 0.5 } },
    { flags: { WEBGL_MAX_TEXTURES_IN_SHADER: 0 } },
    { flags: { WEBGL_MAX_TEXTURES_IN_SHADER: 1 } },
    { flags: { WEBGL_MAX_TEXTURES_IN_SHADER: 1e9 } },
    { flags: { WEBGL_PACK: 'perhaps', WEBGL_VERSION: 7, WEBGL_CPU_FORWARD: true, NO_SUCH_FLAG: 1 } },
    { flags: { WEBGL_FLUSH_THRESHOLD: -20, WEBGL_SIZE_UPLOAD_UNIFORM: Infinity } },
  ])('takes what WebGL 2 guarantees instead of %j', async (device) => {
    const wide = (b: Builder, x: Value) => b.concat(...Array.from({ length: 17 }, () => b.conv(x, 2)))
    expect(await planned(wide, device)).toEqual(await planned(wide))
  })
})

it('a plan leaves no tensor and no flag behind, and is the same again', async () => {
  const { env, memory } = await import('@tensorflow/tfjs-core')
  const planner = await startPlanner('webgl', anyDevice)
  const before = { tensors: memory().numTensors, flags: { ...env().getFlags() } }
  const network = zooSpace.fromKey('mobilenet_v2,size=64')
  const plan = await planner.plan(network, 'on')
  expect(plan.length).toBeGreaterThan(60)
  expect(await planner.plan(network, 'on')).toEqual(plan)
  expect({ tensors: memory().numTensors, flags: env().getFlags() }).toEqual(before)
  planner.close()
})

it('plans of several devices take turns', async () => {
  const small = await startPlanner('webgl', { ...anyDevice, flags: { WEBGL_PACK_DEPTHWISECONV: false } })
  const usual = await startPlanner('webgl', anyDevice)
  const webgpu = await startPlanner('webgpu', anyDevice)
  const network = zooSpace.fromKey('mobilenet_v2,size=32')
  const all = () => Promise.all([small, usual, webgpu, small].map((planner) => planner.plan(network, 'on')))
  const [one, two, three, again] = await all()
  expect(await all()).toEqual([one, two, three, again])
  expect(again).toEqual(one)
  expect(one).not.toEqual(two)
  for (const planner of [small, usual, webgpu]) planner.close()
})
