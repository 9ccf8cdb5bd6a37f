import type { Architecture } from '../../../src/architecture/graph.ts'
import type { KernelRecord } from '../../../src/dataset/kernel-schema.ts'
import { fitKernelModel } from '../../../src/prediction/kernel-model/kernel-learner.ts'
import { KernelBase } from '../../../src/prediction/network-model/kernel-base.ts'
import { RememberedCells } from '../../../src/prediction/network-model/nasbench201/remembered-cells.ts'
import { totalsOf } from '../../../src/prediction/network-model/totals.ts'
import { worksOfCalls, type PlacedCall } from '../../../src/prediction/network-model/works-of-calls.ts'
import { fitOverhead } from '../../../src/prediction/overhead/overhead.ts'
import { startPlanner } from '../../../src/runtimes/tfjs/plan/planner.ts'
import { cellNumbered, numberOfCells } from '../../../src/spaces/nasbench201/cell.ts'
import { canonicalComputation, computationOf } from '../../../src/spaces/nasbench201/computation.ts'
import { network } from '../../../src/spaces/nasbench201/network.ts'
import { randomStream, uniform } from '../../../src/spaces/random.ts'

/** Speed of predictions of NAS-Bench-201 in one thread of Node.js, as one line of JSON on standard output. */
export interface PredictionsResult {
  /** Networks a second of each round by a memory that knows the operations, but has seen no cell. */
  readonly firstPerS: readonly number[]
  /** The same networks once more. */
  readonly againPerS: readonly number[]
  /** Networks a second whose kernels are all predicted one by one; their plans were made before. */
  readonly oneByOnePerS: readonly number[]
  /** Random cells of a round, and how many of them differ. */
  readonly networks: number
  readonly different: number
  readonly kernelsOfNetwork: number
  /** Largest relative difference of the sums of kernels from those one by one. */
  readonly largestDifference: number
}

const networks = 100_000
const rounds = 9
const trainingNetworks = 40
const checkedNetworks = 50
const size = 32

const planner = await startPlanner('webgpu', { limits: {}, gpuVendor: '', gpuArchitecture: '', flags: {} })
const planOf = async (architecture: Architecture): Promise<PlacedCall[]> =>
  (await planner.plan(architecture, 'on')).map(({ nodes, ...kernel }) => ({
    nodes,
    kernel: kernel as unknown as KernelRecord,
  }))
const digitsOf = (number: number) => number.toString(5).padStart(6, '0')

const random = randomStream(1)
const drawn: string[] = []
while (drawn.length < networks) {
  const number = uniform(random, 0, numberOfCells - 1)
  if (computationOf(cellNumbered(number)).output.length > 0) drawn.push(digitsOf(number))
}

const planned = async (digits: string) => {
  const cell = cellNumbered(parseInt(digits, 5))
  const architecture = network(canonicalComputation(cell), size, digits)
  const works = worksOfCalls(await planOf(architecture), architecture).map(({ work }) => work)
  return { id: digits, graph: { nodes: [], output: [] }, features: [], works }
}
const training = await Promise.all([...new Set(drawn)].slice(0, trainingNetworks).map(planned))
const works = training.flatMap((one) => one.works)
const sumOf = (times: Float64Array) => times.reduce((sum, time) => sum + time, 0)
/** Times like those of a GPU, with a noise of 3 %. */
const times = Float64Array.from(works, ({ paddedFlops, outputBytes, inputBytes }) => {
  const noise = 1 + (uniform(random, 0, 600) - 300) / 10_000
  return noise * (5e-3 + 2e-10 * paddedFlops + 1e-8 * (inputBytes + outputBytes))
})
const ids = training.flatMap(({ id, works: own }) => own.map(() => id))
const { model } = await fitKernelModel({ works, times, networks: ids }, { seed: 1 })
const sums = Float64Array.from(training, (one) => sumOf(model.predict(one.works).times))
const latencies = sums.map((sum) => 0.5 + 1.05 * sum)
const overhead = await fitOverhead(totalsOf(training, sums), latencies, { seed: 1 })
const base = new KernelBase(model, overhead.model)

const [firstPerS, againPerS, oneByOnePerS] = [[], [], []] as [number[], number[], number[]]
const perS = (count: number, work: () => unknown): number => {
  const startMs = performance.now()
  work()
  return (1000 * count) / (performance.now() - startMs)
}
const checked = await Promise.all([...new Set(drawn)].slice(-checkedNetworks).map(planned))
let largestDifference = 0
for (let round = 0; round < rounds; round++) {
  const remembered = await RememberedCells.of(base, planOf, size)
  firstPerS.push(perS(networks, () => remembered.latenciesMs(drawn)))
  againPerS.push(perS(networks, () => remembered.latenciesMs(drawn)))
  oneByOnePerS.push(perS(checked.length, () => base.predict(checked)))
  for (const one of checked) {
    const slow = sumOf(model.predict(one.works).times)
    largestDifference = Math.max(largestDifference, Math.abs(remembered.costOf(one.id).timeMs / slow - 1))
  }
}
planner.close()
const result: PredictionsResult = {
  ...{ firstPerS, againPerS, oneByOnePerS, networks, largestDifference },
  different: new Set(drawn).size,
  kernelsOfNetwork: checked.reduce((sum, one) => sum + one.works.length, 0) / checked.length,
}
process.stdout.write(JSON.stringify(result))
