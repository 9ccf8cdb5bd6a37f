import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import canonicalize from 'canonicalize'
import * as v from 'valibot'
import { contentId } from '../../architecture/identity.ts'
import { sentenceOf } from '../../dataset/consistency.ts'
import { freeKey, id, isoTime, said, shortText } from '../../dataset/fields.ts'
import { configurationSchema } from '../../dataset/record.ts'
import { checkedModel, computed } from './checked-model.ts'
import type { Fitted, KindName } from './kinds.ts'
import { methodNamed, methods } from './methods.ts'

const format = 'inferometer-predictor'
const version = 1
/** Characters of a file. A bag of boosted trees has less than 10 million, a forest of 30,000 rows too many. */
const longest = 128 * 1024 * 1024

const kindNames = Object.keys(methods) as [KindName, ...KindName[]]
const count = v.pipe(v.number(), v.integer(), v.minValue(1))
const setting = v.union([v.boolean(), v.number(), shortText, v.array(v.number()), v.null()])

/** What a predictor says of itself, beside its model. */
const aboutSchema = v.strictObject({
  kind: said(v.picklist(kindNames), 'What there was to learn.'),
  learner: said(shortText, 'Name of the learner among those of its kind.'),
  settings: said(v.record(freeKey, setting), 'Settings of the learner; null where there is no limit.'),
  seed: said(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1)), 'Seed of the fit.'),
  platformId: said(v.nullable(id), 'Platform that it predicts; null for a table from elsewhere.'),
  configuration: said(
    v.nullable(configurationSchema),
    'Configuration there; null for a table from elsewhere.',
  ),
  columns: said(
    v.pipe(v.array(shortText), v.maxLength(65_535)),
    'Names of the columns that a table has to have, in order; none for other kinds.',
  ),
  training: said(
    v.strictObject({
      digest: said(v.nullable(id), 'Of the measurements, see `digestOf`; null for a table from elsewhere.'),
      count: said(count, 'Rows, networks or kernels that were learnt from.'),
      spaces: said(v.pipe(v.array(shortText), v.maxLength(100)), 'Spaces that they were drawn from.'),
    }),
    'What it was learnt from.',
  ),
  trainedAt: said(isoTime, 'Date and time in UTC.'),
})
export type About = v.InferOutput<typeof aboutSchema>

const fileSchema = v.strictObject({
  format: v.literal(format),
  version: v.literal(version),
  id,
  about: aboutSchema,
  model: v.looseObject({}),
})

/** What was learnt, with what there is to know of it. */
export interface Predictor<Name extends KindName = KindName> {
  readonly about: About & { readonly kind: Name }
  readonly model: Fitted<Name>
}

/** A predictor as text, and its name everywhere: the hash of all that the text says. */
export interface SavedPredictor {
  readonly id: string
  readonly text: string
}

/** SHA-256 of the ids of measurements in order: equal for equal sets. */
export const digestOf = (measurementIds: readonly string[]): string =>
  contentId([...new Set(measurementIds)].sort())

/** @throws {RangeError} naming what no predictor may say of itself */
export function aboutOf(about: unknown): About {
  const read = v.safeParse(aboutSchema, about, { abortEarly: true })
  if (!read.success) throw new RangeError(sentenceOf(read.issues))
  const { kind, columns } = read.output
  if (kind !== 'tabular' && columns.length > 0)
    throw new RangeError(`Columns have names in tables alone, not where a ${kind} is learnt.`)
  return read.output
}

/** @throws {RangeError} naming what no predictor may say of itself; where the model is too large for a file */
export function savePredictor({ about, model }: Predictor): SavedPredictor {
  const text = canonicalText({ format, version, about: aboutOf(about), model })
  const own = bytesToHex(sha256(utf8ToBytes(text)))
  const whole = `{"id":"${own}",${text.slice(1)}`
  checkLength(whole)
  return { id: own, text: whole }
}

/**
 * The predictor of a text from anywhere.
 * @throws {RangeError} with a sentence for people: too long, no predictor, of another version, damaged, or of a learner
 * that is not known
 */
export function loadPredictor(text: string): Predictor & { readonly id: string } {
  checkLength(text)
  const value = parsed(text)
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== format)
    throw new RangeError('This file is no predictor.')
  const said = 'version' in value ? value.version : undefined
  if (said !== version)
    throw new RangeError(
      `This predictor has version ${String(said)} of the format; this app reads version ${version}.`,
    )
  const read = v.safeParse(fileSchema, value, { abortEarly: true })
  if (!read.success) throw new RangeError(`This predictor is damaged: ${sentenceOf(read.issues)}`)
  const { id: saidId, about, model } = read.output
  // Of what the text says, not of what the schema took from it.
  if (hashOf({ ...value, id: undefined }) !== saidId)
    throw new RangeError('This predictor is damaged: its content does not fit its id.')
  const { kind, learner, columns } = about
  const loaded = checkedModel(
    kind,
    learner,
    computed(
      () => methodNamed(kind, learner).load(model),
      'This predictor is damaged: nothing can be computed from its numbers.',
    ),
  )
  if (kind === 'tabular') checkWidth(loaded, columns.length)
  else if (columns.length > 0)
    throw new RangeError('This predictor is damaged: it names columns and learnt from no table.')
  return { id: saidId, about, model: loaded }
}

/** @throws {RangeError} where a model of tables has not as many columns as have names */
function checkWidth(model: Fitted<KindName>, columns: number): void {
  try {
    model.predict({ rows: 1, columns, values: new Float64Array(columns) } as never)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new RangeError(`This predictor is damaged: it names ${columns} columns. ${cause.message}`, {
      cause,
    })
  }
}

function canonicalText(value: object): string {
  try {
    return canonicalize(value) ?? ''
  } catch (error) {
    // Such as a weight that is NaN: RFC 8785 has no form for it.
    throw new RangeError(`This predictor cannot be saved: ${String(error)}.`, { cause: error })
  }
}

function checkLength({ length }: string): void {
  if (length > longest)
    throw new RangeError(
      `A predictor of ${Math.ceil(length / 2 ** 20)} MiB is larger than ${longest / 2 ** 20} MiB, the most that a file may have.`,
    )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RangeError('This file is no predictor: it is not JSON.')
  }
}

/** Null where RFC 8785 has no form for it: half of a surrogate pair, or nesting deeper than the stack. */
function hashOf(value: object): string | null {
  try {
    return contentId(value)
  } catch {
    return null
  }
}
