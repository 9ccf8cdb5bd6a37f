import { describe, expect, test } from 'vitest'
import { axesOf } from '../../../../src/spaces/operations/axes.ts'
import { fieldsOf, kinds } from '../../../../src/spaces/operations/operation.ts'
import { operationRangesMarkdown, ranges } from '../../../../src/spaces/operations/ranges.ts'
import { randomStream } from '../../../../src/spaces/random.ts'

test('a kind is chosen as often as its weight says, among the possible ones only', () => {
  const random = randomStream(1)
  const counts = { conv2d: 0, dense: 0, add: 0 }
  const possible = ['conv2d', 'dense', 'add'] as const
  for (let draw = 0; draw < 11_000; draw++) {
    const kind = ranges.operation.kind.draw(random, possible)
    if (kind === 'conv2d' || kind === 'dense' || kind === 'add') counts[kind]++
    else throw new Error(`${kind} was not possible.`)
  }
  // Weights 8, 2 and 1; 5 standard deviations of a share of 11,000 draws.
  expect(Math.abs(counts.conv2d - 8000)).toBeLessThan(235)
  expect(Math.abs(counts.dense - 2000)).toBeLessThan(205)
  expect(Math.abs(counts.add - 1000)).toBeLessThan(155)
})

test('there is something to choose, or a clear error', () => {
  expect(() => ranges.operation.kind.draw(randomStream(1), [])).toThrow(RangeError)
})

test('every kind has a weight and axes that it has fields for', () => {
  expect(ranges.operation.kind.text.split(', ').sort()).toEqual([...kinds].sort())
  for (const kind of kinds) {
    expect(axesOf[kind].length).toBeGreaterThan(0)
    for (const axis of axesOf[kind]) expect(fieldsOf[kind]).toContain(axis === 'size' ? 'h' : axis)
  }
})

describe('operationRangesMarkdown', () => {
  test('has one row of four cells for every parameter of the table', () => {
    const [header, rule, ...rows] = operationRangesMarkdown().split('\n')
    expect(header).toBe('| part | parameter | range | distribution |')
    expect(rule).toBe('|---|---|---|---|')
    expect(rows).toHaveLength(Object.values(ranges).flatMap((row) => Object.keys(row)).length)
    for (const row of rows) expect(row).toMatch(/^\| [^|]+ \| [^|]+ \| [^|]+ \| [^|]+ \|$/)
    expect(rows).toContain(
      '| sweep | what varies, among what the kind has | in, out, size, kernel | uniform |',
    )
  })
})
