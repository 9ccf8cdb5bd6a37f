import { workOfPrograms } from '../features/tfjs-work.ts'
import type { KernelWork } from '../features/work.ts'
import { grouped } from '../grouping.ts'
import { variantOfShaderKey } from './shader-variant.ts'
import { cell, numberIn, type TableRow } from './table-row.ts'

/** A network that was timed in a browser, and its kernels in order. */
export interface TimedNetwork {
  readonly name: string
  readonly works: readonly KernelWork[]
  /** One for each of `works`. */
  readonly kernelTimesUs: Float64Array
  readonly sumUs: number
  /** One awaited inference. */
  readonly singleUs: number
  /** What one more inference in a queue adds. */
  readonly slopeUs: number
}

/**
 * Joins the tables of networks and kernels of evaluation E9. Rows that ran no program on a GPU are no kernels.
 * @param kernels with the columns network, seq, kernel, input_shape, second_input_shape, output_shape, programs,
 * shader_keys, dispatches, workgroup_sizes, time_us
 * @param networks with network, single_ms, slope_ms
 * @throws {RangeError} where a column is missing or a number is none
 */
export function timedNetworks(networks: readonly TableRow[], kernels: readonly TableRow[]): TimedNetwork[] {
  const hasPrograms = kernels.some((row) => cell(row, 'programs') !== '')
  const byNetwork = grouped(kernels, (row) => cell(row, 'network'))
  return networks.map((row) => {
    const name = cell(row, 'network')
    const own = (byNetwork.get(name) ?? []).filter(
      (kernel) => (!hasPrograms || cell(kernel, 'programs') !== '') && numberIn(kernel, 'time_us') > 0,
    )
    if (own.length === 0) throw new RangeError(`Network ${name} has no kernel with a time.`)
    const kernelTimesUs = Float64Array.from(own, (kernel) => numberIn(kernel, 'time_us'))
    return {
      name,
      works: own.map(workOfRow),
      kernelTimesUs,
      sumUs: kernelTimesUs.reduce((sum, time) => sum + time, 0),
      singleUs: 1000 * numberIn(row, 'single_ms'),
      slopeUs: 1000 * numberIn(row, 'slope_ms'),
    }
  })
}

function workOfRow(row: TableRow): KernelWork {
  const list = (name: string, separator: string) => cell(row, name).split(separator)
  const [keys, dispatches, sizes] = [
    list('shader_keys', '|'),
    list('dispatches', '|'),
    list('workgroup_sizes', '|'),
  ]
  const second = shapeOf(cell(row, 'second_input_shape'))
  const inputShapes = [shapeOf(cell(row, 'input_shape')), ...(second.length > 0 ? [second] : [])]
  return workOfPrograms(
    list('programs', '+').map((program, place) => ({
      kernel: cell(row, 'kernel'),
      program,
      variant: variantOfShaderKey(keys[place] ?? ''),
      dispatch: shapeOf(dispatches[place] ?? ''),
      workgroupSize: shapeOf(sizes[place] ?? ''),
      attributes: null,
      inputShapes,
      outputShape: shapeOf(cell(row, 'output_shape')),
    })),
  )
}

const shapeOf = (text: string): number[] => (text === '' ? [] : text.split('x').map(Number))
