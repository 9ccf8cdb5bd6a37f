import { randomStream, shuffled } from '../../spaces/random.ts'
import { grouped } from '../grouping.ts'
import { fitKernelModel } from '../kernel-model/kernel-learner.ts'
import { halfWidthOf } from '../kernel-model/spread.ts'
import { matrixOf } from '../matrix.ts'
import { accuracyOf, intervalQuality, type Accuracy, type IntervalQuality } from '../metrics.ts'
import type { NetworkTotals } from '../overhead/forms.ts'
import { fitOverhead } from '../overhead/overhead.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import type { TimedNetwork } from './browser-table.ts'

/** One split of protocol E9. */
export interface BrowserTrial {
  readonly seed: number
  readonly trainingNetworks: number
  /** Every kernel of the networks that were held out. */
  readonly kernels: Accuracy
  readonly kernelInterval: IntervalQuality
  /** Sums of the kernels of a network. */
  readonly sums: Accuracy
  readonly sumInterval: IntervalQuality
  /** One awaited inference, and one more in a queue, from predicted sums. */
  readonly single: Accuracy
  readonly slope: Accuracy
  /** Form of overhead that training networks spoke for. */
  readonly singleForm: string
  readonly slopeForm: string
  readonly computeUnits: number
  readonly unknownImplementations: readonly string[]
  readonly fitMs: number
}

const mostTest = 100

/**
 * Protocol E9: networks in the order of the seed, the first train, at most 100 of the rest test.
 * @throws {RangeError} where no network is left to test
 */
export async function browserTrial(
  networks: readonly TimedNetwork[],
  trainingNetworks: number,
  options: FitOptions,
): Promise<BrowserTrial> {
  const order = shuffled(randomStream(options.seed), networks)
  const training = order.slice(0, trainingNetworks)
  const test = order.slice(trainingNetworks, trainingNetworks + mostTest)
  if (test.length === 0)
    throw new RangeError(`${trainingNetworks} of ${networks.length} networks leave none to test.`)
  const start = performance.now()
  const rows = training.flatMap(({ name, works }) => works.map(() => name))
  const times = Float64Array.from(training.flatMap(({ kernelTimesUs }) => [...kernelTimesUs]))
  const works = training.flatMap((network) => network.works)
  const { model, heldOut } = await fitKernelModel({ works, times, networks: rows }, options)
  const heldOutSums = Float64Array.from(grouped(rows.keys(), (row) => rows[row]).values(), (places) =>
    places.reduce((sum, place) => sum + (heldOut[place] as number), 0),
  )
  const of = (list: readonly TimedNetwork[], read: (network: TimedNetwork) => number) =>
    Float64Array.from(list, read)
  const seen = totalsOf(training, heldOutSums)
  const single = await fitOverhead(
    seen,
    of(training, ({ singleUs }) => singleUs),
    options,
  )
  const slope = await fitOverhead(
    seen,
    of(training, ({ slopeUs }) => slopeUs),
    options,
  )
  const fitMs = performance.now() - start
  const testWorks = test.flatMap((network) => network.works)
  const measured = Float64Array.from(test.flatMap(({ kernelTimesUs }) => [...kernelTimesUs]))
  const { times: predicted, lower, upper } = model.predict(testWorks)
  const sums = sumsOf(test, predicted)
  const measuredSums = of(test, ({ sumUs }) => sumUs)
  const width = halfWidthOf(
    heldOutSums,
    of(training, ({ sumUs }) => sumUs),
  )
  const ends = [-width, width].map((side) => sums.map((sum) => sum * Math.exp(side))) as [
    Float64Array,
    Float64Array,
  ]
  const totals = totalsOf(test, sums)
  return {
    ...{ seed: options.seed, trainingNetworks },
    kernels: accuracyOf(predicted, measured),
    kernelInterval: intervalQuality(lower, upper, predicted, measured),
    sums: accuracyOf(sums, measuredSums),
    sumInterval: intervalQuality(...ends, sums, measuredSums),
    single: accuracyOf(
      single.predict(totals),
      of(test, ({ singleUs }) => singleUs),
    ),
    slope: accuracyOf(
      slope.predict(totals),
      of(test, ({ slopeUs }) => slopeUs),
    ),
    ...{ singleForm: single.form, slopeForm: slope.form, computeUnits: model.computeUnits },
    unknownImplementations: model.unknownOf(testWorks),
    fitMs,
  }
}

function totalsOf(networks: readonly TimedNetwork[], sums: Float64Array): NetworkTotals {
  const programsOf = ({ works }: TimedNetwork) => works.reduce((sum, { dispatches }) => sum + dispatches, 0)
  return {
    sums,
    counts: matrixOf(networks.map((network) => [programsOf(network), network.works.length])),
    traits: matrixOf(
      networks.map((network, row) => [
        programsOf(network),
        network.works.length,
        sums[row] as number,
        (sums[row] as number) / network.works.length,
      ]),
    ),
  }
}

function sumsOf(networks: readonly TimedNetwork[], times: Float64Array): Float64Array {
  let place = 0
  return Float64Array.from(networks, ({ works }) => {
    const from = place
    place += works.length
    return times.subarray(from, place).reduce((sum, time) => sum + time, 0)
  })
}
