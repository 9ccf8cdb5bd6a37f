import { memory } from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Builder, type Value } from '../../../../src/architecture/builder.ts'
import type { Runtime } from '../../../../src/runtimes/runtime.ts'
import { startTfjs } from '../../../../src/runtimes/tfjs/start.ts'
import { inputValues, normalValues } from '../../../../src/runtimes/weights.ts'

let runtime: Runtime

beforeAll(async () => {
  runtime = await startTfjs({ backend: 'cpu', threads: 1, fusion: 'off', selection: 'standard' }, 10_000)
})
afterAll(() => runtime.stop())

/** What the plain JavaScript backend gives, twice, without leaving a tensor behind. */
async function outputOf(build: (b: Builder) => Value): Promise<number[]> {
  const b = new Builder('composed')
  const executable = runtime.prepare(b.build(build(b)))
  const before = memory().numTensors
  executable.load()
  const loaded = memory().numTensors
  executable.run()
  const first = await executable.read()
  expect(memory().numTensors).toBe(loaded)
  executable.run()
  expect(await executable.read()).toEqual(first)
  expect(memory().numTensors).toBe(loaded)
  executable.dispose()
  expect(memory().numTensors).toBe(before)
  return [...first]
}

const expectNear = (found: readonly number[], wanted: readonly number[]) => {
  expect(found).toHaveLength(wanted.length)
  for (const [place, value] of wanted.entries()) expect(found[place]).toBeCloseTo(value, 5)
}

/** Rows of `width` numbers. */
const rowsOf = (values: ArrayLike<number>, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, row) =>
    Array.from({ length: width }, (_value, column) => values[row * width + column]!),
  )

describe('layer norm', () => {
  /** One place after the other, by the definition; `seed` is five times the place of the node. */
  function byHand(input: ArrayLike<number>, channels: number, epsilon: number, seed: number): number[] {
    const scale = normalValues(channels, seed, 0.1)
    const offset = normalValues(channels, seed + 1, 0.05)
    const output: number[] = []
    for (const row of rowsOf(input, channels)) {
      let mean = 0
      for (const value of row) mean += value / channels
      let variance = 0
      for (const value of row) variance += (value - mean) ** 2 / channels
      for (const [channel, value] of row.entries())
        output.push(
          ((value - mean) / Math.sqrt(variance + epsilon)) * (0.9 + scale[channel]!) + offset[channel]!,
        )
    }
    return output
  }

  test.each([1e-6, 0.5])('is that of plain loops over a map, epsilon %f', async (epsilon) => {
    const found = await outputOf((b) => b.layerNorm(b.input([3, 4, 10]), epsilon))
    expectNear(found, byHand(inputValues([3, 4, 10]), 10, epsilon, 5))
  })

  test('is that of plain loops over features', async () => {
    const found = await outputOf((b) => b.layerNorm(b.flatten(b.input([2, 3, 5]))))
    expectNear(found, byHand(inputValues([2, 3, 5]), 30, 1e-6, 10))
  })
})

describe('attention', () => {
  /** softmax(Q Kᵀ / sqrt(d)) V, one number after the other. */
  function byHand(queries: number[][], keys: number[][], values: number[][], heads: number): number[] {
    const [ofKey, ofValue] = [queries[0]!.length / heads, values[0]!.length / heads]
    const output = queries.map(() => new Array<number>(heads * ofValue).fill(0))
    for (let head = 0; head < heads; head++)
      for (const [place, query] of queries.entries()) {
        const weights: number[] = []
        for (const key of keys) {
          let score = 0
          for (let channel = head * ofKey; channel < (head + 1) * ofKey; channel++)
            score += query[channel]! * key[channel]!
          weights.push(Math.exp(score / Math.sqrt(ofKey)))
        }
        const sum = weights.reduce((total, weight) => total + weight, 0)
        for (const [token, weight] of weights.entries())
          for (let channel = head * ofValue; channel < (head + 1) * ofValue; channel++)
            output[place]![channel]! += (weight / sum) * values[token]![channel]!
      }
    return output.flat()
  }

  test.each([1, 2, 3])(
    'of %i heads is that of plain loops, keys of another map and wider values',
    async (heads) => {
      const [queries, keys, values] = [
        [3, 4, 6],
        [2, 5, 6],
        [2, 5, 12],
      ] as const
      const found = await outputOf((b) =>
        b.attention(b.input(queries), b.input(keys), b.input(values), heads),
      )
      const rows = (shape: readonly [number, number, number]) => rowsOf(inputValues(shape), shape[2])
      expectNear(found, byHand(rows(queries), rows(keys), rows(values), heads))
    },
  )

  test('of a map with itself reads its input three times', async () => {
    const found = await outputOf((b) => {
      const x = b.input([3, 3, 8])
      return b.attention(x, x, x, 4)
    })
    const x = rowsOf(inputValues([3, 3, 8]), 8)
    expectNear(found, byHand(x, x, x, 4))
  })
})
