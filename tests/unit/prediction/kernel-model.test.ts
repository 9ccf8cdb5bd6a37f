import { describe, expect, it } from 'vitest'
import type { KernelRecord } from '../../../src/dataset/kernel-schema.ts'
import { kernelFeatures } from '../../../src/prediction/features/kernel-features.ts'
import { workOfPrograms } from '../../../src/prediction/features/tfjs-work.ts'
import { insideAlong, type KernelWork } from '../../../src/prediction/features/work.ts'
import { breathing } from '../../../src/prediction/breathe.ts'
import { fallbacksOf } from '../../../src/prediction/kernel-model/fallbacks.ts'
import { fitKernelModel, type TimedKernels } from '../../../src/prediction/kernel-model/kernel-learner.ts'
import { KernelModel } from '../../../src/prediction/kernel-model/kernel-model.ts'
import { kindsFor, ResidualModel } from '../../../src/prediction/kernel-model/residual.ts'
import { groupHalfWidth, halfWidthOf } from '../../../src/prediction/kernel-model/spread.ts'
import { Roofline } from '../../../src/prediction/roofline/roofline.ts'
import { rooflineTerms } from '../../../src/prediction/roofline/terms.ts'
import { randomStream, uniform } from '../../../src/spaces/random.ts'
import { tinyKernels } from '../../fixtures/kernels.ts'

/** A pointwise convolution on a GPU, 32 x 32 results a workgroup. */
function pointwise(
  side: number,
  channels: number,
  filters: number,
  program = 'MatMulPackedProgram',
): KernelWork {
  const record: KernelRecord = {
    kernel: 'FusedConv2D',
    ...{ program, shaderKey: '', variant: 'vec4 4x4x1' },
    dispatch: [Math.ceil(filters / 32), Math.ceil((side * side) / 32), 1],
    workgroupSize: [8, 8, 1],
    attributes: null,
    inputShapes: [
      [1, side, side, channels],
      [1, 1, channels, filters],
    ],
    outputShape: [1, side, side, filters],
  }
  return workOfPrograms([record])
}

interface SavedModel {
  readonly residual: { readonly gp: unknown } | null
}

/** A GPU of 16 compute units: launch, serial depth, bytes. */
const timeOf = (work: KernelWork): number =>
  5 + 0.01 * Math.ceil(work.workgroups / 16) * work.innerLoop + 1e-5 * work.outputBytes

function timed(networks: number, seed = 1, program?: string): TimedKernels {
  const random = randomStream(seed)
  const names: string[] = []
  const works = Array.from({ length: networks * 5 }, (_, row) => {
    names.push(`n${Math.floor(row / 5)}`)
    return pointwise(uniform(random, 4, 56), 4 * uniform(random, 1, 60), 4 * uniform(random, 1, 60), program)
  })
  return { works, times: Float64Array.from(works, timeOf), networks: names }
}
const errorOf = (model: KernelModel, { works, times }: TimedKernels) =>
  model.predict(works).times.reduce((sum, time, row) => sum + Math.abs(time / times[row]! - 1), 0) /
  times.length

describe('work of a kernel', () => {
  it('tells padded sizes, bytes, workgroups and the inner loop', () => {
    const work = pointwise(10, 6, 33)
    expect(work).toMatchObject({ workgroups: 8, threadsPerWorkgroup: 64, resultsPerThread: 16 })
    // A tile is 32 x 32 x 32, whatever of it is filled.
    expect(work).toMatchObject({ innerLoop: 32, rowFill: 100 / 128, columnFill: 33 / 64, insideShare: 1 })
    expect(work.paddedFlops).toBe(2 * 8 * 64 * 16 * 32)
    expect(work).toMatchObject({ inputBytes: 2400, weightBytes: 792, outputBytes: 13200, stride: 1 })
    expect(work.implementation).toBe('FusedConv2D: MatMulPackedProgram vec4')
  })

  it.each(['webgpu', 'webgl', 'wasm'] as const)(
    'is finite for every kernel of a network on %s',
    (backend) => {
      const features = [...kernelFeatures(16), ...rooflineTerms(16)]
      for (const [, record] of tinyKernels(backend, { side: 32, filters: 8 }))
        for (const { name, compute } of features) {
          const value = compute(workOfPrograms([record]))
          expect(Number.isFinite(value) && value >= 0, `${record.kernel} ${name} is ${value}`).toBe(true)
        }
    },
  )

  it('says what each number is, under a name of its own', () => {
    for (const list of [kernelFeatures(1), rooflineTerms(1)]) {
      expect(new Set(list.map(({ name }) => name)).size).toBe(list.length)
      for (const { unit, meaning } of list) expect(unit && meaning).toBeTruthy()
    }
  })

  it('takes the program that takes the time, and the tiles that its form tells of', () => {
    const { kernel, inputShapes, outputShape } = {
      kernel: 'FusedConv2D',
      inputShapes: [
        [1, 9, 9, 3],
        [3, 3, 3, 8],
      ],
      outputShape: [1, 5, 5, 8],
    }
    const common = { kernel, inputShapes, outputShape, attributes: null }
    const conv = (variant: string, workgroupSize = [8, 8, 1]) =>
      workOfPrograms([{ ...common, program: 'Conv2DMMProgram', variant, dispatch: [1, 1, 1], workgroupSize }])
    // Steps of three channels, eight at once; two taps of the window in each direction lie outside.
    expect(conv('vec4 4x4x1 inner 3 whole rows+inner')).toMatchObject({
      ...{ innerLoop: 48, wholeRows: 1, wholeColumns: 0, wholeInner: 1, stride: 2 },
    })
    expect(conv('scalar 2x2x1', [16, 16, 1])).toMatchObject({ innerLoop: 32, resultsPerThread: 4 })
    expect(conv('vec4 4x4x1').insideShare).toBeCloseTo((13 / 15) ** 2, 12)
    const flat = { variant: '', workgroupSize: [64, 1, 1] }
    const split = workOfPrograms([
      { ...common, ...flat, program: 'FillProgram', dispatch: [4, 1, 1] },
      { ...common, ...flat, program: 'MatMulSplitKProgram', dispatch: [1, 2, 3], workgroupSize: [8, 8, 1] },
      { ...common, ...flat, program: 'BiasActivationProgram', dispatch: [5, 1, 1] },
    ])
    expect(split).toMatchObject({ workgroups: 6, otherWorkgroups: 9, dispatches: 3, innerLoop: 9 })
  })

  it('counts how much of a window lies inside of an image', () => {
    expect(insideAlong(4, 4, 1, 1)).toBe(1)
    expect(insideAlong(4, 4, 3, 1)).toBeCloseTo(10 / 12, 12)
    expect(insideAlong(6, 4, 3, 1)).toBe(1)
    expect(insideAlong(4, 2, 7, 2)).toBeCloseTo(8 / 14, 12)
  })

  it('counts the arithmetic of an operation without its padding', () => {
    const flops = kernelFeatures(1).find(({ name }) => name === 'flops')!
    expect(flops.compute(pointwise(10, 6, 33))).toBe(2 * 100 * 6 * 33)
    const depthwise = { ...pointwise(10, 6, 6), window: 3, groups: 6 }
    expect(flops.compute(depthwise)).toBe(2 * 100 * 9 * 6)
    expect(flops.compute({ ...depthwise, weightBytes: 0, innerLoop: 1 })).toBe(600)
  })

  it('needs a program', () => {
    expect(() => workOfPrograms([])).toThrow(RangeError)
  })
})

describe('width of intervals', () => {
  const rows = (errors: readonly number[]) => ({
    predicted: Float64Array.from(errors, Math.exp),
    measured: new Float64Array(errors.length).fill(1),
  })

  it('is the error of rank 0.9 (n + 1) where every row is a group of its own', () => {
    const { predicted, measured } = rows(Array.from({ length: 19 }, (_, row) => (row + 1) / 100))
    expect(halfWidthOf(predicted, measured)).toBeCloseTo(0.18, 9)
    expect(halfWidthOf(predicted.slice(0, 3), measured.slice(0, 3))).toBeCloseTo(0.03 * (1 + 5 / 9), 9)
    expect(halfWidthOf(measured, measured)).toBe(0.005)
  })

  it('hears small groups as loudly as large ones', () => {
    const large = Array.from({ length: 900 }, () => 0.01)
    const small = [0.5, 0.5]
    const groups = [...large.map((_, row) => `large ${row % 18}`), 'small 1', 'small 2']
    const given = { ...rows([...large, ...small]), groups }
    expect(groupHalfWidth(given)).toBeCloseTo(0.5, 9)
    expect(groupHalfWidth({ ...given, groups: groups.map((_, row) => String(row)) })).toBeCloseTo(0.01, 9)
    // Two groups have no such rank.
    expect(groupHalfWidth({ ...given, groups: groups.map((name) => name.slice(0, 5)) })).toBeCloseTo(
      0.5 * (1 + 0.5 * (5 / 4)),
      9,
    )
    const expected = Float64Array.from([...large.map(() => 0.01), ...small.map(() => 0.5)])
    expect(groupHalfWidth({ ...given, deviations: expected })).toBeCloseTo(1, 9)
    expect(() => groupHalfWidth({ ...rows([]), groups: [] })).toThrow('no errors')
  })
})

describe('roofline of different code together', () => {
  it('is not led astray by kernels that cost nothing', async () => {
    const works = Array.from({ length: 40 }, (_, row) => pointwise(4 + row, 64, 64))
    const isFree = (row: number) => row % 4 === 0
    const times = Float64Array.from(works, ({ outputBytes }, row) => (isFree(row) ? 0.3 : 1e-4 * outputBytes))
    const weights = new Float64Array(40).fill(1)
    const sizesOf = (roofline: Roofline) =>
      [...roofline.predict(works)]
        .map((time, row) => Math.abs(Math.log(time / times[row]!)))
        .filter((_, row) => !isFree(row))
    const meanOf = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0) / sizes.length
    const symmetric = await Roofline.fitSymmetric({ works, times }, weights, 1, { seed: 1 })
    expect(meanOf(sizesOf(symmetric))).toBeLessThan(0.1)
    const relative = await Roofline.fit({ works, times }, 1, { seed: 1 })
    expect(meanOf(sizesOf(relative))).toBeGreaterThan(1)
  })
})

describe('kernel model', { timeout: 120_000 }, () => {
  it('learns, gives the same twice and bit for bit the same after saving', async () => {
    const shares: number[] = []
    const training = timed(40)
    const { model, heldOut } = await fitKernelModel(training, {
      seed: 3,
      onProgress: (share) => shares.push(share),
    })
    expect(shares.at(-1)).toBe(1)
    expect(model.computeUnits).toBe(16)
    const test = timed(40, 2)
    expect(errorOf(model, test)).toBeLessThan(0.01)
    expect(heldOut).toHaveLength(training.times.length)
    const again = await fitKernelModel(training, { seed: 3 })
    expect(again.model.predict(test.works)).toEqual(model.predict(test.works))
    const loaded = KernelModel.load(JSON.parse(JSON.stringify(model)))
    expect(loaded.predict(test.works)).toEqual(model.predict(test.works))
  })

  it('falls back for code that it has not seen, with a wide interval, and names it', async () => {
    const { model } = await fitKernelModel(timed(8), { seed: 1 })
    const known = pointwise(14, 64, 64)
    const other = pointwise(14, 64, 64, 'NewProgram')
    const far = { ...other, kernel: 'Pow', implementation: 'Pow' }
    const { times, lower, upper, basis } = model.predict([known, other, far])
    expect(basis).toEqual(['implementation', 'kernel', 'all'])
    expect(model.unknownOf([known, other, far, far])).toEqual([other.implementation, 'Pow'])
    for (const row of [1, 2]) {
      expect(upper[row]! / times[row]!).toBeGreaterThanOrEqual(2)
      expect(lower[row]!).toBeGreaterThan(0)
    }
    expect(upper[0]! / times[0]!).toBeLessThan(upper[1]! / times[1]!)
  })

  it('asks kernels that compute the same before all others', async () => {
    const fused = timed(8)
    const others = fused.works.map((work) => ({
      ...{ ...work, kernel: 'Sigmoid', implementation: 'Sigmoid', weightBytes: 0, inputBytes: 10 },
    }))
    const model = await fitKernelModel(
      {
        works: [...fused.works, ...others],
        times: Float64Array.from([...fused.times, ...fused.times.map((time) => 50 * time)]),
        networks: [...fused.networks, ...fused.networks],
      },
      { seed: 1 },
    ).then((fit) => fit.model)
    const bare = { ...pointwise(14, 64, 64), kernel: 'Conv2D', implementation: 'Conv2D: New' }
    const { times, basis } = model.predict([bare, { ...bare, window: 3 }, { ...bare, kernel: 'Pow' }])
    expect(basis).toEqual(['kernel', 'all', 'all'])
    expect(times[0]! / timeOf(bare)).toBeCloseTo(1, 1)
  })

  it('predicts kernels that it never saw from kernels like them, whatever some others cost', async () => {
    const { works, networks } = timed(20)
    const named = (kernel: string, weightBytes: number) =>
      works.map((work) => ({ ...work, kernel, implementation: kernel, weightBytes, workgroups: 0 }))
    const kinds = ['Add', 'Mean', 'Slice', 'Reshape'].map((kernel) => named(kernel, 0))
    const timeFor = ({ kernel, outputBytes }: KernelWork) =>
      kernel === 'Reshape' ? 0.3 : 1 + 1e-3 * outputBytes
    const all = kinds.flat()
    const { model } = await fitKernelModel(
      {
        works: all,
        times: Float64Array.from(all, timeFor),
        networks: kinds.flatMap(() => networks),
      },
      { seed: 1 },
    )
    const unseen = named('Pow', 0)
    const ratios = [...model.predict(unseen).times].map((time, row) => time / timeFor(unseen[row]!)).sort()
    expect(ratios[ratios.length >> 1]).toBeGreaterThan(0.5)
    expect(ratios[ratios.length >> 1]).toBeLessThan(2)
  })

  it('holds kernels of a single network back, and knows that it knows little', async () => {
    const noisy = ({ works, networks }: TimedKernels, seed: number): TimedKernels => {
      const random = randomStream(seed)
      return {
        ...{ works, networks },
        times: Float64Array.from(works, (work) => timeOf(work) * (0.7 + uniform(random, 0, 60) / 100)),
      }
    }
    const training = noisy({ ...timed(3), networks: timed(3).works.map(() => 'only') }, 4)
    const { model, heldOut } = await fitKernelModel(training, { seed: 1 })
    expect(heldOut).not.toEqual(training.times)
    const test = noisy(timed(30, 2), 5)
    const { lower, upper } = model.predict(test.works)
    const inside = [...test.times].filter((time, row) => time >= lower[row]! && time <= upper[row]!)
    expect(inside.length / test.times.length).toBeGreaterThan(0.8)
    // A kernel that ran once: nothing tells how far off its own code is.
    const lone = { ...training.works[0]!, implementation: 'Lone' }
    const mixed = await fitKernelModel(
      {
        works: [...training.works, lone],
        times: Float64Array.from([...training.times, training.times[0]!]),
        networks: [...training.networks, 'only'],
      },
      { seed: 1 },
    )
    const said = mixed.model.predict([lone])
    expect(said.upper[0]! / said.times[0]!).toBeGreaterThanOrEqual(1.99)
  })

  it('lets the thread hear Cancel between short fits', async () => {
    const kernels = timed(12)
    const works = kernels.works.map((work, row) => ({ ...work, implementation: `code ${row % 30}` }))
    let heard = 0
    const listening = setInterval(() => heard++, 1)
    const shares: number[] = []
    const onProgress = (share: number) => shares.push(share)
    const breathe = () => fallbacksOf({ ...kernels, works }, 16, { seed: 1 }, breathing({ onProgress }))
    await breathe()
    clearInterval(listening)
    expect(heard).toBeGreaterThan(0)
    expect(shares.length).toBeGreaterThan(0)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  })

  it('takes one kernel, equal kernels, and few kernels of one implementation', async () => {
    const { works, times, networks } = timed(8)
    const one = { works: works.slice(0, 1), times: times.slice(0, 1), networks: networks.slice(0, 1) }
    const single = await fitKernelModel(one, { seed: 1 })
    expect(single.model.predict(one.works).times[0]).toBeCloseTo(times[0]!, 6)
    const copies = Array.from({ length: 100 }, () => 0)
    const same = {
      works: copies.map((place) => works[place]!),
      times: Float64Array.from(copies, (place) => times[place]!),
      networks: copies.map((_, row) => `n${row % 10}`),
    }
    expect(errorOf((await fitKernelModel(same, { seed: 1 })).model, same)).toBeLessThan(1e-6)
    const rare = pointwise(28, 128, 64, 'RareProgram')
    const mixed = {
      works: [...works, rare],
      times: Float64Array.from([...times, 3 * timeOf(rare)]),
      networks: [...networks, 'rare'],
    }
    const predicted = (await fitKernelModel(mixed, { seed: 1 })).model.predict([rare]).times[0]!
    expect(predicted / (3 * timeOf(rare))).toBeGreaterThan(0.3)
    expect(predicted / (3 * timeOf(rare))).toBeLessThan(1.5)
  })

  it('learns what a roofline cannot say by a Gaussian process from few kernels, and knows where it is unsure', async () => {
    const { works, networks } = timed(12)
    const bent = (work: KernelWork) => timeOf(work) * (1 + 0.4 * Math.sin(Math.log(work.outputChannels)))
    const kernels = { works, networks, times: Float64Array.from(works, bent) }
    const { model } = await fitKernelModel(kernels, { seed: 2 })
    const [saved] = (JSON.parse(JSON.stringify(model)) as { implementations: { model: SavedModel }[] })
      .implementations
    expect(saved?.model.residual?.gp).toMatchObject({ learner: 'numeric-gp' })
    const test = timed(20, 7)
    expect(errorOf(model, { ...test, times: Float64Array.from(test.works, bent) })).toBeLessThan(0.08)
    const { times, upper } = model.predict([works[0]!, pointwise(200, 1000, 1000)])
    expect(upper[1]! / times[1]!).toBeGreaterThan(1.5 * (upper[0]! / times[0]! - 1) + 1)
  })

  it('takes more kernels than a call takes arguments, and refuses a range that is upside down', async () => {
    const rows = 200_000
    const samples = {
      inputs: { rows, columns: 1, values: new Float64Array(rows) },
      targets: new Float64Array(rows).fill(0.1).with(7, 0.3),
    }
    const model = await ResidualModel.fit(samples, 'none', 1, { seed: 1 })
    expect(model.toJSON()).toMatchObject({ lowest: 0.1, highest: 0.3 })
    expect(() => ResidualModel.load({ ...model.toJSON(), lowest: 1 })).toThrow('lowest is above')
  })

  it('lets residuals be learnt by who can with so many kernels', () => {
    expect(kindsFor(3, 3)).toEqual(['none'])
    expect(kindsFor(8, 8)).toEqual(['none', 'gp'])
    expect(kindsFor(300, 200)).toEqual(['none', 'gp', 'trees', 'both'])
    expect(kindsFor(9000, 5000)).toEqual(['none', 'trees'])
  })

  it('refuses what it cannot learn from', async () => {
    const kernels = timed(2)
    const fit = (changed: Partial<TimedKernels>) => fitKernelModel({ ...kernels, ...changed }, { seed: 1 })
    await expect(fit({ works: [], times: new Float64Array(), networks: [] })).rejects.toThrow('no kernels')
    await expect(fit({ times: kernels.times.with(3, 0) })).rejects.toThrow('kernel 3 is 0')
    await expect(fit({ times: kernels.times.with(3, NaN) })).rejects.toThrow('kernel 3 is NaN')
    await expect(fit({ networks: [] })).rejects.toThrow(RangeError)
  })

  it('can be cancelled', async () => {
    const control = new AbortController()
    const fitting = fitKernelModel(timed(40), { seed: 1, signal: control.signal })
    setTimeout(() => control.abort(new Error('enough')), 20)
    await expect(fitting).rejects.toThrow('enough')
  })

  it('refuses a damaged save and one of another version', async () => {
    const { model } = await fitKernelModel(timed(4), { seed: 1 })
    const saved = JSON.parse(JSON.stringify(model)) as Record<string, unknown>
    for (const wrong of [
      null,
      { ...saved, version: 99 },
      { ...saved, learner: 'lasso' },
      { ...saved, computeUnits: null },
      { ...saved, implementations: [{ name: 'x', halfWidth: 1, model: {} }] },
      { ...saved, all: undefined },
      { ...saved, tasks: undefined },
    ])
      expect(() => KernelModel.load(wrong)).toThrow(RangeError)
    expect(() => Roofline.load({ learner: 'roofline', version: 1 })).toThrow('damaged')
  })
})
