import { expect, test } from 'vitest'
import { architectureOf } from '../../../../src/architecture/identity.ts'
import { totalCost } from '../../../../src/architecture/cost.ts'
import { architectureRecord } from '../../../../src/dataset/identity.ts'
import { teachingNetworks } from '../../../../src/prediction/choice/network-choice.ts'
import { loadSpace } from '../../../../src/spaces/registry.ts'

const space = await loadSpace('synthetic')
const records = [...space.sample({ seed: 1, count: 40, inputSize: 32 })].map((drawn) =>
  architectureRecord({ ...drawn, space: 'synthetic' }),
)
const flopsOf = ({ graph, label }: (typeof records)[number]) => totalCost(architectureOf(graph, label)).flops
const wish = { count: 8, seed: 2, fixedSeconds: 1 }
const byCost = [...records].sort((a, b) => flopsOf(a) - flopsOf(b))

test('networks are spread over their costs where nothing was measured', () => {
  const chosen = teachingNetworks(records, [], wish)
  const strata = chosen.map((record) => Math.floor(byCost.indexOf(record) / 5))
  expect(strata.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(teachingNetworks(records, [], wish)).toEqual(teachingNetworks(records, [], wish))
})

test('networks that are known are not chosen again, and what they leave open is', () => {
  const known = byCost
    .slice(0, 20)
    .map((architecture) => ({ architecture, latencyMs: flopsOf(architecture) / 1e6 }))
  const chosen = teachingNetworks(records, known, wish)
  expect(chosen).toHaveLength(8)
  const ids = new Set(known.map(({ architecture }) => architecture.id))
  expect(chosen.some(({ id }) => ids.has(id))).toBe(false)
  expect(teachingNetworks(records.slice(0, 3), known, { ...wish, count: 50 }).length).toBeLessThanOrEqual(3)
  expect(teachingNetworks([], known, wish)).toEqual([])
})

test('latencies of 0 and what is no number teach nothing', () => {
  const wrong = [0, NaN, -1, Infinity, 0, 0].map((latencyMs, place) => ({
    architecture: records[place]!,
    latencyMs,
  }))
  expect(teachingNetworks(records, wrong, wish)).toEqual(teachingNetworks(records, [], wish))
})
