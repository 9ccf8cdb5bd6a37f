import type { Matrix } from '../matrix.ts'
import type { FitOptions } from '../regressors/regressor.ts'

/** What is known of networks beside their latency; rows are networks. */
export interface NetworkTotals {
  /** Sum of the kernels' times. */
  readonly sums: Float64Array
  /** Counts that cost time of the host or of what no kernel stands for: programs, operations. */
  readonly counts: Matrix
  /** What a residual may depend on beside. */
  readonly traits: Matrix
}

/** How latency follows from totals: latencies of networks, one a row. */
export interface OverheadForm {
  predict(totals: NetworkTotals): Float64Array
  /** From which `loadForm` makes a form of bit-identical predictions. */
  toJSON(): FormJson
}

/** A saved form: `slope` and `scale` of the maximum, `host` where its host ever decides. */
export type FormJson =
  | { readonly kind: 'sum'; readonly linear: unknown }
  | { readonly kind: 'maximum'; readonly slope: number; readonly scale: number; readonly host: unknown }

/** Fits one form. */
export type FormFitter = (
  totals: NetworkTotals,
  latencies: Float64Array,
  options: FitOptions,
) => Promise<OverheadForm>

/** The same fit without progress of its own: it is a part of another. */
export const quiet = ({ seed, signal }: FitOptions): FitOptions => ({ seed, ...(signal && { signal }) })
