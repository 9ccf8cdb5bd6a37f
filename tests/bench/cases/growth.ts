import { workOfOperation } from '../../../src/prediction/features/operation-work.ts'
import type { KernelWork } from '../../../src/prediction/features/work.ts'
import { cellGraph } from '../../../src/prediction/graphs/cell-graph.ts'
import { fitKernelModel } from '../../../src/prediction/kernel-model/kernel-learner.ts'
import { rowsAt, type Matrix } from '../../../src/prediction/matrix.ts'
import { GraphGp } from '../../../src/prediction/regressors/gp/graph-gp.ts'
import { Mlp, mlpDefaults } from '../../../src/prediction/regressors/mlp/mlp.ts'
import type { Learner } from '../../../src/prediction/regressors/regressor.ts'
import { tabularLearners } from '../../../src/prediction/regressors/tabular.ts'
import { upTo } from '../../../src/prediction/regressors/trees/sampling.ts'
import { distinctCells } from '../../../src/spaces/nasbench201/draw.ts'
import { randomStream } from '../../../src/spaces/random.ts'
import { madeUpTable } from './made-up-table.ts'

/** How learners grow with rows, in one thread of Node.js, as one line of JSON on standard output. */
export type GrowthResult = readonly Growth[]

export interface Growth {
  readonly learner: string
  /** What is learnt from, such as `rows of 14 columns`. */
  readonly what: string
  readonly rows: number
  /** One for each round. */
  readonly fitS: readonly number[]
  /** A second, the fastest round. */
  readonly predictedPerS: number
}

const sizes = [1000, 10_000, 100_000]
const mlpEpochs = 5

const { table, targets } = madeUpTable(Math.max(...sizes))
const latencies = targets.map(Math.exp)
const results: Growth[] = []

const mostRounds = 3
/** No further round after so long. */
const enoughS = 2

async function timed<Inputs>(
  learner: string,
  what: string,
  rows: number,
  fit: () => Promise<{ predict(inputs: Inputs): unknown }>,
  inputs: Inputs,
  predicted: number,
): Promise<void> {
  const fitS: number[] = []
  let [predictedPerS, totalS] = [0, 0]
  while (fitS.length < mostRounds && totalS < enoughS) {
    const startMs = performance.now()
    const model = await fit()
    const fittedMs = performance.now()
    fitS.push((fittedMs - startMs) / 1000)
    totalS += (fittedMs - startMs) / 1000
    model.predict(inputs)
    predictedPerS = Math.max(predictedPerS, (1000 * predicted) / (performance.now() - fittedMs))
  }
  results.push({ learner, what, rows, fitS, predictedPerS })
}

const { lasso, nnls, forest, boosting } = tabularLearners
const tabular: Readonly<Record<string, () => Learner<Matrix>>> = {
  ...{ lasso, nnls, forest, boosting },
  [`mlp, ${mlpEpochs} of ${mlpDefaults.epochs} epochs`]: () => new Mlp({ epochs: mlpEpochs }),
}
for (const [name, make] of Object.entries(tabular))
  for (const rows of sizes) {
    const inputs = rowsAt(table, upTo(rows))
    const samples = { inputs, targets: latencies.subarray(0, rows) }
    await timed(name, 'rows of 14 columns', rows, () => make().fit(samples, { seed: 1 }), inputs, rows)
  }

for (const rows of [300, 1000, 3000]) {
  const cells = [...distinctCells(1)].slice(0, rows).map(({ computation }) => cellGraph(computation))
  const random = randomStream(2)
  // As many convolutions as there are, and noise: what is learnt does not matter here.
  const logs = Float64Array.from(cells, ({ nodes }) => Math.log(2 + nodes.length) + random.next() / 2 ** 37)
  const samples = { inputs: cells, targets: logs }
  await timed('gp', 'graphs', rows, () => new GraphGp().fit(samples, { seed: 1 }), cells, rows)
}

/** Convolutions of made-up sizes in four implementations: a launch, arithmetic and bytes, and noise of 5 %. */
function kernels(count: number): { works: KernelWork[]; times: Float64Array; networks: string[] } {
  const random = randomStream(3)
  const unit = () => (random.next() >>> 0) / 2 ** 32
  const works = Array.from({ length: count }, () => {
    const [inputSide, stride] = [Math.ceil(2 ** (2 + 6 * unit())), unit() < 0.3 ? 2 : 1]
    return workOfOperation({
      ...{ operation: 'CONV_2D', kernel: `code_${'abcd'[Math.floor(4 * unit())]}`, inputSide, stride },
      ...{ inputChannels: Math.ceil(2 ** (3 + 6 * unit())), filters: Math.ceil(2 ** (3 + 6 * unit())) },
      ...{ outputSide: Math.ceil(inputSide / stride), window: unit() < 0.5 ? 1 : 3, groups: 1 },
    })
  })
  const times = Float64Array.from(
    works,
    ({ paddedFlops, inputBytes, outputBytes, weightBytes }) =>
      (5 + paddedFlops / 5e5 + (inputBytes + outputBytes + weightBytes) / 2e4) * (1 + 0.1 * (unit() - 0.5)),
  )
  return { works, times, networks: works.map((_, place) => `network ${Math.floor(place / 20)}`) }
}
for (const rows of sizes) {
  const timedKernels = kernels(rows)
  const fit = async () => (await fitKernelModel(timedKernels, { seed: 1 })).model
  await timed('kernel model', 'kernels of 4 implementations', rows, fit, timedKernels.works, rows)
}

process.stdout.write(JSON.stringify(results satisfies GrowthResult))
