import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCsv, tableRows } from '../../../../scripts/lab/evaluate-csv.ts'
import { kernelBaselines } from '../../../../src/prediction/baselines/kernels.ts'
import type { TableRow } from '../../../../src/prediction/evaluation/table-row.ts'
import { deducedCode } from '../../../../src/prediction/evaluation/deduced-kernels.ts'
import { familyFolds, familyOf } from '../../../../src/prediction/evaluation/families.ts'
import { kernelModelMethod } from '../../../../src/prediction/evaluation/kernel-method.ts'
import { knowledges } from '../../../../src/prediction/evaluation/opwise-kernels.ts'
import { opwiseNetworks } from '../../../../src/prediction/evaluation/opwise-table.ts'
import { opwiseCeiling } from '../../../../src/prediction/evaluation/opwise-ceiling.ts'
import { overheadHalfWidth } from '../../../../src/prediction/evaluation/opwise-overhead.ts'
import { ScoreTally } from '../../../../src/prediction/evaluation/score-tally.ts'
import { evaluateOpwise, evaluateOverhead } from '../../../../src/prediction/evaluation/opwise.ts'
import type { Score } from '../../../../src/prediction/evaluation/score.ts'
import { codeOf, workOfOperation } from '../../../../src/prediction/features/operation-work.ts'
import { randomStream, uniform } from '../../../../src/spaces/random.ts'

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
const options = { device: 'phone', knowledge: 'known' } as const
const split = { foldOf: familyFolds(names, 3, 1), groupOf: familyOf }
const of = (scores: readonly Score[], wanted: string) => scores.find(({ subject }) => subject === wanted)

describe('operations of the public tables', { timeout: 60_000 }, () => {
  it('holds every family back once', async () => {
    const table = opwiseNetworks(operations, networks, options)
    expect(table[0]).toMatchObject({ name: 'resnet10', hidden: 5 })
    expect(split.foldOf('resnet10')).toBe(split.foldOf('seresnet12'))
    const { scores, unknownImplementations, forms } = await evaluateOpwise(
      kernelModelMethod,
      ...(['phone', table, split, { seed: 1 }] as const),
    )
    expect(forms).toHaveLength(3)
    expect(unknownImplementations).toEqual([])
    expect(of(scores, 'operations')).toMatchObject({ accuracy: { n: 42 }, method: 'kernel model' })
    expect(of(scores, 'end to end')).toMatchObject({ accuracy: { n: 7 }, trainingRows: 5 })
    expect(of(scores, 'sum of operations')?.accuracy.mape).toBeLessThan(0.01)
    expect(of(scores, 'end to end')?.accuracy.mape).toBeLessThan(0.03)
    for (const { interval } of scores) expect(interval?.coverage).toBeGreaterThan(0.8)
    const exact = await evaluateOverhead('phone', table, split, { seed: 1 })
    expect(exact).toMatchObject({ method: 'measured operations', interval: null })
    expect(exact.accuracy.mape).toBeLessThan(0.01)
  })

  it('hears each family as loudly as another where it says how far off unseen ones may be', async () => {
    const [any] = opwiseNetworks(operations, networks, options)
    const made = Array.from({ length: 82 }, (_, place) => {
      const sum = 100 + 7 * place
      // Eight families of ten that add up, and two of one network that do not.
      const factor = place < 80 ? 1 : 2
      return { ...any!, name: place < 80 ? `f${place % 8}` : `odd${place}`, latencyUs: factor * (40 + sum) }
    })
    const sums = Float64Array.from(made, (_, place) => 100 + 7 * place)
    const width = await overheadHalfWidth(made, sums, (name) => name, { seed: 1 })
    expect(width).toBeGreaterThan(Math.log(1.8))
  })

  it('adds more of a fold than a call takes arguments', () => {
    const tally = new ScoreTally()
    const values = new Float64Array(200_000).fill(2)
    tally.add(values, values, { lower: values, upper: values })
    expect(tally.judged()).toMatchObject({ accuracy: { n: 200_000 }, interval: { coverage: 1 } })
  })

  it('judges simple ways beside, which see no kernels', async () => {
    const table = opwiseNetworks(operations, networks, options)
    for (const method of kernelBaselines) {
      const { scores } = await evaluateOpwise(method, 'phone', table, split, { seed: 1 })
      expect(scores.map(({ interval }) => interval)).toEqual([null, null, null])
      // The look-up knows none of the sizes, and falls back to the line in FLOPs.
      const limit = /FLOPs|look-up|NNLS/.test(method.name) ? 0.02 : 0.6
      expect([method.name, (of(scores, 'operations')?.accuracy.mape ?? 1) < limit]).toEqual([
        method.name,
        true,
      ])
    }
    const named = table.map((network) => ({ ...network, works: [] }))
    const [first] = kernelBaselines
    if (first) await expect(evaluateOpwise(first, 'phone', named, split, { seed: 1 })).resolves.toBeDefined()
  })

  it('has for a ceiling what equal operations of other networks say', () => {
    const rows = [
      ...[row('resnet10', 0, 8, 8, 4), row('resnet10', 1, 8, 8, 40), row('ghostnet', 0, 8, 8, 5)],
      ...[row('bagnet9', 0, 8, 12, 6), row('bagnet9', 1, 8, 12, 7)],
    ]
    const [ceiling] = opwiseCeiling('phone', opwiseNetworks(rows, networks, options))
    // Only the first of resnet10 and that of ghostnet have a copy elsewhere.
    expect(ceiling).toMatchObject({ subject: 'operations', accuracy: { n: 2 } })
    expect(ceiling?.accuracy.mape).toBeCloseTo((5 / 4 - 1 + (1 - 4 / 5)) / 2, 12)
    expect(opwiseCeiling('phone', opwiseNetworks(rows.slice(3), networks, options))).toEqual([])
  })

  it('sees as much of the kernels as it is told to', () => {
    const winograd = { ...row('resnet10', 0, 256, 256, 9), kernel: '3', output_shape: '28' }
    const rows = [
      { ...winograd, 'phone|gpu|kernel': 'convolution_winograd_4x4_6x6_0' },
      {
        ...row('resnet10', 1, 8, 8, 4),
        'phone|gpu|kernel': 'convolution_2d_2_linked_:_add_3_linked_:_relu_4',
      },
    ]
    const seen = (knowledge: (typeof knowledges)[number]) =>
      opwiseNetworks(rows, networks, { device: 'phone', knowledge })[0]?.works.map(
        ({ implementation, fused, fusedReads }) => [implementation, fused, fusedReads],
      )
    const [fast, plain] = ['convolution_winograd_4x4_6x6', 'convolution_2d']
    expect(seen('known')).toEqual([
      [fast, 0, 0],
      [plain, 2, 1],
    ])
    expect(seen('deduced')).toEqual([
      [fast, 0, 0],
      [plain, 0, 0],
    ])
    expect(seen('unfused')).toEqual([
      [fast, 0, 0],
      [plain, 0, 0],
    ])
    expect(seen('unselected')).toEqual([
      ['CONV_2D', 0, 0],
      ['CONV_2D', 2, 1],
    ])
    expect(seen('unknown')).toEqual([
      ['CONV_2D', 0, 0],
      ['CONV_2D', 0, 0],
    ])
  })

  it('counts a pair of convolutions in one kernel once', () => {
    const kernel = 'depthwise_conv_plus_1x1_conv_3_4_5_linked_:_relu_6'
    const rows = [
      { ...row('resnet10', 0, 8, 8, 4), operation: 'DEPTHWISE_CONV_2D', kernel: '3', filter: '1' },
      row('resnet10', 1, 8, 16, 4),
    ].map((one) => ({ ...one, 'phone|gpu|kernel': kernel }))
    const [network] = opwiseNetworks([...rows, row('resnet10', 7, 8, 8, 4)], networks, options)
    expect([...(network?.timesUs ?? [])]).toEqual([4, 4])
    expect(network?.works).toHaveLength(2)
    expect(network?.works[0]).toMatchObject({
      implementation: 'depthwise_conv_plus_1x1_conv',
      outputChannels: 16,
      paddedFlops: 2 * 196 * (9 * 8 + 8 * 16),
    })
  })

  it('reads the tables of PyTorch, without what was not measured', () => {
    const torch = (model: string, operation: string, more: TableRow): TableRow => ({
      ...{ model, operation, input_shape: '28', output_shape: '28', input_channel: '64', output_channel: '' },
      ...{ kernel_size: '', stride: '', groups: '', 'phone|gpu|float': '5', 'phone|gpu|kernel': 'vulkan.x' },
      ...more,
    })
    const conv = { output_channel: '64', kernel_size: '3', stride: '1', groups: '64' }
    const rows = [
      torch('resnet10', 'vulkan_prepack::run_conv2d_context', conv),
      torch('resnet10', 'aten::add', { output_shape: '' }),
      torch('resnet10', 'aten::relu', { 'phone|gpu|float': '' }),
      torch('resnet10', 'vulkan_prepack::run_linear_context', {
        ...{ input_shape: '512', output_shape: '1000', input_channel: '' },
      }),
      torch('bagnet9', 'aten::relu', { 'phone|gpu|float': '' }),
    ]
    const found = opwiseNetworks(rows, networks, { ...options, knowledge: 'unknown' })
    expect(found.map(({ name }) => name)).toEqual(['resnet10'])
    expect(found[0]?.works).toMatchObject([
      { kernel: 'DEPTHWISE_CONV_2D', outputChannels: 64, innerLoop: 9 },
      { kernel: 'aten::add', outputHeight: 28, outputChannels: 64 },
      { kernel: 'FULLY_CONNECTED', inputChannels: 512, outputChannels: 1000, paddedFlops: 2 * 512 * 1000 },
    ])
    expect(() => opwiseNetworks(rows, networks, { ...options, knowledge: 'deduced' })).toThrow('TFLite only')
  })

  it.each([
    ['a device that is not there', operations, networks, 'x', 'no column "x|gpu'],
    ['a network that is not there', operations, networks.slice(1), 'phone', 'no model "resnet10"'],
    ['a time of 0', [row('resnet10', 0, 8, 8, 0)], networks, 'phone', 'no time above 0'],
    ['words', [{ ...row('resnet10', 0, 8, 8, 1), filter: 'many' }], networks, 'phone', '"many" in column'],
  ])('refuses %s', (_, given, whole, device, message) => {
    expect(() => opwiseNetworks(given, whole, { device, knowledge: 'known' })).toThrow(message)
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

const path = '../shared/data/qed_tflite_cnn_real_ops_gpu_us.csv.gz'
it.skipIf(!existsSync(path))(`the code of all public rows is deduced (needs ${path})`, async () => {
  const rows = tableRows(await readCsv(path))
  const number = (text = '') => (text === '' || text === '-' ? NaN : Number(text))
  for (const [device, winograd] of Object.entries({ pixel4: 0, mi8se: 0, a03s: 170, iphonexs: 170 })) {
    const deduced = rows.map((one) =>
      deducedCode(
        {
          ...{ operation: one['operation'] ?? '', inputSide: number(one['input_shape']) },
          ...{ inputChannels: number(one['input_channel']), outputSide: number(one['output_shape']) },
          ...{ stride: number(one['stride']), window: number(one['kernel']) },
          ...{ filters: number(one['filter']), groups: number(one['group']) },
        },
        device,
      ),
    )
    const ran = rows.map((one) => codeOf(one[`${device}|gpu|kernel`] ?? ''))
    // Depthwise and pointwise in one kernel, on one device: no rule tells them.
    const isPair = (place: number) => ran[place]?.startsWith('depthwise_conv_plus') === true
    const wrong = rows.filter((_, place) => deduced[place] !== ran[place] && !isPair(place))
    expect(wrong.map((one) => one['model'])).toEqual([])
    const countOf = (operation: string, code: string) =>
      rows.filter((one, place) => one['operation'] === operation && deduced[place] === code).length
    expect(countOf('CONV_2D', 'convolution_winograd_4x4_6x6')).toBe(winograd)
    expect(countOf('CONV_2D', 'fully_connected')).toBe(521)
    expect(countOf('CONV_2D_GROUP', 'convolution_2d_grouped')).toBe(194)
    expect(countOf('AVERAGE_POOL_2D', 'mean')).toBe(20)
  }
})
