import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { architectureId, architectureOf } from '../../../src/architecture/identity.ts'
import {
  architectureRecord,
  sealMeasurement,
  sealPlatform,
  type Unsealed,
} from '../../../src/dataset/identity.ts'
import { datasetSchema, type MeasuredOk, type PlatformRecord } from '../../../src/dataset/record.ts'
import { operationSurvey } from '../../fixtures/networks.ts'
import { sampleDataset, samplePlatform } from '../../fixtures/records.ts'

const { architectures, platforms, measurements } = sampleDataset({ networks: 2, platforms: 2, seed: 1 })
const without = <Whole extends { id: string }>(record: Whole): Unsealed<Whole> => {
  const rest: { id?: string } & Omit<Whole, 'id'> = { ...record }
  delete rest.id
  return rest as Unsealed<Whole>
}

describe('sealing', () => {
  test('gives the same id whatever the order of the keys', () => {
    const rest = without(platforms[0]!)
    const turned = Object.fromEntries(Object.entries(rest).reverse()) as Unsealed<PlatformRecord>
    expect(sealPlatform(turned)).toEqual(platforms[0])
  })

  test('gives another id to another content', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 64 }),
        fc.string({ maxLength: 20, unit: 'grapheme' }),
        (cores, model) => {
          const rest = without(samplePlatform(0))
          const changed = sealPlatform({ ...rest, device: { ...rest.device, logicalCores: cores, model } })
          const isSame = cores === rest.device.logicalCores && model === rest.device.model
          expect(changed.id === platforms[0]!.id).toBe(isSame)
        },
      ),
    ))

  test('keeps every operation, and the id that the architecture has everywhere', () => {
    for (const architecture of operationSurvey()) {
      const record = architectureRecord({ space: 'survey', key: architecture.label, architecture })
      expect(record.id).toBe(architectureId(architecture))
      expect(architectureId(architectureOf(record.graph, record.label))).toBe(record.id)
    }
  })

  test('makes records that the schema of the file takes', () => {
    const file = { format: 'inferometer-dataset', version: 1, platforms, architectures, measurements }
    expect(v.parse(datasetSchema, JSON.parse(JSON.stringify(file)))).toEqual(file)
  })

  const measured = measurements.find((measurement): measurement is MeasuredOk => measurement.status === 'ok')!
  test.each([
    ['NaN', { coldMs: NaN }, /^coldMs: .*NaN\.$/],
    ['an infinite number', { coldMs: Infinity }, /^coldMs: .*Infinity/],
    ['a negative time', { firstMs: -0.1 }, /^firstMs: .*-0\.1/],
    ['a text that is too long', { app: { version: 'x'.repeat(201), commit: '' } }, /^app\.version: /],
    [
      'a median outside of its interval',
      { latencyMs: { ...measured.latencyMs, median: 1e6 } },
      /^latencyMs: low/,
    ],
  ])('refuses %s before anything is hashed, and names the field', (_, change, sentence) => {
    const sealing = () => sealMeasurement({ ...without(measured), ...change })
    expect(sealing).toThrow(RangeError)
    expect(sealing).toThrow(sentence)
  })

  test('takes a timing in which every sample is tagged', () => {
    const { samples } = measured.latencyMs
    const clock = samples.map((_sample, position) => position)
    const latencyMs = { ...measured.latencyMs, n: samples.length, tagged: { clock, outlier: [5], gap: [] } }
    expect(sealMeasurement({ ...without(measured), latencyMs }).id).not.toBe(measured.id)
    expect(() => sealMeasurement({ ...without(measured), latencyMs: { ...latencyMs, n: 12 } })).toThrow(
      /13 samples count/,
    )
  })
})
