import { describe, expect, test } from 'vitest'
import { randomStream } from '../../../../src/spaces/random.ts'
import { between, choice, fixed } from '../../../../src/spaces/synthetic/range.ts'
import { ranges, rangesMarkdown } from '../../../../src/spaces/synthetic/ranges.ts'

describe('a range', () => {
  test('draws each value as often as its weight says', () => {
    const range = choice('kernel', ['a', 1], ['b', 3], ['c', 6])
    const random = randomStream(1)
    const counts = { a: 0, b: 0, c: 0 }
    for (let i = 0; i < 10_000; i++) counts[range.draw(random)]++
    // 5 standard deviations of a share of 10,000 draws.
    expect(Math.abs(counts.a - 1000)).toBeLessThan(150)
    expect(Math.abs(counts.b - 3000)).toBeLessThan(230)
    expect(Math.abs(counts.c - 6000)).toBeLessThan(245)
  })

  test('draws both ends and nothing beyond', () => {
    const range = between('blocks', 9, 11)
    const random = randomStream(1)
    const drawn = new Set(Array.from({ length: 200 }, () => range.draw(random)))
    expect([...drawn].sort((a, b) => a - b)).toEqual([9, 10, 11])
  })

  test('that is fixed draws nothing: what comes after it stays the same', () => {
    const [random, untouched] = [randomStream(1), randomStream(1)]
    expect(fixed('stride', 2).draw(random)).toBe(2)
    const next = between('blocks', 0, 1e6)
    expect(next.draw(random)).toBe(next.draw(untouched))
  })

  test('reads as it draws', () => {
    expect(fixed('stride', 2)).toMatchObject({ text: '2', distribution: 'fixed' })
    expect(choice('kernel', [1, 2], [3, 5])).toMatchObject({ text: '1, 3', distribution: 'weights 2 : 5' })
    expect(choice('squeezes', [true, 1], [false, 1])).toMatchObject({
      text: 'yes, no',
      distribution: 'uniform',
    })
    expect(between('blocks', 9, 11)).toMatchObject({ text: '9 to 11', distribution: 'uniform' })
  })
})

describe('rangesMarkdown', () => {
  test('has one row of four cells for every parameter of the table', () => {
    const [header, rule, ...rows] = rangesMarkdown().split('\n')
    expect(header).toBe('| part | parameter | range | distribution |')
    expect(rule).toBe('|---|---|---|---|')
    expect(rows).toHaveLength(Object.values(ranges).flatMap((row) => Object.keys(row)).length)
    for (const row of rows) expect(row).toMatch(/^\| [^|]+ \| [^|]+ \| [^|]+ \| [^|]+ \|$/)
    expect(rows).toContain('| convolution | kernel | 1, 3, 5, 7 | weights 3 : 4 : 2 : 1 |')
  })
})
