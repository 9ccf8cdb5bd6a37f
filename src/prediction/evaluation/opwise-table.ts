import type { Operation } from '../features/operation-work.ts'
import { grouped } from '../grouping.ts'
import { cell, numberIn, type TableRow } from './table-row.ts'
import { kernelsOf, type OperationRow, type OpwiseNetwork, type OpwiseOptions } from './opwise-kernels.ts'
import { torchOperation } from './torch-operation.ts'

/**
 * Joins the table of operations and the table of whole networks of evaluation E5, in their order of execution. Rows
 * without a time and networks without a latency on the device are left out.
 * @param operations of TFLite: model, operation, input_shape, input_channel, output_shape, stride, kernel, filter,
 * group, `DEVICE|gpu|float`, `DEVICE|gpu|kernel`; of PyTorch: output_channel, kernel_size and groups instead
 * @param networks with model and `DEVICE|gpu|float|mean`
 * @throws {RangeError} where a column is missing, a time is none or not above 0, or a network is missing
 */
export function opwiseNetworks(
  operations: readonly TableRow[],
  networks: readonly TableRow[],
  options: OpwiseOptions,
): OpwiseNetwork[] {
  const { device, knowledge } = options
  if (knowledge === 'deduced' && operations.some((row) => 'kernel_size' in row))
    throw new RangeError('Which kernels run is deduced for TFLite only.')
  const latencyColumn = `${device}|gpu|float|mean`
  const latencies = new Map(networks.map((row) => [cell(row, 'model'), row]))
  return [...grouped(operations, (row) => cell(row, 'model'))].flatMap(([name, list]) => {
    const network = latencies.get(name)
    if (network === undefined) throw new RangeError(`The table of networks has no model "${name}".`)
    const timed = list.filter((row) => cell(row, `${device}|gpu|float`) !== '')
    if (timed.length === 0 || cell(network, latencyColumn) === '') return []
    const rows = timed.map((row) => rowOf(row, device))
    return [{ name, latencyUs: timeIn(network, latencyColumn), ...kernelsOf(rows, options) }]
  })
}

function rowOf(row: TableRow, device: string): OperationRow {
  const operation = 'kernel_size' in row ? torchOperation(row) : tfliteOperation(row)
  return { operation, kernel: cell(row, `${device}|gpu|kernel`), timeUs: timeIn(row, `${device}|gpu|float`) }
}

function tfliteOperation(row: TableRow): Operation {
  const number = (column: string) => {
    const text = cell(row, column)
    return text === '-' || text === '' ? NaN : numberIn(row, column)
  }
  return {
    ...{ operation: cell(row, 'operation'), kernel: '' },
    inputSide: number('input_shape'),
    inputChannels: number('input_channel'),
    outputSide: number('output_shape'),
    ...{ stride: number('stride'), window: number('kernel') },
    ...{ filters: number('filter'), groups: number('group') },
  }
}

function timeIn(row: TableRow, column: string): number {
  const time = numberIn(row, column)
  if (time > 0) return time
  throw new RangeError(`"${time}" in column ${column} is no time above 0.`)
}
