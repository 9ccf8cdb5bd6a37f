import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planMisses } from '../../../src/measurement/plan-check.ts'
import type { PlacedKernel } from '../../../src/runtimes/kernel.ts'

const kernel = (program: string, node: string, change: Partial<PlacedKernel> = {}): PlacedKernel => ({
  kernel: 'FusedConv2D',
  program,
  shaderKey: `${program} key`,
  variant: 'vec4',
  dispatch: [2, 1, 1],
  workgroupSize: [64, 1, 1],
  attributes: null,
  inputShapes: [[1, 4, 4, 8]],
  outputShape: [1, 4, 4, 8],
  nodes: [node],
  ...change,
})

const run = [kernel('Im2Col', 'a'), kernel('MatMul', 'a'), kernel('Pool', 'b'), kernel('MatMul', 'c')]

describe('misses of a plan', () => {
  it('are none where all is as planned', () => {
    expect(planMisses(run, run)).toBe(0)
    expect(planMisses([], [])).toBe(0)
  })

  it('count a kernel too many or too few once, wherever it is', () => {
    for (let place = 0; place < run.length; place++) {
      expect(planMisses(run.toSpliced(place, 1), run)).toBe(1)
      expect(planMisses(run, run.toSpliced(place, 1))).toBe(1)
    }
    expect(planMisses(run, [kernel('Unpack', 'a'), ...run])).toBe(1)
    expect(planMisses(run, run.toSpliced(1, 0, kernel('Unpack', 'a')))).toBe(1)
  })

  it.each<Partial<PlacedKernel>>([
    { kernel: 'Conv2D' },
    { program: 'Other' },
    { shaderKey: 'other' },
    { variant: 'scalar' },
    { dispatch: [3, 1, 1] },
    { workgroupSize: [32, 1, 1] },
    { inputShapes: [[1, 4, 4, 4]] },
    { outputShape: [1, 4, 4, 4] },
    { attributes: {} },
  ])('count a kernel that was planned otherwise once: %j', (change) => {
    expect(planMisses(run, run.with(1, kernel('MatMul', 'a', change)))).toBe(1)
  })

  it('count a call of WASM with other attributes once, in whichever order they are named', () => {
    const call = (attributes: PlacedKernel['attributes']) => [kernel('', 'a', { attributes })]
    const planned = call({ strides: [1, 1], pad: 'same' })
    expect(planMisses(planned, call({ strides: [2, 2], pad: 'same' }))).toBe(1)
    expect(planMisses(planned, call({ strides: [1, 1] }))).toBe(1)
    expect(planMisses(planned, call({ pad: 'same', strides: [1, 1] }))).toBe(0)
  })

  it('count a kernel that serves another node as one that ran unplanned and one that did not run', () => {
    expect(planMisses(run, run.with(2, kernel('Pool', 'c')))).toBe(2)
  })

  it('are all where nothing was planned', () => {
    expect(planMisses([], run)).toBe(run.length)
    expect(planMisses(run, [])).toBe(run.length)
  })
})

describe('for any two lists', () => {
  const programs = fc.constantFrom('A', 'B', 'C')
  const kernels = fc.array(
    fc.tuple(programs, fc.constantFrom('a', 'b')).map(([program, node]) => kernel(program, node)),
    {
      maxLength: 12,
    },
  )

  it('misses are the same both ways, at most as many as there are kernels, and at least what one has more', () => {
    fc.assert(
      fc.property(kernels, kernels, (planned, observed) => {
        const misses = planMisses(planned, observed)
        expect(planMisses(observed, planned)).toBe(misses)
        expect(misses).toBeLessThanOrEqual(planned.length + observed.length)
        expect(misses).toBeGreaterThanOrEqual(Math.abs(planned.length - observed.length))
      }),
    )
  })

  it('as many kernels as are taken out are missed, and going by a third list is no shorter', () => {
    fc.assert(
      fc.property(kernels, fc.infiniteStream(fc.boolean()), kernels, (all, drops, other) => {
        const kept = all.filter(() => !drops.next().value)
        expect(planMisses(all, kept)).toBe(all.length - kept.length)
        expect(planMisses(all, other)).toBeLessThanOrEqual(planMisses(all, kept) + planMisses(kept, other))
      }),
    )
  })
})
