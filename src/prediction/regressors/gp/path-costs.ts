import { choleskyInPlace, solveLower, solveLowerTransposed } from '../../linear-algebra/cholesky.ts'
import { pathLength, type PathCosts } from '../../graphs/path-length.ts'
import type { FlowGraph } from '../../graphs/flow-graph.ts'

/** What a search for path costs learns from; lists are equally long. */
export interface PathSamples {
  readonly graphs: readonly FlowGraph[]
  /** Columns of a linear model beside the path, row after row: counts of operations and the like. */
  readonly columns: readonly (readonly number[])[]
  /** Logarithms of latencies. */
  readonly logLatencies: Float64Array
}

/** Below this many rows every operation costs 1, every addition a quarter: the search would fit noise. */
const fewestRows = 20
/** Of the scale of a column: keeps the least squares solvable where columns repeat each other. */
const ridge = 1e-3
/** Errors below this are noise: they gain nothing by becoming smaller. */
const smallError = 0.004
const firstStep = 1
const smallestStep = 0.1
const robustRounds = 4

/**
 * Costs of operations on the dearest way through the graph, such that latency is closest to a linear function of that
 * way's length and the given columns. Engines that start independent operations together are slow by their longest
 * chain, and which operation is dear in a chain is not which is dear in a sum. Pattern search over logarithms of
 * costs; each trial solves a robust weighted ridge regression and is judged by its leave-one-out errors.
 * @param breathe called before each trial
 */
export async function learnPathCosts(
  samples: PathSamples,
  kinds: readonly string[],
  breathe: () => Promise<void>,
): Promise<PathCosts> {
  const names = [...kinds, 'addition']
  let logCosts = names.map((name) => (name === 'addition' ? Math.log(0.25) : 0))
  if (samples.graphs.length < fewestRows) return costsOf(kinds, logCosts)
  let best = lossOf(samples, costsOf(kinds, logCosts))
  for (let step = firstStep; step > smallestStep;) {
    const before = best
    for (const place of names.keys())
      for (const change of [step, -step]) {
        const trial = logCosts.with(place, (logCosts[place] ?? 0) + change)
        await breathe()
        const loss = lossOf(samples, costsOf(kinds, trial))
        if (loss >= best) continue
        best = loss
        logCosts = trial
        break
      }
    if (best > before - 1e-4) step /= 2
  }
  return costsOf(kinds, logCosts)
}

function costsOf(kinds: readonly string[], logCosts: readonly number[]): PathCosts {
  const cost = (place: number) => Math.exp(logCosts[place] ?? 0)
  return {
    byKind: Object.fromEntries(kinds.map((kind, place) => [kind, cost(place)])),
    addition: cost(kinds.length),
  }
}

/** Mean logarithm of the leave-one-out errors, relative to the latency. */
function lossOf({ graphs, columns, logLatencies }: PathSamples, costs: PathCosts): number {
  const middle = logLatencies.slice().sort()[logLatencies.length >> 1] ?? 0
  const latencies = logLatencies.map((value) => Math.exp(value - middle))
  const rows = graphs.map((graph, row) =>
    // Divided by the latency: errors count as shares of it.
    Float64Array.from(
      [1, pathLength(graph, costs), ...(columns[row] ?? [])],
      (x) => x / (latencies[row] ?? 1),
    ),
  )
  let weights = new Float64Array(rows.length).fill(1)
  let errors = new Float64Array(rows.length)
  for (let round = 0; round < robustRounds; round++) {
    errors = leaveOneOutErrors(rows, weights)
    const scale = 1.4826 * (errors.map(Math.abs).sort()[errors.length >> 1] ?? 0) + smallError
    weights = errors.map((error) => 3 / (2 + (error / scale) ** 2))
  }
  return errors.reduce((sum, error) => sum + Math.log(Math.abs(error) + smallError), 0) / errors.length
}

/** Of the weighted ridge regression of 1 on the rows. */
function leaveOneOutErrors(rows: readonly Float64Array[], weights: Float64Array): Float64Array<ArrayBuffer> {
  const width = rows[0]?.length ?? 0
  const gram = new Float64Array(width * width)
  const right = new Float64Array(width)
  for (const [index, row] of rows.entries()) {
    const weight = weights[index] as number
    for (let i = 0; i < width; i++) {
      const value = weight * (row[i] as number)
      right[i] = (right[i] as number) + value
      for (let j = 0; j <= i; j++)
        gram[i * width + j] = (gram[i * width + j] as number) + value * (row[j] as number)
    }
  }
  for (let i = 0; i < width; i++) gram[i * width + i] = (gram[i * width + i] as number) * (1 + ridge) + 1e-9
  choleskyInPlace(gram, width)
  solveLower(gram, width, right)
  solveLowerTransposed(gram, width, right)
  return Float64Array.from(rows, (row, index) => {
    const spread = row.slice()
    solveLower(gram, width, spread)
    const leverage = (weights[index] as number) * spread.reduce((sum, x) => sum + x * x, 0)
    const fitted = row.reduce((sum, x, place) => sum + x * (right[place] as number), 0)
    return (fitted - 1) / Math.max(0.05, 1 - leverage)
  })
}
