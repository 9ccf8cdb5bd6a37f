import * as v from 'valibot'

/** What a field means: it goes into docs/dataset-format.md and into the JSON Schema there. */
export const said = <Schema extends v.GenericSchema>(schema: Schema, meaning: string) =>
  v.pipe(schema, v.description(meaning))

export const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is not a SHA-256 in 64 hexadecimal digits'))
export const shortText = v.pipe(v.string(), v.maxLength(200))
export const text = v.pipe(v.string(), v.maxLength(2000))
export const milliseconds = v.pipe(
  v.number(),
  v.finite(),
  v.minValue(0),
  v.maxValue(1e9),
  v.metadata({ unit: 'ms' }),
)
export const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 53 - 1))
export const finite = v.pipe(v.number(), v.finite())
export const magnitude = v.pipe(v.number(), v.finite(), v.minValue(0))
export const microseconds = v.pipe(magnitude, v.metadata({ unit: 'µs' }))
export const indices = v.pipe(v.array(count), v.maxLength(10_000))

/** Exported times are UTC. The pattern allows 31 February, which engines read differently: it must be a real day. */
export const isoTime = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.regex(/Z$/, 'is not in UTC: it must end with Z'),
  v.check((time) => isRealTime(time), 'is not a day of the calendar'),
)

/** Names that would reach an object's prototype are refused wherever keys are free. */
export const freeKey = v.pipe(
  shortText,
  v.check((key) => !['__proto__', 'constructor', 'prototype'].includes(key), 'is not allowed as a key'),
)

function isRealTime(time: string): boolean {
  const at = Date.parse(time)
  return Number.isFinite(at) && new Date(at).toISOString().slice(0, 10) === time.slice(0, 10)
}
