import { describe, expect, test } from 'vitest'
import { Builder } from '../../../../src/architecture/builder.ts'
import { zooSpace } from '../../../../src/spaces/zoo/space.ts'
import { foldedBytes, foldedNodes } from './public-table-folding.ts'
import { operationShapes, rowShape, unmatched } from './public-table-shapes.ts'
import { differences, isThere, nodeCounts, publicNames } from './public-table.ts'

describe('the shapes of the public table', () => {
  const columns = [
    'operation',
    'input_shape',
    'input_channel',
    'output_shape',
    'stride',
    'kernel',
    'filter',
    'group',
  ]
  const shapeOf = (cells: string) => {
    const values = cells.split(',')
    return rowShape(Object.fromEntries(columns.map((column, index) => [column, values[index] ?? ''])))
  }
  const b = new Builder('test')
  const x = b.conv(b.input([14, 14, 32]), 64, { kernel: 3, stride: 2, groups: 4 })
  const ours = operationShapes(b.build(b.dense(b.globalAvgPool(b.concat(b.depthwise(x), x)), 10)))
  const theirs = [
    'CONV_2D_GROUP,14,32,7,2,3,64,4',
    'DEPTHWISE_CONV_2D,9,64,7,1,3,1,1',
    'CONCATENATION,7,64,7,-,2,128,-',
    'AVERAGE_POOL_2D,7,128,1,1,7,-,-',
    'CONV_2D,1,128,1,1,1,10,1',
  ]
  const compared = (rows: readonly string[]) => unmatched(ours, rows.map(shapeOf))

  test('are ours, in whatever way a converter writes them', () => {
    expect(compared(theirs)).toEqual({ onlyOurs: [], onlyTheirs: [], padded: 1 })
    const others = ['MEAN,7,128,128,-,0,-,-', 'FULLY_CONNECTED,-,128,-,-,-,10,-', ...theirs.slice(0, 3)]
    expect(compared(others)).toEqual({ onlyOurs: [], onlyTheirs: [], padded: 1 })
  })

  test.each([
    [0, 'CONV_2D_GROUP,17,32,7,2,3,64,4'],
    [0, 'CONV_2D_GROUP,14,16,7,2,3,64,4'],
    [0, 'CONV_2D_GROUP,14,32,8,2,3,64,4'],
    [0, 'CONV_2D_GROUP,14,32,7,1,3,64,4'],
    [0, 'CONV_2D_GROUP,14,32,7,2,5,64,4'],
    [0, 'CONV_2D_GROUP,14,32,7,2,3,32,4'],
    [0, 'CONV_2D_GROUP,14,32,7,2,3,64,8'],
    [0, 'CONV_2D,14,32,7,2,3,64,1'],
    [1, 'CONV_2D,9,64,7,1,3,64,1'],
    [1, 'DEPTHWISE_CONV_2D,10,64,7,1,3,1,1'],
    [2, 'CONCATENATION,7,64,7,-,3,128,-'],
    [2, 'CONCATENATION,7,32,7,-,2,128,-'],
    [3, 'MAX_POOL_2D,7,128,1,1,7,-,-'],
    [3, 'AVERAGE_POOL_2D,7,128,3,2,3,-,-'],
    [4, 'FULLY_CONNECTED,-,128,-,-,-,11,-'],
  ])('are not ours where row %i is %s', (index, row) => {
    expect(compared(theirs.with(index, row))).toMatchObject({
      onlyOurs: [expect.any(String)],
      onlyTheirs: [expect.any(String)],
    })
  })
})

describe('folding', () => {
  test('leaves a bias behind a convolution, a scale and an offset elsewhere', () => {
    const b = new Builder('test')
    const x = b.batchNorm(b.input([8, 8, 4]))
    const architecture = b.build(b.convNorm(b.convNorm(x, 6, {}, 'relu'), 5, { bias: true }))
    expect(foldedBytes(architecture)).toBe(4 * (2 * 4 + (4 * 6 + 6) + (6 * 5 + 5)))
    expect(foldedNodes(architecture)).toBe(2 + 1 + 1 + 1)
  })
})

describe.skipIf(!isThere)('the public table', () => {
  test('has 102 networks, which the zoo has by the same names', () => {
    expect(publicNames.length).toBe(102)
    for (const name of publicNames) expect(zooSpace.fromKey(name).label).toBe(name)
  })

  test('tells a network from its nearest', () => {
    const all = (name: string, key: string) => differences(name, zooSpace.fromKey(key)).join('\n')
    expect(all('resnet18', 'resnet16')).toMatch(/FLOPs are .*\n.*bytes are .*\nonly theirs: conv/)
    expect(all('resnet18', 'preresnet18')).toBe('')
    expect(nodeCounts('resnet18', zooSpace.fromKey('preresnet18'))).not.toMatchObject({ ours: 48 })
    expect(nodeCounts('resnet18', zooSpace.fromKey('resnet18'))).toEqual({ ours: 48, theirs: 48 })
    expect(all('resnet18', 'resnet18,size=225')).toMatch(/FLOPs/)
  })

  test('names an exception that is not needed', () => {
    const resnet = zooSpace.fromKey('resnet18')
    const [flops, bytes] = differences('resnet18', resnet, { flops: 0.1, bytes: 0.1, reason: 'none' })
    expect([flops, bytes]).toEqual([
      expect.stringMatching(/FLOPs need no/),
      expect.stringMatching(/bytes need no/),
    ])
    const operations = { onlyOurs: ['mean 7x512'], onlyTheirs: [] }
    expect(differences('resnet18', resnet, { operations, reason: 'none' })).toHaveLength(1)
  })

  test('has no other networks', () => {
    expect(() => differences('resnet19', zooSpace.fromKey('resnet18'))).toThrow('no network "resnet19"')
  })
})
