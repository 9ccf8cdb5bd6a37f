import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  cellNumbered,
  cellText,
  fromDigits,
  numberOfCells,
  operations,
  parseCell,
} from '../../../../src/spaces/nasbench201/cell.ts'
import {
  canonicalComputation,
  computationOf,
  formOf,
} from '../../../../src/spaces/nasbench201/computation.ts'
import { smallestRelabelling } from './oracle.ts'

const cells = Array.from({ length: numberOfCells }, (_, number) => cellNumbered(number))

describe('the cells of NAS-Bench-201', () => {
  test('are 15,625 with distinct strings, each of which is read again', () => {
    expect(cells).toHaveLength(15_625)
    expect(new Set(cells.map(cellText)).size).toBe(15_625)
    for (const cell of cells) expect(parseCell(cellText(cell), '')).toEqual(cell)
  })

  test('are written as the published ones', () => {
    const text =
      '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|'
    expect(cellText(fromDigits('421211'))).toBe(text)
    expect(parseCell(text, '')).toEqual(
      ['421211'].flatMap((digits) => [...digits].map((digit) => operations[Number(digit)])),
    )
  })

  test.each(['', '42121', '4212111', '521211', '42121a', ' 421211', '421211\n', '４21211'])(
    'refuse the digits "%s"',
    (digits) => {
      expect(() => fromDigits(digits)).toThrow(RangeError)
      expect(() => fromDigits(digits)).toThrow(`not "${digits}".`)
    },
  )
})

describe('computations', () => {
  test(
    'are the same for cells that trying every relabelling finds to be copies, and only for those',
    { timeout: 20_000 },
    () => {
      const classes = new Map<string, Set<string>>()
      let connected = 0
      for (const cell of cells) {
        const relabelled = smallestRelabelling(cellText(cell))
        const computation = canonicalComputation(cell)
        expect(computation.output.length > 0).toBe(relabelled !== null)
        if (relabelled === null) continue
        connected++
        classes.set(relabelled, (classes.get(relabelled) ?? new Set()).add(formOf(computation)))
      }
      expect(connected).toBe(15_284)
      expect(classes.size).toBe(5424)
      expect([...classes.values()].filter((forms) => forms.size > 1)).toEqual([])
      expect(new Set([...classes.values()].flatMap((forms) => [...forms])).size).toBe(5424)
    },
  )

  test('keep two equal convolutions apart from one that is read twice', () => {
    // Node 1 is a convolution; node 2 passes it on; node 3 sums both: one convolution, read twice.
    const twice = computationOf(fromDigits('301011'))
    expect(twice).toEqual({ producers: [{ operation: 'nor_conv_3x3', inputs: [0] }], output: [1, 1] })
    const two = computationOf(fromDigits('330011'))
    expect(two.producers).toHaveLength(2)
    expect(two.output).toEqual([1, 2])
  })

  test('leave out what nothing depends on', () => {
    expect(computationOf(fromDigits('343100'))).toEqual({ producers: [], output: [0] })
    expect(computationOf(fromDigits('334000'))).toEqual({ producers: [], output: [] })
    expect(computationOf(fromDigits('003003')).output).toEqual([])
  })
})

const file = new URL('../../../../../shared/data/nb201_eagle_ms.csv.gz', import.meta.url)
const isThere = existsSync(file)
if (!isThere) console.warn(`Skipped: the public table ${file.pathname} is not on this machine.`)

test.skipIf(!isThere)(
  'the cells that are missing in the public table are those that are not connected',
  () => {
    const rows = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n').slice(1)
    const measured = new Set(rows.map((row) => cellText(fromDigits(row.split(',')[1]!))))
    expect(measured.size).toBe(rows.length)
    for (const cell of cells) expect(measured.has(cellText(cell))).toBe(computationOf(cell).output.length > 0)
  },
)
