import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  directions,
  parseSelection,
  selectionQuery,
  sortKeys,
  standardSelection,
  type Selection,
} from '../../../src/dataset/selection.ts'

const filter = fc.record(
  {
    backend: fc.constantFrom('webgpu', 'webgl', 'wasm', 'cpu'),
    status: fc.constantFrom('ok', 'skipped', 'failed'),
    platformId: fc.constant('ab'.repeat(32)),
    space: fc.constantFrom('zoo', 'synthetic', 'nasbench-201'),
    selection: fc.constantFrom('standard', 'matmul-packed'),
    plan: fc.constantFrom('met', 'missed', 'none'),
    text: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((text) => text.length <= 100),
  },
  { requiredKeys: [] },
)
const selections: fc.Arbitrary<Selection> = fc.record({
  filter,
  sort: fc.constantFrom(...sortKeys),
  direction: fc.constantFrom(...directions),
})

describe('the selection in the address', () => {
  test('comes back from its query', () =>
    fc.assert(
      fc.property(selections, (selection) => {
        expect(parseSelection(selectionQuery(selection))).toEqual({ selection, problems: [] })
      }),
    ))

  test('is the standard one where the query is empty, and the other way round', () => {
    expect(parseSelection('')).toEqual({ selection: standardSelection, problems: [] })
    expect(selectionQuery(standardSelection)).toBe('')
  })

  test('reads any query without failing', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (query) => {
        const { selection, problems } = parseSelection(query)
        expect(sortKeys).toContain(selection.sort)
        expect(problems.length).toBeLessThanOrEqual(8)
      }),
    ))

  test.each([
    ['backend=npu', 'backend is one of webgpu, webgl, wasm, cpu, not “npu”; it was left out.'],
    ['status=<b>', 'status is one of ok, skipped, failed, not “<b>”; it was left out.'],
    ['sort=size', 'sort is one of measuredAt, latency, label, not “size”; it was left out.'],
    ['platform=x', 'platform is an id of 64 hexadecimal digits, not “x”; it was left out.'],
    ['colour=red', 'This version does not know the filter “colour”; it was left out.'],
    ['__proto__=1', 'This version does not know the filter “__proto__”; it was left out.'],
  ])('names what it does not understand: %s', (query, problem) => {
    expect(parseSelection(`${query}&space=zoo`)).toEqual({
      selection: { ...standardSelection, filter: { space: 'zoo' } },
      problems: [problem],
    })
  })

  test('does not let a long value fill the page', () => {
    const { problems } = parseSelection(`backend=${'x'.repeat(10_000)}`)
    expect(problems[0]!.length).toBeLessThan(200)
  })
})
