import type { Operation } from '../features/operation-work.ts'
import { cell, numberIn, type TableRow } from './table-row.ts'

const named: Readonly<Record<string, string>> = {
  'vulkan_prepack::run_conv2d_context': 'CONV_2D',
  'vulkan_prepack::run_linear_context': 'FULLY_CONNECTED',
  'aten::adaptive_avg_pool2d': 'MEAN',
  'aten::avg_pool2d': 'AVERAGE_POOL_2D',
  'aten::max_pool2d': 'MAX_POOL_2D',
}

/**
 * An operation of the public tables of PyTorch Mobile in the words of those of TFLite; elementwise operations keep
 * their names and give what they read. Of a fully connected layer the table has channels for shapes.
 * @throws {RangeError} where a column is missing or a number is none
 */
export function torchOperation(row: TableRow): Operation {
  const number = (column: string) => (cell(row, column) === '' ? NaN : numberIn(row, column))
  const name = cell(row, 'operation')
  const operation = named[name] ?? name
  const [inputSide, inputChannels] = [number('input_shape'), number('input_channel')]
  if (operation === 'FULLY_CONNECTED')
    return {
      ...{ operation, kernel: '', inputSide: 1, inputChannels: inputSide, outputSide: 1 },
      ...{ stride: NaN, window: NaN, filters: number('output_shape'), groups: NaN },
    }
  const groups = number('groups')
  const isDepthwise = groups > 1 && groups === inputChannels
  const isElementwise = named[name] === undefined
  return {
    operation: isDepthwise ? 'DEPTHWISE_CONV_2D' : groups > 1 ? 'CONV_2D_GROUP' : operation,
    kernel: '',
    ...{ inputSide, inputChannels, outputSide: isElementwise ? inputSide : number('output_shape') },
    ...{ stride: number('stride'), window: number('kernel_size'), groups },
    // Filters of a depthwise convolution are counted by input channel.
    filters: isDepthwise ? number('output_channel') / inputChannels : number('output_channel'),
  }
}
