import { accuracyOf } from '../metrics.ts'
import { predictByCopies } from '../noise-ceiling.ts'
import { browserSubjects, type BrowserSubject } from './browser-kernels.ts'
import { cell, type TableRow } from './table-row.ts'
import type { Ceiling } from './score.ts'

/**
 * What repeated measurements say of the noise of a table of evaluation E9, as far as it has them: a second pass over all
 * networks; halves of the samples of a network or a kernel, one predicted by the other; the same kernel in several
 * networks. Halves are taken at once and miss what moves between measurements.
 */
export function browserCeilings(
  device: string,
  networks: readonly TableRow[],
  kernels: readonly TableRow[],
): Ceiling[] {
  const ceilings: Ceiling[] = []
  const add = (subject: BrowserSubject, how: string, pairs: readonly (readonly [number, number])[]) => {
    const used = pairs.filter(([said, was]) => said > 0 && was > 0)
    if (used.length === 0) return
    const of = (side: 0 | 1) => Float64Array.from(used, (pair) => pair[side])
    const [method, accuracy] = [`noise ceiling: ${how}`, accuracyOf(of(0), of(1))]
    ceilings.push({ device, subject: browserSubjects[subject], method, accuracy })
  }
  const timed = kernels.filter((row) => Number(cell(row, 'time_us')) > 0)
  const times = Float64Array.from(timed, (row) => Number(cell(row, 'time_us')))
  const copies = predictByCopies(timed.map(codeAndShape), times)
  add(
    'kernels',
    'copies',
    copies.places.map((place, row) => [copies.predicted[row] as number, times[place] as number]),
  )
  add(
    'kernels',
    'halves of the samples',
    timed.map((row) => halvesOf(row, 'samples_us')),
  )
  const sums = new Map<string, [number, number]>()
  for (const row of timed) {
    const name = cell(row, 'network')
    const [first, second] = sums.get(name) ?? [0, 0]
    const [a, b] = halvesOf(row, 'samples_us')
    sums.set(name, [first + a, second + b])
  }
  add('sums', 'halves of the samples', [...sums.values()])
  add(
    'single',
    'halves of the samples',
    networks.map((row) => halvesOf(row, 'single_samples_ms')),
  )
  add(
    'single',
    'second pass',
    networks.map((row) => [Number(row['single_repeat_ms'] ?? 0), Number(cell(row, 'single_ms'))]),
  )
  return ceilings
}

/** Equal for kernels that run the same code on the same shapes. */
const codeAndShape = (row: TableRow): string =>
  ['kernel', 'programs', 'shader_keys', 'input_shape', 'second_input_shape', 'output_shape', 'dispatches']
    .map((column) => cell(row, column))
    .join('|')

/** Medians of every other sample, of the first and of the second; 0 where there are not two. */
function halvesOf(row: TableRow, column: string): [number, number] {
  const samples = (row[column] ?? '').split(' ').filter(Boolean).map(Number)
  const median = (side: 0 | 1) => {
    const sorted = samples.filter((_, place) => place % 2 === side).sort((a, b) => a - b)
    const half = sorted.length >> 1
    const upper = sorted[half] ?? 0
    return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2
  }
  return [median(0), median(1)]
}
