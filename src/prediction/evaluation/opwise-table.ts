import { workOfOperation } from '../features/operation-work.ts'
import type { KernelWork } from '../features/work.ts'
import { grouped } from '../grouping.ts'
import { cell, numberIn, type TableRow } from './browser-table.ts'

/** A network of the public tables, on one device. */
export interface OpwiseNetwork {
  readonly name: string
  readonly works: readonly KernelWork[]
  /** One for each of `works`. */
  readonly timesUs: Float64Array
  readonly latencyUs: number
  /** Operations that ran but are no rows: numbers that the names of kernels leave out. */
  readonly hidden: number
  /** Size of what these wrote, as far as the operations before them tell. */
  readonly hiddenBytes: number
}

export interface OpwiseOptions {
  /** Such as `pixel4`. */
  readonly device: string
  /** Whether models see which kernel ran, with what was fused into it, or only the operation. */
  readonly areKernelsKnown: boolean
}

/**
 * Joins the table of operations and the table of whole networks of evaluation E5, in their order of execution.
 * @param operations with the columns model, seq, operation, …, `DEVICE|gpu|float`, `DEVICE|gpu|kernel`
 * @param networks with model and `DEVICE|gpu|float|mean`
 * @throws {RangeError} where a column is missing or a time is none
 */
export function opwiseNetworks(
  operations: readonly TableRow[],
  networks: readonly TableRow[],
  { device, areKernelsKnown }: OpwiseOptions,
): OpwiseNetwork[] {
  const latencies = new Map(
    networks.map((row) => [cell(row, 'model'), numberIn(row, `${device}|gpu|float|mean`)]),
  )
  return [...grouped(operations, (row) => cell(row, 'model'))].map(([name, rows]) => {
    const latencyUs = latencies.get(name)
    if (latencyUs === undefined) throw new RangeError(`The table of networks has no model "${name}".`)
    const kernels = rows.map((row) => cell(row, `${device}|gpu|kernel`))
    const works = rows.map((row, place) => workOfRow(row, areKernelsKnown ? (kernels[place] ?? '') : ''))
    return {
      ...{ name, works, latencyUs },
      timesUs: Float64Array.from(rows, (row) => numberIn(row, `${device}|gpu|float`)),
      ...(areKernelsKnown ? hiddenOf(kernels, works) : { hidden: 0, hiddenBytes: 0 }),
    }
  })
}

function workOfRow(row: TableRow, kernel: string): KernelWork {
  const number = (column: string) => {
    const text = cell(row, column)
    return text === '-' || text === '' ? NaN : numberIn(row, column)
  }
  return workOfOperation({
    ...{ operation: cell(row, 'operation'), kernel },
    inputSide: number('input_shape'),
    inputChannels: number('input_channel'),
    outputSide: number('output_shape'),
    ...{ stride: number('stride'), window: number('kernel') },
    ...{ filters: number('filter'), groups: number('group') },
  })
}

/** Kernels are numbered in the order of the operations of the network, fused ones too. */
function hiddenOf(
  kernels: readonly string[],
  works: readonly KernelWork[],
): Pick<OpwiseNetwork, 'hidden' | 'hiddenBytes'> {
  let [next, hidden, hiddenBytes, before] = [0, 0, 0, 0]
  for (const [place, kernel] of kernels.entries()) {
    const numbers = [...kernel.matchAll(/[a-z4d6]_(\d+)(?=_linked_|$)/g)].map(([, number]) => Number(number))
    const skipped = Math.max(0, (numbers[0] ?? next) - next)
    hidden += skipped
    hiddenBytes += skipped * before
    next = Math.max(next, (numbers.at(-1) ?? next) + 1)
    before = works[place]?.outputBytes ?? 0
  }
  return { hidden, hiddenBytes }
}
