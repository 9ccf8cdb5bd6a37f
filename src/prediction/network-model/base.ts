import type { KernelPrediction, PlannedNetwork } from './network.ts'

/** What is predicted of a network before it is corrected by what measured networks of its kind showed. */
export interface BasePrediction {
  readonly latencyMs: number
  /** Null where kernels are not known. */
  readonly overheadMs: number | null
  readonly kernels: readonly KernelPrediction[]
  readonly unknownImplementations: readonly string[]
}

export interface Base {
  /** @throws {RangeError} naming a network of which something is not known that was learnt from */
  predict(networks: readonly PlannedNetwork[]): BasePrediction[]
  toJSON(): BaseJson
}

/** A saved base; the rest is its own. */
export interface BaseJson {
  readonly kind: 'kernels' | 'features'
  readonly [part: string]: unknown
}

/** A base, and the latency of each network that it was learnt from as it said when that network was held back. */
export interface BaseFit<Learnt extends Base = Base> {
  readonly base: Learnt
  readonly heldOut: Float64Array
}
