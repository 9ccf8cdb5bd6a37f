/** How times are taken. Values and their reasons: METHODS.md. */
export interface Protocol {
  /** A sample lasts at least this many clock steps, so that the step is at most 2 % of it. */
  readonly clockStepsPerSample: number
  /** A sample lasts at least this long, whatever the clock. */
  readonly leastSampleMs: number
  /** A sample lasts at least this many times the sync that ends it. */
  readonly syncFloorsPerSample: number
  /** Inferences are added to a sample up to this length only, so that a device stays responsive. */
  readonly mostSampleMs: number
  /** Warm-up ends when two windows of this many runs agree ... */
  readonly warmupWindow: number
  /** ... to this share, in their medians, ... */
  readonly warmupAgreement: number
  /** ... or after this long (`warmup-timeout`). */
  readonly warmupMs: number
  /** Sampling ends when half of the 95 % interval is at most this share of the median ... */
  readonly relativeHalfWidth: number
  /** ... with at least this many samples, ... */
  readonly leastSamples: number
  /** ... or at this many, ... */
  readonly mostSamples: number
  /** ... or after this long per timing. */
  readonly samplingMs: number
  /** A sample whose clock canary is above its best by more than this share is at another clock state. */
  readonly canaryTolerance: number
  /**
   * Whether kernels are timed: `on` inside of the network where there is a clock for that, else alone by slope; `both`
   * alone as well; `off` not at all.
   */
  readonly kernelTimes: 'off' | 'on' | 'both'
  /** Kernels are timed until half of the 95 % interval of their sum is at most this share of it ... */
  readonly kernelRelativeHalfWidth: number
  /** ... in at least this many inferences, ... */
  readonly kernelLeastPasses: number
  /** ... or in this many, ... */
  readonly kernelMostPasses: number
  /** ... or for this long. */
  readonly kernelSamplingMs: number
  /** The same for kernels that are repeated alone, for all of a network together. */
  readonly isolatedSamplingMs: number
  /** An inference with a clock around its kernels may take this long before they are given up. */
  readonly kernelTimeoutMs: number
  /** Networks in a block, between two canary networks. */
  readonly blockSize: number
  /** Share of the networks that are measured a second time in a later block (A/A). */
  readonly revisitShare: number
  /** Canary network above its best by this share: the block is marked `drift`. */
  readonly driftMarked: number
  /** Above its best by this share: cool down before going on. */
  readonly driftCooled: number
  /** Pauses for cooling down, one after another, while the canary stays above `driftCooled`. */
  readonly coolDownMs: readonly number[]
  /** One item may take this long before the engine is given up. */
  readonly itemTimeoutMs: number
  /** Starting an engine may take this long. */
  readonly startTimeoutMs: number
}

export const standardProtocol: Protocol = {
  clockStepsPerSample: 50,
  leastSampleMs: 5,
  syncFloorsPerSample: 10,
  mostSampleMs: 100,
  warmupWindow: 5,
  warmupAgreement: 0.03,
  warmupMs: 1000,
  relativeHalfWidth: 0.02,
  leastSamples: 12,
  mostSamples: 60,
  samplingMs: 600,
  canaryTolerance: 0.03,
  kernelTimes: 'on',
  kernelRelativeHalfWidth: 0.03,
  kernelLeastPasses: 8,
  kernelMostPasses: 40,
  kernelSamplingMs: 600,
  isolatedSamplingMs: 2_000,
  kernelTimeoutMs: 30_000,
  blockSize: 10,
  revisitShare: 0.1,
  driftMarked: 0.05,
  driftCooled: 0.12,
  coolDownMs: [5_000, 10_000, 20_000],
  itemTimeoutMs: 120_000,
  startTimeoutMs: 20_000,
}

/**
 * For single operations: what is wanted is the time of their kernels alone, and of very many of them. Their latencies as
 * networks get less time than those of networks.
 */
export const operationProtocol: Protocol = {
  ...standardProtocol,
  warmupMs: 300,
  samplingMs: 150,
  kernelTimes: 'both',
  kernelSamplingMs: 150,
  isolatedSamplingMs: 500,
  blockSize: 25,
  revisitShare: 0.05,
}
