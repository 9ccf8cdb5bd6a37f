import { afterEach, describe, expect, it, vi } from 'vitest'
import { subtractPlainly } from '../../../../src/prediction/linear-algebra/plain-products.ts'
import {
  fastMatrices,
  productsOfRows,
  subtractRowProducts,
} from '../../../../src/prediction/linear-algebra/row-products.ts'
import { knownGraphs } from '../../../fixtures/known-graphs.ts'

const path = '../../../../src/prediction'
const waves = (length: number, by: number) =>
  Float64Array.from({ length }, (_, place) => Math.sin(by * place))

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

it.each([1, 2, 7, 32])('plain loops give the bits of vectors, %i deep', (depth) => {
  const [c, a, b] = fastMatrices(9 * 5, 9 * depth, 5 * depth) as [Float64Array, Float64Array, Float64Array]
  a.set(waves(a.length, 0.7))
  b.set(waves(b.length, 1.3))
  const block = (values: Float64Array, stride: number, rows: number) => ({ values, start: 0, stride, rows })
  const plain = c.slice()
  subtractPlainly(block(plain, 5, 9), block(a, depth, 9), block(b, depth, 5), depth)
  subtractRowProducts(block(c, 5, 9), block(a, depth, 9), block(b, depth, 5), depth)
  expect(plain).toEqual(c)
  expect(plain.some((value) => value !== 0)).toBe(true)
})

it('a memory that is much too large for many calls is given back', () => {
  const sizeNow = () => fastMatrices(8)[0]!.buffer.byteLength
  fastMatrices(2 ** 20)
  expect(sizeNow()).toBeGreaterThanOrEqual(8 * 2 ** 20)
  const sizes = Array.from({ length: 70 }, sizeNow)
  expect(sizes[30]).toBeGreaterThanOrEqual(8 * 2 ** 20)
  expect(sizes.at(-1)).toBeLessThan(2 ** 20)
  const one = { count: 1, width: 2, values: Float64Array.of(3, 4) }
  expect([...productsOfRows(one, one)]).toEqual([25])
})

describe.each([
  ['without SIMD', { ...globalThis.WebAssembly, Module: refusing, Memory: WebAssembly.Memory }],
  ['without WebAssembly', undefined],
])('an engine %s', { timeout: 60_000 }, (_, assembly) => {
  const { graphs, targets } = knownGraphs(40)

  it('runs Gaussian processes, to the same bits', async () => {
    const learn = async () => {
      const { GraphGp } = (await import(
        `${path}/regressors/gp/graph-gp.ts`
      )) as typeof import('../../../../src/prediction/regressors/gp/graph-gp.ts')
      const model = await new GraphGp().fit({ inputs: graphs, targets }, { seed: 1 })
      return model.predictSpread(graphs)
    }
    const usual = await learn()
    vi.stubGlobal('WebAssembly', assembly)
    vi.resetModules()
    expect(await learn()).toEqual(usual)
  })

  it('says in one sentence that it runs no graph networks, and chooses none', async () => {
    vi.stubGlobal('WebAssembly', assembly)
    vi.resetModules()
    const { graphLearnerFor, graphLearners } = (await import(
      `${path}/regressors/graph-learners.ts`
    )) as typeof import('../../../../src/prediction/regressors/graph-learners.ts')
    await expect(graphLearners.gcn().fit({ inputs: graphs, targets }, { seed: 1 })).rejects.toThrow(
      new RangeError('Graph networks need WebAssembly with SIMD, which this engine does not have.'),
    )
    expect(graphLearnerFor(300).name).toBe('graph-gp')
    expect(graphLearnerFor(5000).name).toBe('graph-gp')
  })
})

function refusing(): never {
  throw new WebAssembly.CompileError('invalid opcode')
}
