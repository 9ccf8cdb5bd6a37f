import type { Operation, Pair } from '../../architecture/operation.ts'

const sizeOf = ([high, wide]: Pair): string => `${high}×${wide}`
const strideOf = ([high, wide]: Pair): string =>
  high === 1 && wide === 1 ? '' : ` /${high === wide ? high : sizeOf([high, wide])}`

/** An operation as people say it, without its channels: `conv 3×3 /2`, `depthwise 5×5`, `relu6`. */
export function operationLabel(operation: Operation): string {
  switch (operation.kind) {
    case 'conv2d': {
      const groups = operation.groups === 1 ? '' : ` in ${operation.groups} groups`
      return `conv ${sizeOf(operation.kernel)}${strideOf(operation.stride)}${groups}`
    }
    case 'depthwiseConv2d':
      return `depthwise ${sizeOf(operation.kernel)}${strideOf(operation.stride)}`
    case 'maxPool':
      return `max pool ${sizeOf(operation.kernel)}${strideOf(operation.stride)}`
    case 'avgPool':
      return `average pool ${sizeOf(operation.kernel)}${strideOf(operation.stride)}`
    case 'dense':
      return `dense ${operation.units}`
    case 'globalAvgPool':
      return 'global pool'
    case 'batchNorm':
      return 'batch norm'
    case 'layerNorm':
      return 'layer norm'
    case 'channelShuffle':
      return 'shuffle'
    case 'activation':
      return operation.name
    default:
      return operation.kind
  }
}
