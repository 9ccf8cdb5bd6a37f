import { describe, expect, test } from 'vitest'
import { Builder } from '../../../src/architecture/builder.ts'
import { ArchitectureError, consumersOf, nodesByName } from '../../../src/architecture/graph.ts'
import { withoutDeadNodes } from '../../../src/architecture/prune.ts'
import { inferShapes } from '../../../src/architecture/shapes.ts'

describe('Builder', () => {
  test('knows every shape as inferShapes does', () => {
    const b = new Builder('net')
    const x = b.input([17, 17, 6])
    const values = [x, b.conv(x, 4, { kernel: 3, stride: 2, padding: 1 })]
    values.push(
      b.depthwise(x, { multiplier: 2 }),
      b.maxPool(x, { kernel: 2 }),
      b.avgPool(x, { kernel: 3, padding: 'same' }),
    )
    values.push(b.resize(x, 5), b.pad(x, { top: 1, bottom: 0, left: 0, right: 0 }), b.softmax(b.flatten(x)))
    values.push(b.channelShuffle(x, 3), b.mul(x, b.globalAvgPool(x, { keepDims: true })))
    const shapes = inferShapes(b.build(...values))
    for (const { name, shape } of values) expect(shapes.get(name)).toEqual(shape)
  })

  test('reports a mistake where it is made, by the name that the node would have had', () => {
    const b = new Builder('net')
    const x = b.input([4, 4, 6])
    const wrong = () => b.scope('stage', () => b.scope('unit', () => b.conv(x, 8, { groups: 4 })))
    expect(wrong).toThrow(ArchitectureError)
    expect(wrong).toThrow('Node "stage/unit/conv2d1": 6 channels do not divide into 4 groups.')
  })

  test('forgets a scope even where building in it fails', () => {
    const b = new Builder('net')
    const x = b.input([4, 4, 6])
    expect(() => b.scope('stage', () => b.dense(x, 8))).toThrow()
    expect(b.conv(x, 8).name).toBe('conv2d1')
  })

  test('refuses values of another network', () => {
    const [b, other] = [new Builder('net'), new Builder('other')]
    b.input([4, 4, 6])
    const foreign = other.conv(other.input([4, 4, 6]), 8)
    expect(() => b.activation(foreign, 'relu')).toThrow('its input "conv2d1" is not of this network')
  })

  test('splits the channels into parts that together are the whole', () => {
    const b = new Builder('net')
    const x = b.input([4, 4, 6])
    const parts = b.split(x, [1, 2, 3])
    expect(parts.map(({ shape }) => shape)).toEqual([
      [4, 4, 1],
      [4, 4, 2],
      [4, 4, 3],
    ])
    expect(b.concat(...parts).shape).toEqual(x.shape)
    const begins = b
      .build(...parts)
      .nodes.flatMap(({ operation }) => (operation.kind === 'slice' ? [operation.begin[2]] : []))
    expect(begins).toEqual([0, 1, 3])
  })

  test('takes a concatenation of one value for that value', () => {
    const b = new Builder('net')
    const x = b.input([4, 4, 6])
    expect(b.concat(x)).toBe(x)
  })

  test('leaves out what no output depends on', () => {
    const b = new Builder('net')
    const x = b.input([4, 4, 6])
    b.conv(b.conv(x, 3), 4)
    const { nodes } = b.build(b.activation(x, 'relu'))
    expect(nodes.map(({ operation }) => operation.kind)).toEqual(['input', 'activation'])
  })
})

describe('withoutDeadNodes', () => {
  test('returns the architecture itself where all nodes live', () => {
    const b = new Builder('net')
    const architecture = b.build(b.activation(b.input([4]), 'relu'))
    expect(withoutDeadNodes(architecture)).toBe(architecture)
  })

  test('leaves out an input that is not read, and keeps the order of the rest', () => {
    const b = new Builder('net')
    b.input([8])
    const x = b.input([4])
    const y = b.activation(x, 'relu')
    const { nodes, outputs } = b.build(b.sum(y, b.activation(y, 'tanh')), y)
    expect(nodes.map(({ name }) => name)).toEqual(['input1', 'activation2', 'activation3', 'add4'])
    expect(outputs).toEqual(['add4', 'activation2'])
  })
})

describe('the graph', () => {
  test('lists a reader that reads twice twice', () => {
    const b = new Builder('net')
    const x = b.input([4])
    const architecture = b.build(b.sum(x, x))
    expect(
      consumersOf(architecture)
        .get('input0')
        ?.map(({ name }) => name),
    ).toEqual(['add1', 'add1'])
    expect(consumersOf(architecture).get('add1')).toEqual([])
  })

  test('refuses a name that is used twice', () => {
    const node = { name: 'x', operation: { kind: 'input', shape: [4] }, inputs: [] } as const
    expect(() => nodesByName({ label: 'net', nodes: [node, node], outputs: ['x'] })).toThrow(
      'Node "x": the name is used twice.',
    )
  })
})
