import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  JsonStreamError,
  splitJson,
  type JsonPart,
  type SplitOptions,
} from '../../../src/dataset/json-stream.ts'

const encoder = new TextEncoder()

/** The parts of a text that comes in chunks of `size` bytes. */
async function partsOf(
  text: string | Uint8Array,
  size = 7,
  options: Partial<SplitOptions> = {},
): Promise<JsonPart[]> {
  const bytes = typeof text === 'string' ? encoder.encode(text) : text
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const parts: JsonPart[] = []
  for await (const some of splitJson(chunks(), { members: new Set(['a', 'b', '']), ...options }))
    parts.push(...some)
  return parts
}

describe('splitting JSON', () => {
  test('gives back every member and element, however the text is written and cut', () =>
    fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom('a', 'b', ''),
          fc.oneof(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.jsonValue()),
        ),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(undefined, 2, '\t\r\n '),
        async (object, size, indent) => {
          const text = JSON.stringify(object, null, indent)
          const found: Record<string, unknown> = {}
          for (const [name, value] of Object.entries(object)) if (Array.isArray(value)) found[name] = []
          for (const { member, index, text: part, problem } of await partsOf(text, size)) {
            expect(problem).toBeNull()
            const value: unknown = JSON.parse(part!)
            if (index === null) found[member] = value
            else expect((found[member] as unknown[]).push(value)).toBe(index + 1)
          }
          expect(found).toEqual(JSON.parse(text))
        },
      ),
    ))

  test('refuses every text that was cut off', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), fc.nat(), async (a, at) => {
        const text = JSON.stringify({ a, b: 'b' })
        await expect(partsOf(text.slice(0, at % text.length))).rejects.toThrow(JsonStreamError)
      }),
    ))

  test.each([
    ['', 'it is empty'],
    ['  \n', 'it holds no JSON'],
    ['[1, 2]', 'it is not one JSON object (at byte 0)'],
    ['hello', 'it is not one JSON object (at byte 0)'],
    ['{"a": [1, 2', 'it ends in the middle of a[1]'],
    ['{"a": [1, 2]', 'it ends in the middle of a'],
    ['{"a": [1, 2}}', 'it is not valid JSON (at byte 11 of a[2])'],
    ['{"a": [1, , 2]}', 'it is not valid JSON (at byte 10 of a[1])'],
    ['{"a" 1}', 'it is not valid JSON (at byte 5'],
    ['{"a": 1} {"b": 2}', 'it goes on after its end (at byte 9 of a)'],
    ['{a: 1}', 'it is not valid JSON (at byte 1)'],
    ['{"a": 1, "a": 2}', 'it names “a” twice'],
  ])('says what is wrong with %s', async (text, message) => {
    await expect(partsOf(text, 1)).rejects.toThrow(message)
    await expect(partsOf(text, 1000)).rejects.toThrow(message)
  })

  test('leaves a bad element to its reader and goes on with the next', async () => {
    expect((await partsOf('{"a": [NaN, {"x": 1 2}, 3]}')).map(({ text }) => text)).toEqual([
      'NaN',
      '{"x": 1 2}',
      '3',
    ])
  })

  test('passes over what nobody wants', async () => {
    const parts = await partsOf('{"other": [1, {"a": [2]}], "a": [3], "more": {"b": 4}}')
    expect(parts).toEqual([
      { member: 'other', index: null, text: null, problem: 'unknown' },
      { member: 'a', index: 0, text: '3', problem: null },
      { member: 'more', index: null, text: null, problem: 'unknown' },
    ])
  })

  test('does not keep an element that is too large, too deep or no UTF-8', async () => {
    const text = encoder.encode(`{"a": ["${'x'.repeat(100)}", [[[[1]]]], "\u00e9", 4]}`)
    text[text.indexOf(0xc3)] = 0xff
    const parts = await partsOf(text, 9, { mostBytes: 50, mostDepth: 3 })
    expect(parts.map(({ problem }) => problem)).toEqual(['too large', 'nested too deeply', 'not UTF-8', null])
    expect(parts.map(({ text: part }) => part)).toEqual([null, null, null, '4'])
  })

  test('reads a file with a byte order mark', async () => {
    expect(await partsOf('\ufeff{"a": 1}')).toEqual([{ member: 'a', index: null, text: '1', problem: null }])
  })
})
