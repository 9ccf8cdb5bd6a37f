import { learnFeatureScaling, scaledFeatures } from '../transfer/feature-kernel.ts'
import type { Matrix } from '../matrix.ts'
import { randomStream, shuffled } from '../../spaces/random.ts'
import {
  checkCandidates,
  checkMeasured,
  type Candidates,
  type Choice,
  type MeasuredBefore,
} from './candidates.ts'
import { jointVariance } from './feature-process.ts'
import { teachingOrder } from './joint-variance.ts'
import { stratifiedPlaces } from './strata.ts'

export interface Wish {
  /** Networks to choose; fewer come where there are fewer candidates. */
  readonly count: number
  /** 0 to 2^32 - 1. */
  readonly seed: number
  /** What was measured on this platform, null or few where the choice has to go by cost. */
  readonly measured: MeasuredBefore | null
  /** Is told the share of the choice that is done. */
  readonly tell?: (share: number) => void
}

/** With fewer measured rows nothing can be said of variances: strata of cost choose. */
export const fewestMeasured = 5
/** Of what is chosen by variance so many are drawn by chance: errors on chosen ones are no fair sample. */
const calibration = 5
/** One of so many, until there are enough by chance. */
const chanceEvery = 4

/**
 * Which networks to measure next, the most instructive first: spread over the costs where nothing is known of the
 * platform, else by predicted variance that each takes away per second of measuring, with every fourth by chance until
 * there are five such. Equal seeds give equal choices.
 * @throws {RangeError} where a cost, time, latency or feature is not what it has to be
 */
export function whatToMeasure(candidates: Candidates, { count, seed, measured, tell }: Wish): Choice[] {
  checkCandidates(candidates)
  if (measured) checkMeasured(measured, candidates.features.columns)
  const { features, costs, seconds } = candidates
  const wanted = Math.min(Math.max(0, count), features.rows)
  if (!measured || measured.features.rows < fewestMeasured)
    return stratifiedPlaces(costs, wanted, seed).map((place) => ({ place, reason: 'stratum' }))
  const scaling = learnFeatureScaling(stacked(features, measured.features))
  const joint = jointVariance(
    scaledFeatures(measured.features, scaling),
    measured.latenciesMs.map(Math.log),
    scaledFeatures(features, scaling),
    (share) => tell?.(share / 2),
  )
  const chance = byChance(features.rows, wanted, seed)
  const isFree = (place: number) => !chance.includes(place)
  const teaching = teachingOrder(joint, seconds, wanted - chance.length, isFree, (share) =>
    tell?.((1 + share) / 2),
  )
  return merged(teaching, chance)
}

/** Drawn before anything else is chosen: what is left over would be no fair sample. */
function byChance(candidates: number, wanted: number, seed: number): number[] {
  const share = Math.min(calibration, Math.floor(wanted / chanceEvery))
  return shuffled(
    randomStream(seed),
    Array.from({ length: candidates }, (_, place) => place),
  ).slice(0, share)
}

/** Every fourth by chance. */
function merged(teaching: readonly number[], chance: readonly number[]): Choice[] {
  const choices: Choice[] = []
  let [taught, drawn] = [0, 0]
  while (choices.length < teaching.length + chance.length) {
    const isChance = (choices.length + 1) % chanceEvery === 0 || taught === teaching.length
    const place = isChance ? chance[drawn] : undefined
    if (place === undefined) choices.push({ place: teaching[taught++] as number, reason: 'teaches' })
    else {
      choices.push({ place, reason: 'chance' })
      drawn++
    }
  }
  return choices
}

function stacked(a: Matrix, b: Matrix): Matrix {
  const values = new Float64Array(a.values.length + b.values.length)
  values.set(a.values)
  values.set(b.values, a.values.length)
  return { rows: a.rows + b.rows, columns: a.columns, values }
}
