import { describe, expect, it } from 'vitest'
import { browserTrial } from '../../../../src/prediction/evaluation/browser-kernels.ts'
import { timedNetworks, type TableRow } from '../../../../src/prediction/evaluation/browser-table.ts'
import { familyFolds, familyOf } from '../../../../src/prediction/evaluation/families.ts'
import { opwiseNetworks } from '../../../../src/prediction/evaluation/opwise-table.ts'
import { evaluateOpwise } from '../../../../src/prediction/evaluation/opwise.ts'
import { variantOfShaderKey } from '../../../../src/prediction/evaluation/shader-variant.ts'
import { codeOf, workOfOperation } from '../../../../src/prediction/features/operation-work.ts'
import { randomStream, uniform } from '../../../../src/spaces/random.ts'

/** Tables of a made-up GPU, in the columns of the published ones. */
function browserTables(count: number): { networks: TableRow[]; kernels: TableRow[] } {
  const random = randomStream(3)
  const [networks, kernels] = [[], []] as [TableRow[], TableRow[]]
  for (let name = 0; name < count; name++) {
    let sum = 0
    for (let seq = 0; seq < 8; seq++) {
      const [side, c, f] = [uniform(random, 7, 56), 4 * uniform(random, 2, 40), 4 * uniform(random, 2, 40)]
      const groups = [Math.ceil(f / 32), Math.ceil((side * side) / 32)]
      const time = 6 + 0.02 * Math.ceil((groups[0]! * groups[1]!) / 64) * c
      sum += time
      kernels.push({
        ...{
          network: String(name),
          seq: String(seq),
          kernel: 'FusedConv2D',
          programs: 'MatMulPackedProgram',
        },
        ...{ input_shape: `1x${side}x${side}x${c}`, second_input_shape: `1x1x${c}x${f}` },
        output_shape: `1x${side}x${side}x${f}`,
        shader_keys: 'matMulPacked_4,4,1_false_false_relu_true_false_false_true_false_false',
        ...{ dispatches: `${groups.join('x')}x1`, workgroup_sizes: '8x8x1', time_us: String(time) },
      })
    }
    kernels.push({ ...kernels.at(-1), kernel: 'Reshape', programs: '', time_us: '0' })
    const slope = Math.max(sum, 12 * 8)
    networks.push({
      network: String(name),
      single_ms: String((3000 + sum) / 1000),
      slope_ms: String(slope / 1000),
    })
  }
  return { networks, kernels }
}

describe('kernels of a browser', { timeout: 60_000 }, () => {
  it('learns from some networks and judges by the others', async () => {
    const { networks, kernels } = browserTables(40)
    const timed = timedNetworks(networks, kernels)
    expect(timed).toHaveLength(40)
    expect(timed[0]?.works).toHaveLength(8)
    const trial = await browserTrial(timed, 30, { seed: 1 })
    expect(trial).toMatchObject({ seed: 1, trainingNetworks: 30, unknownImplementations: [] })
    expect(trial.sums.n).toBe(10)
    expect(trial.kernels.mape).toBeLessThan(0.01)
    expect(trial.sums.mape).toBeLessThan(0.01)
    expect(trial.single.mape).toBeLessThan(0.02)
    expect(trial.slope.mape).toBeLessThan(0.05)
    await expect(browserTrial(timed, 40, { seed: 1 })).rejects.toThrow('leave none')
  })

  it('refuses tables that lack a column, a number or the kernels of a network', () => {
    const { networks, kernels } = browserTables(2)
    expect(() => timedNetworks([{ network: '0' }], kernels)).toThrow('no column "single_ms"')
    expect(() => timedNetworks(networks, [{ network: '0' }])).toThrow('no column "programs"')
    expect(() => timedNetworks(networks, kernels.slice(0, 9))).toThrow('Network 1 has no kernel')
    const wrong = kernels.map((row) => ({ ...row, time_us: 'fast' }))
    expect(() => timedNetworks(networks, wrong)).toThrow('"fast" in column time_us')
  })

  it('reads the form of a program from its shader key', () => {
    expect(variantOfShaderKey('conv2DMM_4,4,1_relu}_true_false_false_true_3_true_false')).toBe(
      'vec4 4x4x1 whole rows',
    )
    expect(
      variantOfShaderKey('matMulPacked_1,1,1_false_false_linear_true_false_false_false_true_false'),
    ).toBe('scalar 1x1x1 whole rows')
    expect(variantOfShaderKey('slice')).toBe('')
  })
})

describe('operations of the public tables', { timeout: 60_000 }, () => {
  const row = (model: string, seq: number, inputs: number, filters: number, time: number): TableRow => ({
    ...{ model, seq: String(seq), operation: 'CONV_2D', input_shape: '14', input_channel: String(inputs) },
    ...{ output_shape: '14', stride: '1', kernel: '1', filter: String(filters), group: '1' },
    ...{ 'phone|gpu|float': String(time), 'phone|gpu|kernel': `convolution_2d_${2 * seq}` },
  })
  const names = ['resnet10', 'seresnet12', 'mobilenet_w1', 'ghostnet', 'dla46c', 'vovnet27s', 'bagnet9']
  const random = randomStream(9)
  const operations = names.flatMap((model) =>
    Array.from({ length: 6 }, (_, seq) => {
      const [inputs, filters] = [4 * uniform(random, 2, 60), 4 * uniform(random, 2, 60)]
      return row(model, seq, inputs, filters, 3 + 1e-3 * inputs * filters)
    }),
  )
  const networks = names.map((model) => {
    const own = operations.filter((operation) => operation['model'] === model)
    const sum = own.reduce((total, operation) => total + Number(operation['phone|gpu|float']), 0)
    return { model, 'phone|gpu|float|mean': String(40 + sum) }
  })
  const options = { device: 'phone', areKernelsKnown: true }

  it('holds every family back once', async () => {
    const table = opwiseNetworks(operations, networks, options)
    expect(table[0]).toMatchObject({ name: 'resnet10', hidden: 5 })
    const foldOf = familyFolds(names, 3, 1)
    expect(foldOf('resnet10')).toBe(foldOf('seresnet12'))
    const result = await evaluateOpwise(table, { foldOf, groupOf: familyOf }, { seed: 1 })
    expect(result.operations.n).toBe(42)
    expect(result.networks.n).toBe(7)
    expect(result.sums.mape).toBeLessThan(0.01)
    expect(result.networks.mape).toBeLessThan(0.03)
    expect(result.unknownImplementations).toEqual([])
    const hidden = opwiseNetworks(operations, networks, { ...options, areKernelsKnown: false })
    expect(hidden[0]).toMatchObject({ hidden: 0 })
    expect(hidden[0]?.works[0]?.implementation).toBe('CONV_2D')
  })

  it('refuses a device or a network that is not there', () => {
    expect(() => opwiseNetworks(operations, networks, { ...options, device: 'x' })).toThrow(
      'no column "x|gpu',
    )
    expect(() => opwiseNetworks(operations, networks.slice(1), options)).toThrow('no model "resnet10"')
  })

  it('tells code, fused operations and Winograd products', () => {
    expect(codeOf('convolution_winograd_4x4_6x6_1')).toBe('convolution_winograd_4x4_6x6')
    expect(codeOf('convolution_2d_5_linked_:_relu_6')).toBe('convolution_2d')
    const operation = { operation: 'CONV_2D', inputSide: 16, inputChannels: 64, outputSide: 16, stride: 1 }
    const shape = { ...operation, window: 3, filters: 64, groups: 1 }
    const direct = workOfOperation({ ...shape, kernel: 'convolution_2d_1_linked_:_add_2_linked_:_relu_3' })
    expect(direct).toMatchObject({ fused: 2, fusedReads: 1, innerLoop: 576, dispatches: 1 })
    expect(direct.paddedFlops).toBe(2 * 256 * 576 * 64)
    const winograd = workOfOperation({ ...shape, kernel: 'convolution_winograd_4x4_6x6_1' })
    expect(winograd).toMatchObject({ paddedFlops: 2 * 16 * 36 * 64 * 64, dispatches: 3 })
    expect(familyOf('mobilenetv3_small_w1')).toBe('mobilenetv2')
  })
})
