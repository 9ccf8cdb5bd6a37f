import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { contentId } from '../../../src/architecture/identity.ts'
import { importDataset, type ImportOptions } from '../../../src/dataset/import.ts'
import type { ImportReport } from '../../../src/dataset/import-report.ts'
import type { MeasuredOk, Measurement } from '../../../src/dataset/record.ts'
import type { DatasetStore } from '../../../src/dataset/store.ts'
import { withStore } from '../../fixtures/indexed-db.ts'
import {
  sampleArchitecture,
  sampleDataset,
  sampleMeasurement,
  samplePlatform,
} from '../../fixtures/records.ts'

const dataset = sampleDataset({ networks: 5, platforms: 2, seed: 9 })
const whole = { format: 'inferometer-dataset', version: 1, ...dataset }
const ok = dataset.measurements.filter(
  (measurement): measurement is MeasuredOk => measurement.status === 'ok',
)

/** With the id that fits, as a forger would write it. */
function forged(changed: object): object {
  const rest: { id?: string } = { ...changed }
  delete rest.id
  return { ...rest, id: contentId(rest) }
}

// Of a network and a platform that no file below holds.
const [keptArchitecture, keptPlatform] = [sampleArchitecture(999), samplePlatform(7)]
const kept = sampleMeasurement(keptArchitecture, keptPlatform)

/** What happens to a file in a store that holds one measurement already: that one must stay. */
async function importing<Result>(
  file: unknown,
  check: (report: ImportReport, store: DatasetStore) => Result | Promise<Result>,
  options?: ImportOptions,
): Promise<void> {
  await withStore(async (store) => {
    await store.add(kept, keptArchitecture, keptPlatform)
    const blob =
      file instanceof Blob ? file : new Blob([typeof file === 'string' ? file : JSON.stringify(file)])
    await check(await importDataset(blob, store, options), store)
    expect(await store.get(kept.id)).toEqual(kept)
  })
}

describe('a file that is not ours', () => {
  test.each([
    ['an empty file', '', /it is empty/],
    ['plain text', 'hello', /it is not one JSON object/],
    ['a JSON list', '[1, 2, 3]', /it is not one JSON object/],
    [
      'another JSON file',
      { name: 'package', version: '1.0.0' },
      /not an Inferometer dataset: its “format” is missing/,
    ],
    ['another format', { ...whole, format: '<b>x</b>' }, /its “format” is “<b>x<\/b>”/],
    ['a file without version', { format: whole.format }, /its “version” is missing/],
    ['a file with a version that is no number', { ...whole, version: '1' }, /its “version” is “1”/],
    ['a file from the future', { ...whole, version: 2 }, /version 2 of the dataset format.*reload the site/],
    ['a zip file', new Blob([Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0)]), /it is not one JSON object/],
  ])('is refused with a sentence: %s', (_, file, sentence) =>
    importing(file, async (report, store) => {
      expect(report.fault).toMatch(sentence)
      expect(report).toMatchObject({ added: 0, rejectedCount: 0 })
      expect(await store.count()).toBe(1)
    }),
  )
})

describe('a file that was cut off', () => {
  test('gives what came before the cut', () => {
    const text = JSON.stringify(whole)
    return importing(text.slice(0, -300), (report) => {
      expect(report.fault).toMatch(/it ends in the middle of measurements\[9\]/)
      expect(report).toMatchObject({ added: 9, rejectedCount: 0 })
    })
  })

  test('gives what came before the cut, packed', () => {
    const packed = gzipSync(JSON.stringify(whole), { level: 0 })
    return importing(new Blob([new Uint8Array(packed.subarray(0, packed.length - 2000))]), (report) => {
      expect(report.fault).toMatch(/could not be unpacked to its end/)
      expect(report.added).toBeGreaterThan(0)
      expect(report.added).toBeLessThan(10)
    })
  })

  test('is refused where nothing can be unpacked', () =>
    importing(new Blob([Uint8Array.of(0x1f, 0x8b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)]), (report) => {
      expect(report.fault).toMatch(/could not be unpacked/)
      expect(report.added).toBe(0)
    }))
})

describe('a bad row', () => {
  const [first] = ok
  const timing = (change: object) => ({ ...first!, latencyMs: { ...first!.latencyMs, ...change } })
  const rows: [string, unknown, RegExp][] = [
    ['a number', 5, /Expected Object but received 5/],
    [
      'a text for a time',
      timing({ median: '<img src=x onerror=alert(1)>' }),
      /latencyMs\.median: .*<img src=x/,
    ],
    ['a negative time', timing({ low: -1 }), /latencyMs\.low/],
    ['null for a time (what JSON makes of NaN)', timing({ median: NaN }), /latencyMs\.median: .*null/],
    ['a field too many', { ...first!, note: 'x' }, /note/],
    ['a field too few', { ...first!, coldMs: undefined }, /coldMs/],
    [
      'an unknown backend',
      { ...first!, configuration: { ...first!.configuration, backend: 'npu' } },
      /backend/,
    ],
    ['an unknown status', { ...first!, status: 'great' }, /status/],
    ['a time in another zone', { ...first!, measuredAt: '2026-01-01T00:00:00+02:00' }, /UTC/],
    ['a day that does not exist', { ...first!, measuredAt: '2026-02-31T00:00:00Z' }, /calendar/],
    [
      'low above the median',
      timing({ low: first!.latencyMs.high }),
      /low .* median .* are not in this order/,
    ],
    ['a count that is not the number of samples', timing({ n: 11 }), /n is 11, but 12 samples count/],
    [
      'a tag for a sample that does not exist',
      timing({ tagged: { clock: [], outlier: [99], gap: [] } }),
      /sample 99/,
    ],
    ['half of a surrogate pair', { ...first!, app: { version: '\ud800', commit: '' } }, /not valid Unicode/],
  ]
  test.each(rows)('is reported and the others are taken: %s', (_, row, reason) => {
    const isObject = typeof row === 'object' && row !== null
    // JSON first: a forger hashes what the file will say.
    const sealed = isObject ? safelyForged(JSON.parse(JSON.stringify(row)) as object) : row
    return importing({ ...whole, measurements: [sealed, ...dataset.measurements] }, (report) => {
      expect(report).toMatchObject({ added: 10, known: 0, rejectedCount: 1, fault: null })
      expect(report.rejected[0]!.where).toBe('measurements[0]')
      expect(report.rejected[0]!.reason).toMatch(reason)
      expect(report.rejected[0]!.reason).toMatch(/\.$/)
    })
  })

  /** RFC 8785 has no form for half of a surrogate pair. */
  function safelyForged(row: object): object {
    try {
      return forged(row)
    } catch {
      return { ...row, id: '0'.repeat(64) }
    }
  }

  test('is one whose id does not match its content', () => {
    const changed = { ...first!, coldMs: first!.coldMs + 1 }
    return importing({ ...whole, measurements: [changed, ...dataset.measurements] }, (report) => {
      expect(report).toMatchObject({ added: 10, rejectedCount: 1 })
      expect(report.rejected).toEqual([
        {
          where: 'measurements[0]',
          id: first!.id,
          reason: expect.stringMatching(
            /^Its id does not match its content, which has [0-9a-f]{64}\.$/,
          ) as string,
        },
      ])
    })
  })

  test('is one that is not JSON, and the rest of the file is read', () => {
    const text = JSON.stringify(whole).replace(`"coldMs":${first!.coldMs}`, '"coldMs":NaN')
    return importing(text, (report) => {
      expect(report).toMatchObject({ added: 9, rejectedCount: 1, fault: null })
      expect(report.rejected[0]!.reason).toMatch(/^It is not valid JSON/)
    })
  })

  test('with an endless number is refused', () => {
    const text = JSON.stringify(whole).replace(`"coldMs":${first!.coldMs}`, '"coldMs":1e999')
    return importing(text, (report) => {
      expect(report).toMatchObject({ added: 9, rejectedCount: 1 })
      expect(report.rejected[0]!.reason).toMatch(/coldMs/)
    })
  })

  test('is one that names another backend than its platform', () => {
    const other = dataset.platforms.find(({ id }) => id !== first!.platformId)!
    const row = forged({ ...first!, platformId: other.id })
    return importing({ ...whole, measurements: [row] }, (report) => {
      expect(report).toMatchObject({ added: 0, rejectedCount: 1 })
      expect(report.rejected[0]!.reason).toMatch(/its platform says/)
    })
  })

  test('is one whose network is nowhere', () => {
    const missing = dataset.architectures[0]!
    return importing({ ...whole, architectures: dataset.architectures.slice(1) }, (report) => {
      expect(report).toMatchObject({ added: 8, rejectedCount: 2, fault: null })
      expect(report.rejected.map(({ where }) => where)).toEqual(['measurements[0]', 'measurements[1]'])
      expect(report.rejected[0]!.reason).toBe(
        `Its architecture ${missing.id} is neither in the file nor stored here.`,
      )
    })
  })

  test('is counted beyond the first thousand', () =>
    importing({ ...whole, measurements: Array.from({ length: 1500 }, (_, index) => index) }, (report) => {
      expect(report.rejectedCount).toBe(1500)
      expect(report.rejected).toHaveLength(1000)
    }))
})

describe('a bad network', () => {
  const [first] = dataset.architectures
  const withGraph = (graph: unknown) => ({ ...first!, graph, id: contentId(graph) })
  const { operations, nodes, outputs } = first!.graph
  const swapped = [nodes[0], ...nodes.slice(1).toReversed()]
  test.each([
    ['reads a node that comes later', { operations, nodes: swapped, outputs }, /is unknown or comes later/],
    ['has an output that does not exist', { operations, nodes, outputs: [99] }, /missing99/],
    [
      'reads itself',
      { operations: [{ kind: 'flatten' }], nodes: [[0, 0]], outputs: [0] },
      /unknown or comes later/,
    ],
    ['has an unknown operation', { operations: [{ kind: 'magic' }], nodes: [[0]], outputs: [0] }, /kind/],
    [
      'has a dead node',
      { operations, nodes: [...nodes, nodes[0]], outputs },
      /Its id does not match its graph/,
    ],
    [
      'is too large',
      { operations: [{ kind: 'input', shape: [2 ** 30, 2 ** 30, 3] }], nodes: [[0]], outputs: [0] },
      /too large/,
    ],
  ])('is refused: it %s', (_, graph, reason) =>
    importing({ ...whole, architectures: [withGraph(graph)], measurements: [] }, (report) => {
      expect(report.rejectedCount).toBe(1)
      expect(report.rejected[0]).toMatchObject({ where: 'architectures[0]' })
      expect(report.rejected[0]!.reason).toMatch(reason)
    }),
  )

  test('that nothing names is not kept', () => {
    const [lonely, ...others] = dataset.architectures
    const measurements = dataset.measurements.filter(({ architectureId }) => architectureId !== lonely!.id)
    return importing(
      { ...whole, architectures: [lonely, ...others], measurements },
      async (report, store) => {
        expect(report).toMatchObject({ added: 8, newArchitectures: 4, rejectedCount: 0 })
        expect(await store.architecture(lonely!.id)).toBeUndefined()
      },
    )
  })
})

describe('a hostile file', () => {
  test.each(['__proto__', 'constructor', 'prototype', '__pr\\u006fto__'])(
    'cannot bring in the key %s',
    async (key) => {
      const [platform] = dataset.platforms
      const text = JSON.stringify({ ...whole, platforms: dataset.platforms })
      const evil = text.replace('"flags":{', `"flags":{"${key}":{"polluted":true},`)
      expect(evil).not.toBe(text)
      await importing(evil, async (report, store) => {
        expect(report.rejected[0]).toMatchObject({ where: 'platforms[0]', id: platform!.id })
        expect(report.rejected[0]!.reason).toMatch(/which no record may have/)
        // What was measured on it is rejected too; the rest is taken.
        expect(report.added).toBe(5)
        expect(await store.platform(platform!.id)).toBeUndefined()
      })
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    },
  )

  test('cannot bring in such a key beside the lists', () => {
    const text = JSON.stringify(whole).replace('{"format"', '{"__proto__":{"polluted":true},"format"')
    return importing(text, (report) => {
      expect(report).toMatchObject({ added: 10, rejectedCount: 1 })
      expect(report.rejected[0]).toMatchObject({ where: '__proto__' })
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    })
  })

  test('may have a network called like a key or like HTML: it stays text', () => {
    const [first, second, ...others] = dataset.architectures
    const labels = ['<img src=x onerror=alert(1)>', '__proto__']
    const architectures = [{ ...first!, label: labels[0] }, { ...second!, label: labels[1] }, ...others]
    return importing({ ...whole, architectures }, async (report, store) => {
      expect(report).toMatchObject({ added: 10, rejectedCount: 0 })
      expect((await store.architecture(first!.id))?.label).toBe(labels[0])
      expect((await store.page({ filter: { text: 'onerror' } })).rows[0]?.label).toBe(labels[0])
      expect((await store.page({ filter: { text: '__proto__' } })).rows[0]?.label).toBe(labels[1])
    })
  })

  test('cannot nest without end or send a giant row', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const giant = JSON.stringify({ id: 'x'.repeat(9 * 2 ** 20) })
    const text = JSON.stringify(whole).replace('"measurements":[', `"measurements":[${deep},${giant},`)
    return importing(text, (report) => {
      expect(report).toMatchObject({ added: 10, rejectedCount: 2, fault: null })
      expect(report.rejected.map(({ reason }) => reason)).toEqual([
        'It is nested too deeply and cannot be a record.',
        'It is too large and cannot be a record.',
      ])
    })
  })

  test('cannot unpack to more than the limit', () => {
    const text = `${JSON.stringify(whole).slice(0, -1)}, "more": "${' '.repeat(20 * 2 ** 20)}"}`
    const bomb = new Blob([new Uint8Array(gzipSync(text))])
    expect(bomb.size).toBeLessThan(2 ** 20)
    return importing(
      bomb,
      (report) => {
        expect(report.fault).toMatch(/more than 16 MiB/)
        expect(report.added).toBe(10)
      },
      { mostBytes: 16 * 2 ** 20 },
    )
  })

  test('that is too large is not even opened', () =>
    importing(
      JSON.stringify(whole),
      (report) => {
        expect(report.fault).toMatch(/holds more than/)
        expect(report.added).toBe(0)
      },
      { mostBytes: 1000 },
    ))

  test('may say the same thing in other lists', () =>
    importing({ ...whole, measurements: 5, architectures: { length: 3 }, more: [1, 2, 3] }, (report) => {
      expect(report).toMatchObject({ added: 0, rejectedCount: 3, fault: null })
      expect(report.rejected.map(({ where }) => where).sort()).toEqual([
        'architectures',
        'measurements',
        'more',
      ])
    }))
})

describe('a file in another order', () => {
  test('is read twice where measurements come before what they name', () => {
    const { platforms, architectures, measurements } = dataset
    const file = { measurements, architectures, platforms, version: 1, format: 'inferometer-dataset' }
    return importing(file, (report) => {
      expect(report).toMatchObject({
        added: 10,
        known: 0,
        rejectedCount: 0,
        fault: null,
        newArchitectures: 5,
      })
    })
  })

  test('may name the same measurement twice', () =>
    importing({ ...whole, measurements: [...dataset.measurements, dataset.measurements[0]] }, (report) => {
      expect(report).toMatchObject({ added: 10, known: 1, rejectedCount: 0 })
    }))
})

describe('cancelling an import', () => {
  test('keeps whole chunks and leaves no network behind that nothing names', () => {
    const large = sampleDataset({ networks: 150, platforms: 2, seed: 9 })
    const stop = new AbortController()
    const progress: number[] = []
    return importing(
      { ...whole, ...large },
      async (report, store) => {
        expect(report).toMatchObject({ isCancelled: true, fault: null, rejectedCount: 0 })
        expect(report.added).toBeGreaterThan(0)
        expect(report.added).toBeLessThan(300)
        expect(await store.count()).toBe(1 + report.added)
        expect(progress).toEqual(progress.toSorted((a, b) => a - b))
        const named = new Set<string>()
        for await (const { architectureId } of store.rows()) named.add(architectureId)
        for (const { id } of large.architectures)
          expect((await store.architecture(id)) !== undefined).toBe(named.has(id))
        // What is still missing can be imported later.
        const again = await importDataset(new Blob([JSON.stringify({ ...whole, ...large })]), store)
        expect(again).toMatchObject({ added: 300 - report.added, known: report.added })
      },
      {
        signal: stop.signal,
        onProgress: ({ added, bytesRead, bytesTotal }) => {
          expect(bytesRead).toBeLessThanOrEqual(bytesTotal)
          progress.push(bytesRead)
          if (added > 0) stop.abort()
        },
      },
    )
  })
})

test('a measurement that failed may be on another backend than it asked for', () => {
  const failed = sampleDataset({ networks: 16, platforms: 2, seed: 1 }).measurements.find(
    (measurement): measurement is Extract<Measurement, { status: 'failed' }> =>
      measurement.status === 'failed',
  )!
  const other = dataset.platforms.find(({ id }) => id !== failed.platformId)!
  const architectureId = dataset.architectures[0]!.id
  const row = forged({ ...failed, platformId: other.id, architectureId })
  return importing({ ...whole, measurements: [row] }, (report) => expect(report).toMatchObject({ added: 1 }))
})
