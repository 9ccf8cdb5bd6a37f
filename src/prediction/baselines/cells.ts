import { operations } from '../../spaces/nasbench201/cell.ts'
import type { CellItem } from '../evaluation/nasbench201.ts'
import { tableMethod, type Method } from '../evaluation/method.ts'
import { sumKey } from '../graphs/flow-graph.ts'
import { graphScalars } from '../graphs/scalars.ts'
import { matrixOf } from '../matrix.ts'
import { NonNegativeLinear } from '../regressors/linear/non-negative.ts'
import { tabularLearners } from '../regressors/tabular.ts'
import { LeastSquares } from './least-squares.ts'
import { liveEdges } from './live-edges.ts'

/** All that computes; `none` is where none of them is. */
const kinds = operations.filter((operation) => operation !== 'none')
/** Cells in a row at each of three widths, and values of an activation: 32², 16² and 8² pixels of 16, 32 and 64 channels. */
const [cellsInRow, channels, pixels] = [5, [16, 32, 64], [1024, 256, 64]]
const sumOver = (value: (pixels: number, channels: number) => number) =>
  cellsInRow * channels.reduce((sum, width, stage) => sum + value(pixels[stage] ?? 0, width), 0)

/** What one operation of the cell adds to the network; additions are not counted. */
const flopsOf: Readonly<Record<string, number>> = {
  nor_conv_1x1: sumOver((positions, width) => 2 * positions * width * width),
  nor_conv_3x3: sumOver((positions, width) => 2 * positions * width * width * 9),
  avg_pool_3x3: sumOver((positions, width) => positions * width * 9),
}

/** FLOPs of what the cell computes, in all its places: the rest of the network is the same for every cell. */
export const cellFlops = (digits: string): number =>
  liveEdges(digits).reduce((sum, operation) => sum + (flopsOf[operation] ?? 0), 0)

/** 24 numbers: for each edge which operation it has, all 0 where nothing flows. */
export const oneHot = (digits: string): number[] =>
  liveEdges(digits).flatMap((operation) => kinds.map((kind) => Number(kind === operation)))

/** How often each operation occurs, in the order of the digits. */
export function operationCounts(digits: string): number[] {
  const live = liveEdges(digits)
  return kinds.map((kind) => live.filter((operation) => operation === kind).length)
}

const cellKinds = kinds.filter((kind) => kind !== 'skip_connect')
/** What operations count for in the length of a way: any convolution alike, and the larger the more. */
const weightings: readonly Readonly<Record<string, number>>[] = [
  { nor_conv_1x1: 1, nor_conv_3x3: 1, avg_pool_3x3: 0 },
  { nor_conv_1x1: 2, nor_conv_3x3: 3, avg_pool_3x3: 1 },
]

/** The 24 scalars of the graph, the different sums that convolutions read, and the longest way in two weightings. */
function cellScalars(items: readonly CellItem[]): number[][] {
  const graphs = items.map(({ graph }) => graph)
  return graphScalars(graphs, cellKinds).map((scalars, place) => {
    const { nodes, output } = graphs[place] ?? { nodes: [], output: [] }
    const convolved = nodes.filter(({ kind }) => kind !== 'avg_pool_3x3').map(({ inputs }) => sumKey(inputs))
    const lengths = weightings.map((weightOf) => {
      const farthest = [0]
      const from = (values: readonly number[]) => Math.max(0, ...values.map((value) => farthest[value] ?? 0))
      for (const { kind, inputs } of nodes) farthest.push(from(inputs) + (weightOf[kind] ?? 0))
      return from(output)
    })
    return [...scalars, new Set(convolved).size, ...lengths]
  })
}

const table = (featuresOf: (item: CellItem) => number[]) => (items: readonly CellItem[]) =>
  matrixOf(items.map(featuresOf))

/**
 * What simple ways give on whole networks. Layer by layer: a time for each kind of operation, here learnt, as the
 * tables of BRP-NAS and Yue with the time of each layer alone are not public.
 */
export const cellBaselines: readonly Method<CellItem>[] = [
  tableMethod(
    'baseline: FLOPs',
    table(({ digits }) => [cellFlops(digits)]),
    new NonNegativeLinear(),
  ),
  tableMethod(
    'baseline: layer by layer',
    table(({ digits }) => operationCounts(digits)),
    new NonNegativeLinear(),
  ),
  tableMethod(
    'baseline: linear regression, one-hot',
    table(({ digits }) => oneHot(digits)),
    new LeastSquares(),
  ),
  tableMethod(
    'baseline: boosted trees, one-hot',
    table(({ digits }) => oneHot(digits)),
    tabularLearners.boosting(),
  ),
  tableMethod(
    'baseline: boosted trees, graph scalars',
    (items) => matrixOf(cellScalars(items)),
    tabularLearners.boosting(),
  ),
]
