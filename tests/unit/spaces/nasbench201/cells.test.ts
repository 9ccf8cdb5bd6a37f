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

/** Another way to the same: of all relabellings of the operations the smallest list, found by trying every one. */
function smallestRelabelling(digits: string): string {
  const { producers, output } = computationOf(fromDigits(digits))
  const orders = (left: readonly number[]): number[][] =>
    left.length === 0
      ? [[]]
      : left.flatMap((first) =>
          orders(left.filter((other) => other !== first)).map((rest) => [first, ...rest]),
        )
  const forms = orders(producers.map((_, index) => index)).map((order) => {
    const named = (values: readonly number[]) =>
      values.map((value) => (value === 0 ? 0 : order.indexOf(value - 1) + 1)).sort()
    return JSON.stringify([
      order.map((index) => [producers[index]!.operation, named(producers[index]!.inputs)]),
      named(output),
    ])
  })
  return forms.sort()[0]!
}

describe('computations', () => {
  const connected = cells.filter((cell) => computationOf(cell).output.length > 0)

  test('join input and output in 15,284 cells and are 5,424', () => {
    expect(connected).toHaveLength(15_284)
    expect(new Set(connected.map((cell) => formOf(canonicalComputation(cell)))).size).toBe(5424)
  })

  test('are the same for cells that trying every relabelling finds to be copies, and only for those', () => {
    const pairs = new Map<string, Set<string>>()
    for (let number = 0; number < numberOfCells; number += 7) {
      const digits = number.toString(5).padStart(6, '0')
      const form = formOf(canonicalComputation(fromDigits(digits)))
      const relabelled = smallestRelabelling(digits)
      pairs.set(form, (pairs.get(form) ?? new Set()).add(relabelled))
    }
    expect([...pairs.values()].every((forms) => forms.size === 1)).toBe(true)
    expect(new Set([...pairs.values()].flatMap((forms) => [...forms])).size).toBe(pairs.size)
  })

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
