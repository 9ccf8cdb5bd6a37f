import { randomStream, shuffled } from '../../spaces/random.ts'
import { halfWidthOf } from '../kernel-model/spread.ts'
import { matrixOf } from '../matrix.ts'
import type { NetworkTotals } from '../overhead/forms.ts'
import { fitOverhead } from '../overhead/overhead.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import type { TimedNetwork } from './browser-table.ts'
import type { KernelMethod } from './kernel-method.ts'
import type { Score } from './score.ts'
import { around, ScoreTally } from './score-tally.ts'

/** What scores of protocol E9 are called. */
export const browserSubjects = {
  kernels: 'kernels',
  sums: 'sum of kernels',
  single: 'single awaited',
  slope: 'in a batch',
} as const
export type BrowserSubject = keyof typeof browserSubjects

/** One split of protocol E9. */
export interface BrowserTrial {
  readonly scores: readonly Score[]
  /** Form of the way from the sum of kernels to one awaited inference, and to one more in a queue. */
  readonly singleForm: string
  readonly slopeForm: string
  /** Code of test networks that no training network ran. */
  readonly unknownImplementations: readonly string[]
}

const mostTest = 100

/**
 * Protocol E9 for one method: networks in the order of the seed, the first train, at most 100 of the rest test; the
 * kernels of a network are never divided. Intervals are from errors on training networks held back.
 * @param device what scores are to be called by
 * @throws {RangeError} where no network is left to test
 */
export async function browserTrial(
  method: KernelMethod,
  device: string,
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
  const learnt = await method.fit(
    {
      works: training.flatMap(({ works }) => works),
      times: Float64Array.from(training.flatMap(({ kernelTimesUs }) => [...kernelTimesUs])),
      networks: training.flatMap(({ name, works }) => works.map(() => name)),
    },
    options,
  )
  const heldOut = sumsOf(training, learnt.heldOut)
  const seen = totalsOf(training, heldOut)
  const fitMs = performance.now() - start
  const forecasts = learnt.predict(test.flatMap(({ works }) => works))
  const sums = sumsOf(test, forecasts.times)
  const totals = totalsOf(test, sums)
  const hasIntervals = forecasts.interval !== null
  const scoreOf = (subject: BrowserSubject, tally: ScoreTally): Score => ({
    ...{ device, method: method.name, subject: browserSubjects[subject], seed: options.seed },
    ...{ trainingRows: training.length, ...tally.judged(), fitMs },
  })
  const tallyOf = (values: Float64Array, said: Float64Array, read: (network: TimedNetwork) => number) => {
    const tally = new ScoreTally()
    const width = halfWidthOf(said, Float64Array.from(training, read))
    tally.add(values, Float64Array.from(test, read), hasIntervals ? around(values, width) : null)
    return tally
  }
  const kernels = new ScoreTally()
  const measured = Float64Array.from(test.flatMap(({ kernelTimesUs }) => [...kernelTimesUs]))
  kernels.add(forecasts.times, measured, forecasts.interval)
  const scores = [
    scoreOf('kernels', kernels),
    scoreOf(
      'sums',
      tallyOf(sums, heldOut, ({ sumUs }) => sumUs),
    ),
  ]
  const forms: string[] = []
  const latencies = [
    ['single', ({ singleUs }: TimedNetwork) => singleUs],
    ['slope', ({ slopeUs }: TimedNetwork) => slopeUs],
  ] as const
  for (const [subject, read] of latencies) {
    const overhead = await fitOverhead(seen, Float64Array.from(training, read), options)
    forms.push(overhead.form)
    scores.push(scoreOf(subject, tallyOf(overhead.predict(totals), overhead.heldOut, read)))
  }
  const [singleForm = '', slopeForm = ''] = forms
  const unknownImplementations = learnt.unknownOf(test.flatMap(({ works }) => works))
  return { scores, singleForm, slopeForm, unknownImplementations }
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
