import { intervalDeviations } from '../interval.ts'
import { rowsAt, type Matrix } from '../matrix.ts'
import { accuracyOf, intervalQuality } from '../metrics.ts'
import { spearman } from '../rank-correlation.ts'
import { randomStream, shuffled } from '../../spaces/random.ts'
import { learnBasis, placed } from '../transfer/device-basis.ts'
import type { NetworksElsewhere } from '../transfer/networks-elsewhere.ts'
import { chooseProbes } from '../transfer/probes.ts'
import { Transfer } from '../transfer/transfer.ts'
import type { Score } from './score.ts'

/** A table of networks that other devices have measured. */
export interface FewShotTable {
  /** What source devices say of all networks: logarithms that were learnt from the first 900 rows of each. */
  readonly elsewhere: NetworksElsewhere
  readonly flops: Float64Array
}

/** Which rows of a device are probes, and which are predicted: numbers of the paper (Lee et al., HELP, NeurIPS 2021). */
export const adaptationRows = { from: 0, to: 900 } as const
export const ranges = [
  { subject: 'networks, middle of 1000', query: { from: 900, to: 1900 }, isTrimmed: true },
  { subject: 'networks, full range of 4000', query: { from: 900, to: 4900 }, isTrimmed: false },
] as const
type Range = (typeof ranges)[number]
/** Where the paper's protocol trims, both ends of the latencies of a device. */
const trimmed = 0.1

/** One target device of one repetition. */
export interface FewShotTask {
  readonly device: string
  /** NaN where not measured. */
  readonly latenciesMs: Float64Array
  readonly range: Range
  readonly probes: number
  readonly seed: number
}

/**
 * Protocol E3: a device is learnt from a few probes and other devices' data. Ways: transfer with chosen probes (of a
 * random half of the adaptation rows, so that repetitions differ) and with random ones; the order of FLOPs; the order
 * of the source device that ranks the random probes best.
 * @throws {RangeError} where a device has too few rows
 */
export async function fewShotScores(table: FewShotTable, task: FewShotTask): Promise<Score[]> {
  const { device, latenciesMs, range, probes, seed } = task
  const pool = rowsOf(latenciesMs, adaptationRows, range.isTrimmed)
  const query = rowsOf(latenciesMs, range.query, range.isTrimmed)
  if (pool.length < 2 * probes || query.length === 0)
    throw new RangeError(`${device} has ${pool.length} rows for probes and ${query.length} to predict.`)
  const all = rowsOf(latenciesMs, adaptationRows, false)
  const basis = learnBasis(networksAt(table.elsewhere, all))
  const measured = pick(latenciesMs, query)
  const order = shuffled(randomStream(seed), pool)
  const random = order.slice(0, probes)
  const half = order.slice(0, order.length >> 1).sort((a, b) => a - b)
  const chosen = chooseProbes(placed(basis, networksAt(table.elsewhere, half)), probes, seed).map(
    (place) => half[place] as number,
  )
  const score = (method: string, predicted: Float64Array, rest: Partial<Score>): Score => ({
    ...{ device, method, subject: range.subject, seed, trainingRows: probes, interval: null, fitMs: null },
    accuracy: accuracyOf(predicted, measured),
    ...rest,
  })
  const transferred = async (method: string, places: readonly number[]): Promise<Score> => {
    const start = performance.now()
    const inputs = networksAt(table.elsewhere, places)
    const targets = pick(latenciesMs, places).map(Math.log)
    const model = await new Transfer(basis).fit({ inputs, targets }, { seed })
    const fitMs = performance.now() - start
    const { means, deviations } = model.predictSpread(networksAt(table.elsewhere, query))
    const width = intervalDeviations(model.heldOutErrors())
    const end = (side: number) =>
      means.map((mean, row) => Math.exp(mean + side * width * (deviations[row] as number)))
    const predicted = means.map(Math.exp)
    return score(method, predicted, {
      fitMs,
      interval: intervalQuality(end(-1), end(1), predicted, measured),
    })
  }
  const proxy = (method: string, values: Float64Array): Score => {
    const ratios = random
      .map((row) => (latenciesMs[row] as number) / (values[row] as number))
      .sort((a, b) => a - b)
    const level = ratios[ratios.length >> 1] as number
    return score(
      method,
      pick(values, query).map((value) => value * level),
      {},
    )
  }
  const { logLatencies } = table.elsewhere
  const sources = Array.from({ length: logLatencies.columns }, (_, column) => expColumn(logLatencies, column))
  return [
    await transferred('transfer, chosen probes', chosen),
    await transferred('transfer, random probes', random),
    proxy(
      'baseline: FLOPs',
      table.flops.map((flops) => 1 + flops),
    ),
    proxy('baseline: the most alike source', mostAlike(sources, latenciesMs, random)),
  ]
}

/** Rows that were measured; where trimmed, without the fastest and the slowest tenth of them. */
export function rowsOf(
  latenciesMs: Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
  isTrimmed: boolean,
): number[] {
  const rows: number[] = []
  for (let row = from; row < Math.min(to, latenciesMs.length); row++)
    if ((latenciesMs[row] as number) > 0) rows.push(row)
  if (!isTrimmed) return rows
  const sorted = pick(latenciesMs, rows).sort()
  const [least, most] = [quantile(sorted, trimmed), quantile(sorted, 1 - trimmed)]
  return rows.filter((row) => (latenciesMs[row] as number) >= least && (latenciesMs[row] as number) <= most)
}

/** Between neighbours, as NumPy's percentile has it. */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1)
  const below = Math.floor(at)
  const low = sorted[below] as number
  return low + (at - below) * ((sorted[below + 1] ?? low) - low)
}

const pick = (values: Float64Array, rows: readonly number[]): Float64Array =>
  Float64Array.from(rows, (row) => values[row] as number)

const networksAt = (
  { logLatencies, features }: NetworksElsewhere,
  rows: readonly number[],
): NetworksElsewhere => ({ logLatencies: rowsAt(logLatencies, rows), features: rowsAt(features, rows) })

const expColumn = ({ rows, columns, values }: Matrix, column: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => Math.exp(values[row * columns + column] as number))

function mostAlike(sources: readonly Float64Array[], latenciesMs: Float64Array, rows: readonly number[]) {
  const target = pick(latenciesMs, rows)
  const likeness = (source: Float64Array) => {
    const value = spearman(pick(source, rows), target)
    return Number.isNaN(value) ? -1 : value
  }
  return sources.reduce((best, source) => (likeness(source) > likeness(best) ? source : best))
}
