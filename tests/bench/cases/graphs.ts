import { randomStream } from '../../../src/spaces/random.ts'
import { distinctCells } from '../../../src/spaces/nasbench201/draw.ts'
import { cellGraph } from '../../../src/prediction/graphs/cell-graph.ts'
import type { FlowGraph } from '../../../src/prediction/graphs/flow-graph.ts'
import { Gcn, usualGcn } from '../../../src/prediction/regressors/gcn/gcn.ts'
import { GraphEnsemble } from '../../../src/prediction/regressors/ensemble/graph-ensemble.ts'
import { GraphGp } from '../../../src/prediction/regressors/gp/graph-gp.ts'
import type { SpreadLearner } from '../../../src/prediction/regressors/spread-model.ts'

/** Time of learners of whole networks in one thread of Node.js, as one line of JSON on standard output. */
export interface GraphsResult {
  readonly rows: number
  readonly cases: readonly {
    readonly name: string
    readonly goalS: number | null
    readonly fitS: readonly number[]
    readonly predicted: number
    /** Networks a second, of `predicted` that were not learnt from. */
    readonly predictedPerS: readonly number[]
  }[]
}

const rows = 900
const predicted = 4000
const cost: Readonly<Record<string, number>> = { nor_conv_1x1: 1, nor_conv_3x3: 3, avg_pool_3x3: 2 }

/** Different cells, and logarithms of made-up latencies with 2 % of noise. */
function madeUpCells(count: number): { graphs: FlowGraph[]; targets: Float64Array } {
  const random = randomStream(7)
  const graphs: FlowGraph[] = []
  for (const { computation } of distinctCells(1)) if (graphs.push(cellGraph(computation)) === count) break
  const targets = Float64Array.from(graphs, ({ nodes }) => {
    const work = nodes.reduce((sum, { kind, inputs }) => sum + (cost[kind] ?? 0) + 0.2 * inputs.length, 1)
    return Math.log(work) + (0.02 * random.next()) / 2 ** 31
  })
  return { graphs, targets }
}

const { graphs, targets } = madeUpCells(rows + predicted)
const samples = { inputs: graphs.slice(0, rows), targets: targets.slice(0, rows) }
const unseen = graphs.slice(rows)

async function timed(
  name: string,
  goalS: number | null,
  rounds: number,
  learner: SpreadLearner<readonly FlowGraph[]>,
) {
  const fitS: number[] = []
  const predictedPerS: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    const model = await learner.fit(samples, { seed: round })
    const fitted = performance.now()
    model.predict(unseen)
    fitS.push((fitted - start) / 1000)
    predictedPerS.push((1000 * unseen.length) / (performance.now() - fitted))
  }
  return { name, goalS, fitS, predicted: unseen.length, predictedPerS }
}

const result: GraphsResult = {
  rows,
  cases: [
    await timed('Gaussian process', 3, 3, new GraphGp()),
    // All epochs, also where it would have stopped.
    await timed(`graph network, ${usualGcn.epochs} epochs`, 60, 2, new Gcn({ stopAfter: Infinity })),
    await timed('ensemble of both', null, 1, new GraphEnsemble()),
  ],
}
process.stdout.write(`${JSON.stringify(result)}\n`)
