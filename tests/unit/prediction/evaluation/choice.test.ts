import { expect, test } from 'vitest'
import { cellFlops } from '../../../../src/prediction/baselines/cells.ts'
import { choiceScores, designs } from '../../../../src/prediction/evaluation/choice.ts'
import type { Method } from '../../../../src/prediction/evaluation/method.ts'
import { measuredCells, type CellItem } from '../../../../src/prediction/evaluation/nasbench201.ts'
import { randomStream, shuffled } from '../../../../src/spaces/random.ts'

const digits = shuffled(
  randomStream(1),
  Array.from({ length: 5 ** 5 }, (_, number) => `${number.toString(5).padStart(5, '0')}3`),
).slice(0, 2500)
const table = measuredCells(
  digits,
  Float64Array.from(digits, (text) => 1 + cellFlops(text) / 1e7),
)
/** Remembers what it is taught, and says the mean. */
const taught: string[][] = []
const listener: Method<CellItem> = {
  name: 'listener',
  fit: (items, latencies) => {
    taught.push(items.map((item) => item.digits))
    const mean = latencies.reduce((sum, latency) => sum + latency, 0) / latencies.length
    return Promise.resolve((others) => ({
      latencies: new Float64Array(others.length).fill(mean),
      interval: null,
    }))
  },
}

test('each design teaches as many different networks as asked for, and all are judged by the same others', async () => {
  taught.length = 0
  const scores = await choiceScores(listener, 'device', table, [10, 30], 4)
  expect(scores.map(({ method, trainingRows }) => `${method} ${trainingRows}`)).toEqual(
    designs.flatMap((design) => [`${design} 10`, `${design} 30`]),
  )
  expect(taught.map((list) => new Set(list).size)).toEqual([10, 30, 10, 30, 10, 30])
  const [, , stratified, , variance, longVariance] = taught
  // Nothing is known at first: variance begins with strata, and goes on from there.
  expect(variance).toEqual(stratified)
  expect(longVariance!.slice(0, 10)).toEqual(variance)
  expect(scores.every(({ accuracy }) => accuracy.n === 2000)).toBe(true)
  const again = [...taught]
  await choiceScores(listener, 'device', table, [10, 30], 4)
  expect(taught.slice(6)).toEqual(again)
})

test('a table that is too small is refused', async () => {
  const small = measuredCells(digits.slice(0, 50), new Float64Array(50).fill(1))
  await expect(choiceScores(listener, 'device', small, [10], 0)).rejects.toThrow('do not fit 50 rows')
  await expect(choiceScores(listener, 'device', table, [401], 0)).rejects.toThrow('400 candidates')
})
