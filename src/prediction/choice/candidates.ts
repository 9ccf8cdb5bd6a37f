import type { Matrix } from '../matrix.ts'

/** Networks that could be measured; rows and lists are equally long. */
export interface Candidates {
  /** What tells them apart, the same columns for all; any units. */
  readonly features: Matrix
  /** A cheap guess of how long each runs, such as its FLOPs; 0 or more. Only the order counts. */
  readonly costs: Float64Array
  /** Expected seconds of measuring each, above 0. */
  readonly seconds: Float64Array
}

/** What was measured before on the same platform. */
export interface MeasuredBefore {
  /** The columns of the candidates. */
  readonly features: Matrix
  /** Above 0. */
  readonly latenciesMs: Float64Array
}

/**
 * Why a network is measured: drawn by `chance`, so that errors on it tell how good a predictor is; for its `stratum` of
 * cost; or for what it `teaches`, per second.
 */
export type Reason = 'chance' | 'stratum' | 'teaches'

/** One network of the plan, in the order of measuring. */
export interface Choice {
  /** Row of the candidates. */
  readonly place: number
  readonly reason: Reason
}

/** @throws {RangeError} naming what is wrong with the candidates */
export function checkCandidates({ features, costs, seconds }: Candidates): void {
  const { rows } = features
  for (const [name, list] of [
    ['costs', costs],
    ['times', seconds],
  ] as const)
    if (list.length !== rows) throw new RangeError(`${list.length} ${name} do not fit ${rows} candidates.`)
  const odd = costs.findIndex((cost) => !(cost >= 0 && cost < Infinity))
  if (odd >= 0) throw new RangeError(`The cost of candidate ${odd} is ${costs[odd]}.`)
  const wrong = seconds.findIndex((time) => !(time > 0 && time < Infinity))
  if (wrong >= 0) throw new RangeError(`Measuring candidate ${wrong} would take ${seconds[wrong]} s.`)
}

/** @throws {RangeError} naming what is wrong with what was measured */
export function checkMeasured({ features, latenciesMs }: MeasuredBefore, columns: number): void {
  if (features.columns !== columns)
    throw new RangeError(`What was measured has ${features.columns} features instead of ${columns}.`)
  if (latenciesMs.length !== features.rows)
    throw new RangeError(`${latenciesMs.length} latencies do not fit ${features.rows} measured rows.`)
  const wrong = latenciesMs.findIndex((latency) => !(latency > 0 && latency < Infinity))
  if (wrong >= 0) throw new RangeError(`The latency of row ${wrong} is ${latenciesMs[wrong]}, not above 0.`)
}
