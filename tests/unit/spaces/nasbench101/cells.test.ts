import { describe, expect, test } from 'vitest'
import { fromMatrix, problemOf, pruned, type Cell } from '../../../../src/spaces/nasbench101/cell.ts'
import { vertexChannels } from '../../../../src/spaces/nasbench101/channels.ts'
import { randomCells } from '../../../../src/spaces/nasbench101/draw.ts'
import { cellText, classOf, inputsOf, spellingOf } from '../../../../src/spaces/nasbench101/spelling.ts'

const [input, output, c1, c3, mp] = ['input', 'output', 'conv1x1-bn-relu', 'conv3x3-bn-relu', 'maxpool3x3']

describe('fromMatrix', () => {
  test('leaves out vertices on no path, and keeps the order of the others', () => {
    // Vertex 1 is not fed, vertex 3 feeds nothing.
    const cell = fromMatrix(
      [
        [0, 0, 1, 1, 1],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
      ],
      [input, c1, mp, c3, output],
    )
    expect(cell).toEqual({ operations: ['mp'], inputs: [[], [0], [0, 1]] })
    expect(cellText(cell)).toBe('3:111:mp')
  })

  test.each([
    [
      'a cycle',
      [
        [0, 1, 0],
        [0, 0, 1],
        [0, 1, 0],
      ],
      [input, c3, output],
      'the edge from vertex 2 to 1 leads back',
    ],
    [
      'a loop',
      [
        [0, 1, 0],
        [0, 1, 1],
        [0, 0, 0],
      ],
      [input, c3, output],
      'the edge from vertex 1 to 1 leads back',
    ],
    [
      'no path',
      [
        [0, 1, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
      [input, c3, output],
      'no path joins its input to its output',
    ],
    ['nothing', [], [], 'at least 2 vertices'],
    ['no square', [[0, 1], [0]], [input, output], 'the matrix is square'],
    [
      'other numbers',
      [
        [0, 2],
        [0, 0],
      ],
      [input, output],
      'only 0 and 1, not 2',
    ],
    [
      'too few names',
      [
        [0, 1],
        [0, 0],
      ],
      [input],
      'there are 1 operations for 2 vertices',
    ],
    [
      'unknown names',
      [
        [0, 1, 0],
        [0, 0, 1],
        [0, 0, 0],
      ],
      [input, 'conv5x5', output],
      '"conv5x5" is none of',
    ],
  ])('refuses %s', (_, matrix, names, message) => {
    expect(() => fromMatrix(matrix, names)).toThrow(RangeError)
    expect(() => fromMatrix(matrix, names)).toThrow(message)
  })

  test('refuses more than seven vertices and more than nine edges, where they are on a path', () => {
    const complete = (count: number) =>
      Array.from({ length: count }, (_, from) =>
        Array.from({ length: count }, (_, to) => (to > from ? 1 : 0)),
      )
    const chain = (count: number) =>
      Array.from({ length: count }, (_, from) =>
        Array.from({ length: count }, (_, to) => (to === from + 1 ? 1 : 0)),
      )
    const names = (count: number) => [input, ...Array.from({ length: count - 2 }, () => c3), output]
    expect(() => fromMatrix(complete(5), names(5))).toThrow('it has 10 edges, more than 9')
    expect(() => fromMatrix(chain(8), names(8))).toThrow(
      'it has 8 vertices on paths from input to output, more than 7',
    )
    const onPath = chain(7).map((row) => [...row, 0, 0])
    const withDead = [...onPath, Array.from({ length: 9 }, () => 0), Array.from({ length: 9 }, () => 0)]
    withDead[6]![8] = 1
    expect(fromMatrix(chain(7), names(7)).operations).toHaveLength(5)
    expect(() => fromMatrix(withDead, names(9))).toThrow('it has 8 vertices')
  })
})

describe('vertexChannels', () => {
  const cell = (...rows: number[][]): Cell =>
    fromMatrix(rows, [input, ...rows.slice(2).map(() => c3), output])

  // The cases of the published test, model_builder_test.py; the input's channels are not of the cell.
  const linear = cell([0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0])
  const noOutputBranch = cell(
    [0, 1, 1, 0, 0],
    [0, 0, 0, 1, 0],
    [0, 0, 0, 1, 0],
    [0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0],
  )
  const two = cell([0, 1, 1, 0], [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0])
  const three = cell([0, 1, 1, 1, 0], [0, 0, 0, 0, 1], [0, 0, 0, 0, 1], [0, 0, 0, 0, 1], [0, 0, 0, 0, 0])
  const fork = cell([0, 1, 0, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 0, 1], [0, 0, 0, 0, 1], [0, 0, 0, 0, 0])
  const mixed = cell([0, 1, 0, 1, 0], [0, 0, 1, 0, 1], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1], [0, 0, 0, 0, 0])
  test.each([
    [linear, 16, [16, 16, 16]],
    [cell([0, 1], [0, 0]), 5, [5]],
    [noOutputBranch, 8, [8, 8, 8, 8]],
    [two, 16, [8, 8, 16]],
    [two, 15, [8, 7, 15]],
    [three, 8, [3, 3, 2, 8]],
    [three, 15, [5, 5, 5, 15]],
    [fork, 8, [4, 4, 4, 8]],
    [fork, 9, [5, 5, 4, 9]],
    [mixed, 8, [4, 4, 4, 8]],
    [mixed, 15, [8, 7, 7, 15]],
  ])('shares out channels as published: %j', (shape, channels, expected) => {
    expect(vertexChannels(shape, channels).slice(1)).toEqual(expected)
  })
})

/** All cells of so many vertices, all of which are on a path. */
function* everyCell(vertices: number): Generator<Cell> {
  const pairs = (vertices * (vertices - 1)) / 2
  for (let bits = 0; bits < 2 ** pairs; bits++) {
    const inputs = inputsOf(bits.toString(2).padStart(pairs, '0'), vertices)
    for (let choice = 0; choice < 3 ** (vertices - 2); choice++) {
      const operations = inputs
        .slice(2)
        .map((_, index) => (['c1', 'c3', 'mp'] as const)[Math.floor(choice / 3 ** index) % 3]!)
      const cell = pruned({ operations, inputs })
      if (cell?.inputs.length === vertices && !problemOf(cell)) yield cell
    }
  }
}

describe('classOf', () => {
  test.each([
    [2, 1],
    [3, 6],
    [4, 84],
    [5, 2441],
  ])('tells as many cells of %i vertices apart as the benchmark has', (vertices, published) => {
    expect(new Set([...everyCell(vertices)].map(classOf)).size).toBe(published)
  })

  test('is that of every order of the vertices, and the spelling is where the branches keep theirs', () => {
    const straight = fromMatrix(
      [
        [0, 1, 1, 0, 0],
        [0, 0, 0, 1, 0],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0],
      ],
      [input, c1, mp, c3, output],
    )
    const crossed = fromMatrix(
      [
        [0, 1, 1, 0, 0],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 1, 0],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0],
      ],
      [input, mp, c1, c3, output],
    )
    const swapped = fromMatrix(
      [
        [0, 1, 0, 1, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0],
      ],
      [input, c1, c3, mp, output],
    )
    expect([crossed, swapped].map(classOf)).toEqual([classOf(straight), classOf(straight)])
    expect(spellingOf(crossed)).toBe(spellingOf(straight))
    expect(spellingOf(swapped)).not.toBe(spellingOf(straight))
  })
})

describe('randomCells', () => {
  test('are distinct, of the space, and of one order a seed', () => {
    const drawn = (seed: number, count: number) => {
      const cells: Cell[] = []
      for (const cell of randomCells(seed)) if (cells.push(cell) === count) break
      return cells
    }
    const cells = drawn(1, 2000)
    expect(new Set(cells.map(classOf)).size).toBe(2000)
    expect(cells.filter(problemOf)).toEqual([])
    expect(drawn(1, 50)).toEqual(cells.slice(0, 50))
    expect(drawn(2, 50)).not.toEqual(cells.slice(0, 50))
  })
})
