import { describe, expect, it } from 'vitest'
import type { Configuration, PlatformRecord } from '../../../../src/dataset/record.ts'
import { factsOf, rowOf, type MeasurementRow } from '../../../../src/dataset/row.ts'
import { comparisonsOf } from '../../../../src/pages/data/comparisons.ts'
import { sampleArchitecture, sampleMeasurement, samplePlatform } from '../../../fixtures/records.ts'

const architecture = sampleArchitecture(0)
const platform = samplePlatform(0)
const shown = sampleMeasurement(architecture, platform)
const row = (
  change: Partial<Configuration>,
  [median, halfWidth]: readonly [number, number],
  id: string,
  platformId = platform.id,
): MeasurementRow => ({
  ...rowOf(shown, factsOf(architecture)),
  id,
  platformId,
  configuration: { ...shown.configuration, ...change },
  latencyMs: { median, low: median - halfWidth, high: median + halfWidth },
})
const known = (...platforms: readonly PlatformRecord[]) => new Map(platforms.map((one) => [one.id, one]))

describe('beside the standard way', () => {
  it('slower, faster, and what shows no difference', () => {
    const rows = [
      row({}, [10, 0.1], 'standard'),
      row({ fusion: 'off' }, [14.2, 0.2], 'unfused'),
      row({ selection: 'no-simd', fusion: 'off' }, [5, 0.01], 'fast'),
      row({ selection: 'no-simd' }, [10.05, 0.3], 'same'),
    ]
    expect(comparisonsOf(rows, shown, known(platform))).toEqual([
      { id: 'unfused', label: 'not fused', sentence: '1.42× slower', interval: '1.40 to 1.44' },
      { id: 'fast', label: 'not fused, no-simd', sentence: '2.00× faster', interval: '1.98 to 2.02' },
      { id: 'same', label: 'no-simd', sentence: 'no difference seen', interval: '0.973 to 1.04' },
    ])
  })

  it('only on the same device: other flags are the same device, another phone is not', () => {
    const flags = { ...platform, id: 'f'.repeat(64), flags: { WASM_HAS_SIMD_SUPPORT: false } }
    const phone = samplePlatform(4)
    const rows = [
      row({}, [10, 0.1], 'standard'),
      row({ selection: 'no-simd' }, [20, 0.1], 'flags', flags.id),
      row({ fusion: 'off' }, [20, 0.1], 'phone', phone.id),
    ]
    const found = comparisonsOf(rows, shown, known(platform, flags, phone))
    expect(found.map(({ id }) => id)).toEqual(['flags'])
  })

  it('nothing where nothing else was measured', () => {
    expect(comparisonsOf([row({}, [10, 0.1], 'standard')], shown, known(platform))).toEqual([])
  })
})
