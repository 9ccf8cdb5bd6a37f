import { grouped } from '../grouping.ts'
import { fitKernelModel } from '../kernel-model/kernel-learner.ts'
import { matrixOf } from '../matrix.ts'
import { accuracyOf, intervalQuality, type Accuracy, type IntervalQuality } from '../metrics.ts'
import type { NetworkTotals } from '../overhead/forms.ts'
import { fitOverhead } from '../overhead/overhead.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import type { OpwiseNetwork } from './opwise-table.ts'

/** All folds of protocol E5 on one device: every network was held back once. */
export interface OpwiseResult {
  readonly operations: Accuracy
  readonly interval: IntervalQuality
  readonly sums: Accuracy
  /** Whole networks, from predicted sums. */
  readonly networks: Accuracy
  /** The same from measured sums: what the overhead alone costs. */
  readonly fromMeasuredSums: Accuracy
  /** Form of the overhead, one for each fold. */
  readonly forms: readonly string[]
  /** Implementations of held-back networks that no training network ran. */
  readonly unknownImplementations: readonly string[]
}

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

/**
 * Protocol E5.
 * @throws {RangeError} where a fold has nothing to learn from
 */
export async function evaluateOpwise(
  networks: readonly OpwiseNetwork[],
  { foldOf, groupOf }: OpwiseSplit,
  options: FitOptions,
): Promise<OpwiseResult> {
  const [times, lower, upper, measured] = [[], [], [], []] as [number[], number[], number[], number[]]
  const [sums, measuredSums, latencies, fromSums, fromMeasured] = [[], [], [], [], []] as [
    number[],
    number[],
    number[],
    number[],
    number[],
  ]
  const [forms, unknown] = [[], new Set<string>()] as [string[], Set<string>]
  for (const [fold, test] of grouped(networks, ({ name }) => foldOf(name))) {
    const training = networks.filter(({ name }) => foldOf(name) !== fold)
    const rows = training.flatMap(({ name, works }) => works.map(() => name))
    const { model, heldOut } = await fitKernelModel(
      {
        works: training.flatMap(({ works }) => works),
        times: Float64Array.from(training.flatMap(({ timesUs }) => [...timesUs])),
        networks: rows.map(groupOf),
      },
      options,
    )
    const heldOutSums = [...grouped(rows.keys(), (row) => rows[row]).values()].map((places) =>
      places.reduce((sum, place) => sum + (heldOut[place] as number), 0),
    )
    const trainingLatencies = Float64Array.from(training, ({ latencyUs }) => latencyUs)
    const seen = totalsOf(training, heldOutSums)
    const overhead = await fitOverhead(seen, trainingLatencies, options)
    const exact = await fitOverhead(totalsOf(training, training.map(sumOf)), trainingLatencies, options)
    forms.push(overhead.form)
    const predictions = test.map(({ works }) => model.predict(works))
    const testSums = predictions.map((prediction) => prediction.times.reduce((sum, time) => sum + time, 0))
    for (const [row, prediction] of predictions.entries()) {
      times.push(...prediction.times)
      lower.push(...prediction.lower)
      upper.push(...prediction.upper)
      measured.push(...(test[row]?.timesUs ?? []))
    }
    for (const name of model.unknownOf(test.flatMap(({ works }) => works))) unknown.add(name)
    sums.push(...testSums)
    measuredSums.push(...test.map(sumOf))
    latencies.push(...test.map(({ latencyUs }) => latencyUs))
    fromSums.push(...overhead.predict(totalsOf(test, testSums)))
    fromMeasured.push(...exact.predict(totalsOf(test, test.map(sumOf))))
  }
  const array = (values: readonly number[]) => Float64Array.from(values)
  return {
    operations: accuracyOf(array(times), array(measured)),
    interval: intervalQuality(array(lower), array(upper), array(times), array(measured)),
    sums: accuracyOf(array(sums), array(measuredSums)),
    networks: accuracyOf(array(fromSums), array(latencies)),
    fromMeasuredSums: accuracyOf(array(fromMeasured), array(latencies)),
    ...{ forms, unknownImplementations: [...unknown] },
  }
}

const sumOf = ({ timesUs }: OpwiseNetwork): number => timesUs.reduce((sum, time) => sum + time, 0)

function totalsOf(networks: readonly OpwiseNetwork[], sums: readonly number[]): NetworkTotals {
  return {
    sums: Float64Array.from(sums),
    counts: matrixOf(
      networks.map(({ works, hidden, hiddenBytes }) => [
        works.length,
        hidden,
        hiddenBytes,
        works.reduce((count, { fused }) => count + fused, 0),
      ]),
    ),
    traits: matrixOf(
      networks.map(({ works, hidden, hiddenBytes }, row) => {
        const sum = sums[row] as number
        const share = (kernel: string) => works.filter((work) => work.kernel === kernel).length / works.length
        return [
          ...[sum, works.length, hidden, hiddenBytes, hidden / works.length, hiddenBytes / sum],
          ...[sum / works.length, share('CONV_2D'), share('DEPTHWISE_CONV_2D'), share('CONCATENATION')],
          ...[share('MEAN'), share('CONV_2D_GROUP')],
        ]
      }),
    ),
  }
}
