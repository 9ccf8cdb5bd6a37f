import * as v from 'valibot'
import { finite, places, positive, whole } from '../regressors/saved-numbers.ts'
import { mostFeatures, mostPlatforms } from './networks-elsewhere.ts'
import { mostProbes, TransferModel, transferName, transferVersion } from './transfer-model.ts'

const notNegative = v.pipe(finite, v.minValue(0))
const prior = v.strictObject({ centre: positive, spread: positive })
const table = (mostColumns: number) =>
  v.object({
    rows: v.pipe(whole, v.minValue(1), v.maxValue(mostProbes)),
    columns: v.pipe(whole, v.maxValue(mostColumns)),
    values: v.pipe(v.array(finite), v.maxLength(mostProbes * mostColumns)),
  })
const perPlatform = <Each extends v.GenericSchema>(each: Each) =>
  v.pipe(v.array(each), v.minLength(1), v.maxLength(mostPlatforms))

const form = v.object({
  basis: v.object({
    means: perPlatform(finite),
    deviations: perPlatform(positive),
    vectors: v.pipe(v.array(finite), v.maxLength(mostPlatforms ** 2)),
    // The last ones may be 0 and a rounding less; all scores are in units of the first.
    spectrum: v.pipe(
      perPlatform(finite),
      v.check((list) => (list[0] as number) > 0, 'the first is not above 0'),
    ),
    scaling: v.object({
      columns: v.pipe(places, v.maxLength(mostFeatures)),
      means: v.array(finite),
      deviations: v.array(positive),
    }),
  }),
  settings: v.strictObject({
    components: whole,
    level: notNegative,
    features: v.strictObject({ linear: notNegative, matern: notNegative, rate: notNegative }),
    ...{ scales: v.array(positive), residuals: v.array(positive), noises: v.array(positive) },
    priors: v.strictObject({ residual: prior, noise: prior }),
  }),
  ...{ scale: positive, residual: positive, noise: positive, centre: finite, unit: positive },
  probes: v.object({ scores: table(mostPlatforms), features: table(mostFeatures) }),
  targets: v.pipe(v.array(finite), v.maxLength(mostProbes)),
  weights: v.pipe(v.array(positive), v.maxLength(mostProbes)),
})

/**
 * Checked whole before anything is built of it.
 * @throws {RangeError} where the JSON is damaged, of another learner or of another version
 */
export function loadTransfer(json: unknown): TransferModel {
  const { learner, version } = (json ?? {}) as Partial<Record<string, unknown>>
  if (learner !== transferName || version !== transferVersion)
    throw new RangeError(
      `This model is of ${String(learner)}, version ${String(version)}, not of ${transferName}, version ${transferVersion}.`,
    )
  const read = v.safeParse(form, json, { abortEarly: true })
  if (!read.success) {
    const [issue] = read.issues
    throw damaged(`${v.getDotPath(issue) ?? 'it'}: ${issue.message}`)
  }
  const { basis, probes, targets, weights, ...rest } = read.output
  const [platforms, features] = [basis.means.length, basis.scaling.columns.length]
  const perFeature = [basis.scaling.means, basis.scaling.deviations]
  if (basis.vectors.length !== platforms ** 2 || basis.deviations.length !== platforms)
    throw damaged('basis: its parts do not fit')
  if (basis.spectrum.length !== platforms || perFeature.some(({ length }) => length !== features))
    throw damaged('basis: its parts do not fit')
  const tables = [probes.scores, probes.features]
  if (tables.some(({ rows, columns, values }) => rows * columns !== values.length || rows !== targets.length))
    throw damaged('probes: they do not fit the targets')
  if (probes.scores.columns !== platforms || probes.features.columns !== features)
    throw damaged('probes: they do not fit the basis')
  if (weights.length !== targets.length) throw damaged('weights: they do not fit the targets')
  const typed = ({ values, ...size }: (typeof probes)['scores']) => ({
    ...size,
    values: Float64Array.from(values),
  })
  return new TransferModel({
    ...{ ...rest, basis },
    probes: { scores: typed(probes.scores), features: typed(probes.features) },
    targets: Float64Array.from(targets),
    weights: Float64Array.from(weights),
  })
}

const damaged = (part: string) => new RangeError(`The saved ${transferName} model is damaged: ${part}.`)
