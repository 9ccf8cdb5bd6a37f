import { fitOverhead } from '../overhead/overhead.ts'
import { accuracyOf, intervalQuality } from '../metrics.ts'
import { fitFeatureBase } from '../network-model/feature-base.ts'
import { networkFeatures } from '../network-model/network-features.ts'
import { fitNetworkModel } from '../network-model/network-learner.ts'
import type { MeasuredNetwork, NetworkPrediction } from '../network-model/network.ts'
import { totalsOf } from '../network-model/totals.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import type { Score } from './score.ts'

/** Networks of one platform and configuration, each once. */
export interface RecordsSplit {
  readonly device: string
  readonly training: readonly MeasuredNetwork[]
  /** Lists of networks to judge by, under what each is called, such as `synthetic`. */
  readonly tests: ReadonlyMap<string, readonly MeasuredNetwork[]>
}

/** What one method says of networks; kernels only where it knows of them. */
type Forecast = (networks: readonly MeasuredNetwork[]) => Promise<readonly Partial<NetworkPrediction>[]>
type Fitter = (training: readonly MeasuredNetwork[], options: FitOptions) => Promise<Forecast>

const flopsColumn = networkFeatures.findIndex(({ name }) => name === 'flops')

/** Ways to predict, by name. */
const methods: readonly (readonly [name: string, fit: Fitter])[] = [
  ['overhead + kernels', withModel((network) => network)],
  ['whole network', withModel((network) => ({ ...network, works: [], kernelTimesMs: null }))],
  ['with kernels as they were measured', withMeasuredKernels],
  ['baseline: linear in features', withFeatures((network) => network)],
  [
    'baseline: FLOPs',
    withFeatures((network) => ({ ...network, features: [network.features[flopsColumn] ?? 0] })),
  ],
]

/**
 * Learns from networks of records and judges each method on the others: networks, kernels and sums of kernels.
 * @throws {RangeError} where there is nothing to learn from
 */
export async function recordsTrial(split: RecordsSplit, options: FitOptions): Promise<Score[]> {
  const { device, training, tests } = split
  const hasKernels = training.some(({ kernelTimesMs }) => kernelTimesMs !== null)
  const scores: Score[] = []
  for (const [method, fit] of methods) {
    if (fit === withMeasuredKernels && !hasKernels) continue
    const start = performance.now()
    const forecast = await fit(training, options)
    const shared = {
      ...{ device, method, seed: options.seed },
      ...{ trainingRows: training.length, fitMs: performance.now() - start },
    }
    for (const [name, test] of tests) {
      if (test.length === 0) continue
      const said = await forecast(test)
      scores.push({ ...shared, subject: `networks, ${name}`, ...judgedNetworks(said, test) })
      scores.push(
        ...judgedKernels(said, test).map((one) => ({
          ...shared,
          ...one,
          subject: `${one.subject}, ${name}`,
        })),
      )
    }
  }
  return scores
}

type Judged = Pick<Score, 'accuracy' | 'interval'>

function judgedNetworks(
  said: readonly Partial<NetworkPrediction>[],
  test: readonly MeasuredNetwork[],
): Judged {
  const measured = Float64Array.from(test, ({ latencyMs }) => latencyMs)
  const [predicted, lower, upper] = (['latencyMs', 'lowerMs', 'upperMs'] as const).map((part) =>
    Float64Array.from(said, (one) => one[part] ?? NaN),
  ) as [Float64Array, Float64Array, Float64Array]
  return {
    accuracy: accuracyOf(predicted, measured),
    interval: lower.some(Number.isNaN) ? null : intervalQuality(lower, upper, predicted, measured),
  }
}

/** Of all kernels that were timed, and of their sum in each network. */
function judgedKernels(
  said: readonly Partial<NetworkPrediction>[],
  test: readonly MeasuredNetwork[],
): (Judged & { subject: string })[] {
  const pairs = test.map(({ kernelTimesMs }, row) =>
    (said[row]?.kernels ?? []).flatMap((kernel, place) => {
      const measured = kernelTimesMs?.[place] ?? NaN
      return measured > 0 ? [{ ...kernel, measured }] : []
    }),
  )
  const timed = pairs.flat()
  if (timed.length === 0) return []
  const of = (read: (kernel: (typeof timed)[number]) => number) => Float64Array.from(timed, read)
  const [predicted, measured] = [of(({ timeMs }) => timeMs), of((kernel) => kernel.measured)]
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
  const sums = pairs.filter((own) => own.length > 0)
  return [
    {
      subject: 'kernels',
      accuracy: accuracyOf(predicted, measured),
      interval: intervalQuality(
        of((k) => k.lowerMs),
        of((k) => k.upperMs),
        predicted,
        measured,
      ),
    },
    {
      subject: 'sum of kernels',
      accuracy: accuracyOf(
        Float64Array.from(sums, (own) => sum(own.map(({ timeMs }) => timeMs))),
        Float64Array.from(sums, (own) => sum(own.map((kernel) => kernel.measured))),
      ),
      interval: null,
    },
  ]
}

function withModel(seen: (network: MeasuredNetwork) => MeasuredNetwork): Fitter {
  return async (training, options) => {
    const model = await fitNetworkModel(training.map(seen), options)
    return (networks) => Promise.resolve(model.predict(networks.map(seen)))
  }
}

function withFeatures(seen: (network: MeasuredNetwork) => MeasuredNetwork): Fitter {
  return async (training, options) => {
    const { base } = await fitFeatureBase(training.map(seen), options)
    return (networks) =>
      Promise.resolve(base.predict(networks.map(seen)).map(({ latencyMs }) => ({ latencyMs })))
  }
}

/** What a perfect kernel model would give: only overhead is learnt. */
async function withMeasuredKernels(
  training: readonly MeasuredNetwork[],
  options: FitOptions,
): Promise<Forecast> {
  const sumOf = ({ kernelTimesMs }: MeasuredNetwork) =>
    kernelTimesMs?.reduce((sum, time) => sum + (time > 0 ? time : 0), 0) ?? 0
  const totals = (networks: readonly MeasuredNetwork[]) =>
    totalsOf(networks, Float64Array.from(networks, sumOf))
  const timed = training.filter((network) => sumOf(network) > 0)
  const latencies = Float64Array.from(timed, ({ latencyMs }) => latencyMs)
  const { model } = await fitOverhead(totals(timed), latencies, options)
  return (networks) =>
    Promise.resolve([...model.predict(totals(networks))].map((latencyMs) => ({ latencyMs })))
}
