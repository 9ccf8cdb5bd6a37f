import { grouped } from '../grouping.ts'
import { halfWidthOf } from '../kernel-model/spread.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import type { KernelMethod } from './kernel-method.ts'
import { fitOpwiseOverhead, latenciesOf, overheadHalfWidth, type SeenNetwork } from './opwise-overhead.ts'
import type { OpwiseNetwork } from './opwise-kernels.ts'
import type { Score } from './score.ts'
import { around, ScoreTally } from './score-tally.ts'

/** What scores of protocol E5 are called. */
export const opwiseSubjects = {
  operations: 'operations',
  winograd: 'operations that ran by Winograd',
  sums: 'sum of operations',
  networks: 'end to end',
} as const

/** How the networks of protocol E5 are held back. */
export interface OpwiseSplit {
  /** From the published folds, or `familyFolds`. */
  readonly foldOf: (name: string) => number
  /**
   * Networks that are held back together among those that are learnt from, by name: by families where unseen families
   * are to be predicted, so that intervals are of errors on such.
   */
  readonly groupOf: (name: string) => string
}

/** All folds of one method on one device: every network was held back once. */
export interface OpwiseResult {
  /** One for each subject of which there is any. */
  readonly scores: readonly Score[]
  /** Form of the overhead, one for each fold. */
  readonly forms: readonly string[]
  /** Code of held-back networks that no training network ran. */
  readonly unknownImplementations: readonly string[]
}

/**
 * Protocol E5 for one method: kernels are learnt from the networks of the other folds, then the way from their sum to
 * the latency. Methods that see kernels get intervals, from errors on training networks held back.
 * @throws {RangeError} where a fold has nothing to learn from
 */
export async function evaluateOpwise(
  method: KernelMethod,
  device: string,
  table: readonly OpwiseNetwork[],
  { foldOf, groupOf }: OpwiseSplit,
  options: FitOptions,
): Promise<OpwiseResult> {
  const networks = table.map((network) => seenBy(method, network))
  const [kernels, winograd] = [new ScoreTally(), new ScoreTally()]
  const tallies = { operations: kernels, winograd, sums: new ScoreTally(), networks: new ScoreTally() }
  const [forms, unknown] = [[], new Set<string>()] as [string[], Set<string>]
  let [fitMs, trainingRows] = [0, 0]
  const folds = grouped(networks, ({ name }) => foldOf(name))
  for (const [fold, test] of folds) {
    const training = networks.filter(({ name }) => foldOf(name) !== fold)
    trainingRows += training.length / folds.size
    const start = performance.now()
    const learnt = await method.fit(kernelsOf(training, groupOf), options)
    const heldOut = sumsWithin(learnt.heldOut, training)
    const overhead = await fitOpwiseOverhead(training, heldOut, groupOf, options)
    fitMs += performance.now() - start
    forms.push(overhead.form)
    const forecasts = test.map(({ works }) => learnt.predict(works))
    for (const [row, { times, interval }] of forecasts.entries()) {
      const { timesUs, codes } = test[row] as SeenNetwork
      kernels.add(times, timesUs, interval)
      const places = [...codes.keys()].filter((place) => codes[place]?.startsWith('convolution_winograd'))
      const at = (values: Float64Array) => Float64Array.from(places, (place) => values[place] as number)
      winograd.add(
        at(times),
        at(timesUs),
        interval && { lower: at(interval.lower), upper: at(interval.upper) },
      )
    }
    const sums = Float64Array.from(forecasts, ({ times }) => sumOf(times))
    const latencies = overhead.predict(test, sums)
    const widths = forecasts.some(({ interval }) => interval)
      ? {
          sums: halfWidthOf(
            heldOut,
            Float64Array.from(training, measuredSum),
            training.map(({ name }) => groupOf(name)),
          ),
          networks: await overheadHalfWidth(training, heldOut, groupOf, options),
        }
      : null
    tallies.sums.add(sums, Float64Array.from(test, measuredSum), widths && around(sums, widths.sums))
    tallies.networks.add(latencies, latenciesOf(test), widths && around(latencies, widths.networks))
    for (const name of learnt.unknownOf(test.flatMap(({ works }) => works))) unknown.add(name)
  }
  const scoreOf = (subject: keyof typeof tallies): Score => ({
    ...{ device, method: method.name, subject: opwiseSubjects[subject], seed: options.seed },
    ...{ trainingRows: Math.round(trainingRows), ...tallies[subject].judged(), fitMs },
  })
  return {
    scores: (['operations', 'winograd', 'sums', 'networks'] as const)
      .filter((subject) => tallies[subject].count > 0)
      .map(scoreOf),
    ...{ forms, unknownImplementations: [...unknown] },
  }
}

/** From measured sums: what the way from the sum to the latency alone costs. */
export async function evaluateOverhead(
  device: string,
  networks: readonly OpwiseNetwork[],
  { foldOf, groupOf }: OpwiseSplit,
  options: FitOptions,
): Promise<Score> {
  const tally = new ScoreTally()
  const folds = grouped(networks, ({ name }) => foldOf(name))
  for (const [fold, test] of folds) {
    const training = networks.filter(({ name }) => foldOf(name) !== fold)
    const overhead = await fitOpwiseOverhead(
      training,
      Float64Array.from(training, measuredSum),
      groupOf,
      options,
    )
    const latencies = overhead.predict(test, Float64Array.from(test, measuredSum))
    tally.add(latencies, latenciesOf(test), null)
  }
  return {
    ...{ device, method: 'measured operations', subject: opwiseSubjects.networks, seed: options.seed },
    trainingRows: Math.round(networks.length * (1 - 1 / folds.size)),
    ...{ ...tally.judged(), fitMs: null },
  }
}

/** Those that see only operations know nothing of what was fused or hidden either. */
const seenBy = ({ sees }: KernelMethod, { operations, ...network }: OpwiseNetwork): SeenNetwork =>
  sees === 'kernels' ? network : { ...network, works: operations, hidden: 0, hiddenBytes: 0 }

const kernelsOf = (networks: readonly SeenNetwork[], groupOf: OpwiseSplit['groupOf']) => ({
  works: networks.flatMap(({ works }) => works),
  times: Float64Array.from(networks.flatMap(({ timesUs }) => [...timesUs])),
  networks: networks.flatMap(({ name, works }) => works.map(() => groupOf(name))),
})

const sumOf = (times: Float64Array): number => times.reduce((sum, time) => sum + time, 0)
const measuredSum = ({ timesUs }: Pick<OpwiseNetwork, 'timesUs'>): number => sumOf(timesUs)

/** Sums of consecutive values, as many of each network as it has kernels. */
function sumsWithin(values: Float64Array, networks: readonly SeenNetwork[]): Float64Array {
  let from = 0
  return Float64Array.from(networks, ({ timesUs }) => sumOf(values.subarray(from, (from += timesUs.length))))
}
