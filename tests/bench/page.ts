import { noise } from './cases/noise.ts'
import { campaignShare } from './cases/campaign-share.ts'
import { dataset } from './cases/dataset.ts'
import { againstLayers, againstPlainLoop } from './cases/executor.ts'
import { engineRuns, kernelTiming, observationOff } from './cases/kernel-timing.ts'

/** What scripts/bench.ts calls in this page, by name. */
const cases = {
  againstPlainLoop,
  againstLayers,
  campaignShare,
  noise,
  dataset,
  kernelTiming,
  observationOff,
  engineRuns,
}
export type Cases = typeof cases

Object.assign(globalThis, { benchCases: cases })
