import type { KernelWork } from '../features/work.ts'
import { halfWidthOf } from '../kernel-model/spread.ts'
import { matrixOf } from '../matrix.ts'
import type { NetworkTotals } from '../overhead/forms.ts'
import { fitOverhead, totalsAt } from '../overhead/overhead.ts'
import type { FitOptions } from '../regressors/regressor.ts'
import type { OpwiseNetwork } from './opwise-kernels.ts'

/** What one method knows of a network, and what was measured. */
export interface SeenNetwork extends Pick<
  OpwiseNetwork,
  'name' | 'codes' | 'timesUs' | 'latencyUs' | 'hidden' | 'hiddenBytes'
> {
  readonly works: readonly KernelWork[]
}

/** The way from the sum of operations to the latency. */
export interface OpwiseOverhead {
  /** The form that was chosen. */
  readonly form: string
  /** @param sums predicted, one for each network */
  predict(networks: readonly SeenNetwork[], sums: Float64Array): Float64Array
}

/**
 * @param sums of the operations, one for each network, as they are predicted of networks that were held back
 * @param groupOf of the name of a network: those of one group are held back together where a form is chosen
 */
export async function fitOpwiseOverhead(
  networks: readonly SeenNetwork[],
  sums: Float64Array,
  groupOf: (name: string) => string,
  options: FitOptions,
): Promise<OpwiseOverhead> {
  const groups = networks.map(({ name }) => groupOf(name))
  const fitted = await fitOverhead(totalsOf(networks, sums), latenciesOf(networks), options, groups)
  return { form: fitted.form, predict: (others, otherSums) => fitted.predict(totalsOf(others, otherSums)) }
}

const innerFolds = 5

/**
 * Half the width of 90 % intervals of latencies, as a logarithm: from errors on training networks held back, groups
 * together.
 */
export async function overheadHalfWidth(
  networks: readonly SeenNetwork[],
  sums: Float64Array,
  groupOf: (name: string) => string,
  options: FitOptions,
): Promise<number> {
  const [totals, latencies] = [totalsOf(networks, sums), latenciesOf(networks)]
  const groups = networks.map(({ name }) => groupOf(name))
  const different = [...new Set(groups)]
  const folds = groups.map((group) => different.indexOf(group) % innerFolds)
  const heldOut = latencies.slice()
  for (let fold = 0; fold < innerFolds; fold++) {
    const places = [...folds.keys()]
    const held = places.filter((place) => folds[place] === fold)
    const kept = places.filter((place) => folds[place] !== fold)
    if (held.length === 0 || kept.length === 0) continue
    const keptLatencies = Float64Array.from(kept, (place) => latencies[place] as number)
    const keptGroups = kept.map((place) => groups[place] as string)
    const fitted = await fitOverhead(totalsAt(totals, kept), keptLatencies, options, keptGroups)
    const predicted = fitted.predict(totalsAt(totals, held))
    for (const [row, place] of held.entries()) heldOut[place] = predicted[row] as number
  }
  return halfWidthOf(heldOut, latencies, groups)
}

/** End to end, as measured. */
export const latenciesOf = (networks: readonly Pick<OpwiseNetwork, 'latencyUs'>[]): Float64Array =>
  Float64Array.from(networks, ({ latencyUs }) => latencyUs)

function totalsOf(networks: readonly SeenNetwork[], sums: Float64Array): NetworkTotals {
  return {
    sums,
    counts: matrixOf(
      networks.map(({ works, hidden, hiddenBytes }) => [
        ...[works.length, hidden, hiddenBytes],
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
