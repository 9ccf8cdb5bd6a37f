import { insideAlong, paddedTo, type KernelWork } from './work.ts'

/** An operation of a public table of TFLite on the GPU of a phone: columns as in the table, one side for both. */
export interface Operation {
  /** Such as `CONV_2D`. */
  readonly operation: string
  /** The kernel that ran, such as `convolution_2d_5_linked_:_relu_6`; empty where it is not to be known. */
  readonly kernel: string
  /** Side of the padded input and of the output; NaN where there is none. */
  readonly inputSide: number
  readonly inputChannels: number
  readonly outputSide: number
  readonly stride: number
  readonly window: number
  readonly filters: number
  readonly groups: number
}

const channelStep = 4
/** TFLite computes in 16 bits there. */
const bytesPerValue = 2
/** Taken for the threads of a workgroup, which the table does not tell. */
const assumedThreads = 64
/** Side of the output tiles of the Winograd kernel, and products for each: 6 x 6. */
const [winogradTile, winogradProducts] = [4, 36]
const orElse = (value: number, other: number) => (Number.isNaN(value) ? other : value)

/** `convolution_2d_5_linked_:_relu_6` runs the code `convolution_2d`. */
export const codeOf = (kernel: string): string => (kernel.split('_linked_')[0] ?? '').replace(/_\d+$/, '')

/** Work of an operation, of 16-bit values in groups of four channels, as TFLite stores them. */
export function workOfOperation(row: Operation): KernelWork {
  const { operation, kernel } = row
  const code = codeOf(kernel)
  const inputHeight = orElse(row.inputSide, 1)
  const groups = operation === 'DEPTHWISE_CONV_2D' ? row.inputChannels : Math.max(1, orElse(row.groups, 1))
  const outputHeight = operation === 'MEAN' ? 1 : orElse(row.outputSide, 1)
  const outputChannels = outputChannelsOf(row)
  const isConvolution = operation.includes('CONV_2D')
  const hasWeights = isConvolution || operation === 'FULLY_CONNECTED'
  const window = hasWeights ? Math.max(1, orElse(row.window, 1)) : orElse(row.window, 0)
  const channels = groups > 1 ? row.inputChannels / groups : row.inputChannels
  const isWinograd = code.startsWith('convolution_winograd')
  const innerLoop = innerLoopOf(operation, window, channels, inputHeight)
  const tiles = paddedTo(outputHeight, winogradTile) / winogradTile
  const slices = paddedTo(outputChannels, channelStep) / channelStep
  const threads = isWinograd ? tiles * tiles * slices : outputHeight * outputHeight * slices
  const products = isWinograd
    ? tiles * tiles * winogradProducts * paddedTo(channels, channelStep)
    : outputHeight * outputHeight * innerLoop
  const fused = kernel.split('_linked_').slice(1).join('')
  return {
    kernel: operation,
    implementation: code === '' ? operation : code,
    ...{ inputHeight, inputWidth: inputHeight, inputChannels: row.inputChannels },
    ...{ outputHeight, outputWidth: outputHeight, outputChannels, window, groups },
    stride: orElse(row.stride, 1),
    inputs: operation === 'CONCATENATION' ? orElse(row.window, 1) : 1,
    innerLoop,
    paddedFlops: 2 * products * slices * channelStep,
    inputBytes:
      bytesPerValue *
      inputHeight *
      inputHeight *
      paddedTo(operation === 'CONCATENATION' ? outputChannels : row.inputChannels, channelStep),
    outputBytes: bytesPerValue * outputHeight * outputHeight * slices * channelStep,
    weightBytes: hasWeights
      ? bytesPerValue * window * window * paddedTo(channels, channelStep) * slices * channelStep
      : 0,
    dispatches: isWinograd ? 3 : 1,
    workgroups: Math.ceil(threads / assumedThreads),
    ...{ otherWorkgroups: 0, threadsPerWorkgroup: assumedThreads, resultsPerThread: 1 },
    ...{ wholeRows: 0, wholeColumns: 0, wholeInner: 0, rowFill: 1, columnFill: 1 },
    insideShare: window > 1 ? insideAlong(inputHeight, outputHeight, window, orElse(row.stride, 1)) ** 2 : 1,
    fused: fused.match(/:_[a-z]/g)?.length ?? 0,
    fusedReads: fused.match(/_(add|mul)/g)?.length ?? 0,
  }
}

/** Of a concatenation the table has the channels of its first input, and those of the output as filters. */
function outputChannelsOf({ operation, inputChannels, filters }: Operation): number {
  return operation === 'DEPTHWISE_CONV_2D'
    ? inputChannels * orElse(filters, 1)
    : orElse(filters, inputChannels)
}

function innerLoopOf(operation: string, window: number, channels: number, side: number): number {
  if (operation === 'MEAN') return side * side
  if (operation === 'CONCATENATION') return 1
  if (operation === 'DEPTHWISE_CONV_2D' || operation.includes('POOL')) return window * window
  return window * window * paddedTo(channels, channelStep)
}
