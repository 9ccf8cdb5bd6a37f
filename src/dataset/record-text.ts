import * as v from 'valibot'
import { ArchitectureError } from '../architecture/graph.ts'
import { architectureId, architectureOf, contentId } from '../architecture/identity.ts'
import { inferShapes } from '../architecture/shapes.ts'
import { faultOfMeasurement, sentenceOf } from './consistency.ts'
import { idOf } from './identity.ts'
import { architectureSchema, measurementSchema, platformSchema } from './record.ts'
import type { ArchitectureRecord, Measurement, PlatformRecord } from './record.ts'

/** A record that passed every check, or why it did not, with its id where that can be told. */
export type Read<Whole> = { readonly record: Whole } | { readonly reason: string; readonly id?: string }

export const readPlatform = (text: string): Read<PlatformRecord> => readSealed(platformSchema, text)

export function readMeasurement(text: string): Read<Measurement> {
  const read = readSealed(measurementSchema, text)
  if (!('record' in read)) return read
  const fault = faultOfMeasurement(read.record)
  return fault === null ? read : { reason: fault, id: read.record.id }
}

export function readArchitecture(text: string): Read<ArchitectureRecord> {
  const read = parse(architectureSchema, text)
  if (!('record' in read)) return read
  const { id, label, graph } = read.record
  try {
    const architecture = architectureOf(graph, label)
    inferShapes(architecture)
    // Computed from the graph as a network, not as text: a graph that is written in another order is not canonical,
    // and would be a second name for the same network.
    const expected = architectureId(architecture)
    if (expected !== id) return { reason: `Its id does not match its graph, which has ${expected}.`, id }
    if (contentId(graph) !== id) return { reason: 'Its graph is not in canonical form.', id }
    return read
  } catch (error) {
    if (error instanceof ArchitectureError) return { reason: error.message, id }
    throw error
  }
}

/** Reads a record whose id is the hash of all the rest. */
function readSealed<Whole extends { readonly id: string }>(
  schema: v.GenericSchema<unknown, Whole>,
  text: string,
): Read<Whole> {
  const read = parse(schema, text)
  if (!('record' in read)) return read
  const { id } = read.record
  try {
    const expected = idOf(read.record)
    return expected === id
      ? read
      : { reason: `Its id does not match its content, which has ${expected}.`, id }
  } catch {
    // RFC 8785 has no form for half of a surrogate pair, which JSON can write.
    return { reason: 'It holds a text that is not valid Unicode.', id }
  }
}

function parse<Whole>(schema: v.GenericSchema<unknown, Whole>, text: string): Read<Whole> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { reason: `It is not valid JSON: ${error instanceof Error ? error.message.slice(0, 200) : ''}.` }
  }
  const said = saidId(value)
  const id = said === null ? {} : { id: said }
  const key = forbiddenKey(text, value)
  if (key !== null) return { reason: `It has a key “${key}”, which no record may have.`, ...id }
  const result = v.safeParse(schema, value, { abortEarly: true })
  return result.success ? { record: result.output } : { reason: sentenceOf(result.issues), ...id }
}

/** What the record calls itself, where that looks like an id. */
function saidId(value: unknown): string | null {
  const said = typeof value === 'object' && value !== null && 'id' in value ? value.id : null
  return typeof said === 'string' && /^[0-9a-f]{64}$/.test(said) ? said : null
}

const forbiddenKeys = ['__proto__', 'constructor', 'prototype']

/** The first key that would reach an object's prototype. Such a key shows in the text, plainly or escaped. */
function forbiddenKey(text: string, value: unknown): string | null {
  const isSuspect = text.includes('\\u') || forbiddenKeys.some((key) => text.includes(key))
  return isSuspect ? forbiddenKeyIn(value) : null
}

function forbiddenKeyIn(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null
  for (const [key, inner] of Object.entries(value)) {
    if (forbiddenKeys.includes(key)) return key
    const found = forbiddenKeyIn(inner)
    if (found !== null) return found
  }
  return null
}
