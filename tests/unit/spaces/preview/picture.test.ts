import { describe, expect, test } from 'vitest'
import { Builder, type Value } from '../../../../src/architecture/builder.ts'
import { pictureOf } from '../../../../src/spaces/preview/picture.ts'
import { previewOf } from '../../../../src/spaces/preview/preview.ts'
import { zooSpace } from '../../../../src/spaces/zoo/space.ts'

function picture(build: (b: Builder, x: Value) => Value) {
  const b = new Builder('test')
  return pictureOf(b.build(build(b, b.input([32, 32, 3]))))
}

describe('the picture of a graph', () => {
  test('shows what computes, and reads through what runs inside it', () => {
    const { columns, marks, links } = picture((b, x) =>
      b.conv(b.convNorm(x, 8, { kernel: 3, stride: 2 }, 'relu'), 16),
    )
    expect(columns).toBe(2)
    expect(marks.map(({ kind, column }) => [kind, column])).toEqual([
      ['convolution', 0],
      ['pointwise', 1],
    ])
    expect(links).toEqual([[0, 1]])
  })

  test('sets parallel branches side by side, in lanes of one column', () => {
    const { marks, links } = picture((b, x) => b.concat(b.conv(x, 4), b.depthwise(x)))
    expect(marks.map(({ column, lane, lanes }) => [column, lane, lanes])).toEqual([
      [0, 0, 2],
      [0, 1, 2],
      [1, 0, 1],
    ])
    expect(links).toEqual([
      [0, 2],
      [1, 2],
    ])
  })

  test('shows the size of maps as height: lower where a convolution strides, least without a map', () => {
    const { marks } = picture((b, x) => b.dense(b.globalAvgPool(b.conv(x, 8, { kernel: 3, stride: 4 })), 10))
    const [conv, mean, dense] = marks.map(({ height }) => height)
    expect(conv).toBeCloseTo(Math.log2(9) / Math.log2(33), 10)
    expect(mean).toBe(dense)
    expect(dense).toBeGreaterThan(0)
    expect(dense).toBeLessThan(conv!)
  })

  test('shows what would be hidden where there is nothing else', () => {
    const { columns, marks } = picture((b, x) => b.activation(x, 'relu'))
    expect([columns, marks.length]).toEqual([1, 1])
  })

  test('keeps every link within its marks for every network of the zoo', () => {
    for (const { key, architecture } of zooSpace.sample({ seed: 1, count: 200, inputSize: 64 })) {
      const { columns, marks, links } = pictureOf(architecture)
      for (const { column, lane, lanes, height } of marks)
        expect([key, column < columns, lane < lanes, height > 0 && height <= 1]).toEqual([
          key,
          true,
          true,
          true,
        ])
      for (const [from, to] of links) expect(marks[from]!.column).toBeLessThan(marks[to]!.column)
    }
  })
})

test('a preview tells the cost of ResNet-18 as it is published: 1.8 G multiply-adds, 11.7 M parameters', () => {
  const it = previewOf('zoo', 'resnet18', zooSpace.fromKey('resnet18'))
  expect(it.flops / 2e9).toBeCloseTo(1.82, 2)
  expect(it.parameters / 1e6).toBeCloseTo(11.7, 1)
  expect(it.operations).toBe(zooSpace.fromKey('resnet18').nodes.length)
})
