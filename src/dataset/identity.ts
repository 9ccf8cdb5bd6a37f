import * as v from 'valibot'
import { canonicalGraph } from '../architecture/canonical.ts'
import type { Architecture } from '../architecture/graph.ts'
import { contentId } from '../architecture/identity.ts'
import { faultOfMeasurement, sentenceOf } from './consistency.ts'
import {
  architectureSchema,
  measurementSchema,
  platformSchema,
  type ArchitectureRecord,
  type Measurement,
  type PlatformRecord,
} from './record.ts'

/** A record before its id is known. */
export type Unsealed<Whole> = Whole extends { id: string } ? Omit<Whole, 'id'> : never

/**
 * The record of an architecture: canonical graph, and its hash as the id.
 * @throws {RangeError} naming the first field that no record may have (such as a label of 201 characters).
 */
export function architectureRecord(drawn: {
  readonly space: string
  readonly key: string
  readonly architecture: Architecture
}): ArchitectureRecord {
  const graph = canonicalGraph(drawn.architecture)
  const { space, key } = drawn
  return checked(architectureSchema, {
    id: contentId(graph),
    label: drawn.architecture.label,
    space,
    key,
    graph,
  })
}

/**
 * The record of a platform with its id.
 * @throws {RangeError} naming the first field that is wrong: NaN and infinite numbers never reach the hash.
 */
export const sealPlatform = (rest: Unsealed<PlatformRecord>): PlatformRecord => sealed(platformSchema, rest)

/**
 * A measurement with its id, after every check that an import makes: what is sealed here can be imported anywhere.
 * @throws {RangeError} naming the first field that is wrong, NaN and infinite numbers included.
 */
export function sealMeasurement(rest: Unsealed<Measurement>): Measurement {
  const record = sealed(measurementSchema, rest)
  const fault = faultOfMeasurement(record)
  if (fault !== null) throw new RangeError(fault)
  return record
}

const noId = '0'.repeat(64)

function sealed<Schema extends v.GenericSchema<unknown, { id: string }>>(
  schema: Schema,
  rest: object,
): v.InferOutput<Schema> {
  const whole = checked(schema, { ...rest, id: noId })
  return { ...whole, id: idOf(whole) }
}

/** The id that a platform or a measurement must have: the hash of all the rest. */
export function idOf(whole: { readonly id: string }): string {
  const rest: { id?: string } = { ...whole }
  delete rest.id
  return contentId(rest)
}

function checked<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (!result.success) throw new RangeError(sentenceOf(result.issues))
  return result.output
}
