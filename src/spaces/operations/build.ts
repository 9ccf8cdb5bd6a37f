import { Builder, type Value } from '../../architecture/builder.ts'
import { totalCost } from '../../architecture/cost.ts'
import { ArchitectureError, type Architecture } from '../../architecture/graph.ts'
import { elementsOf, inferShapes } from '../../architecture/shapes.ts'
import { keyOf, parseKey } from './key.ts'
import type { SingleOperation } from './operation.ts'

/** Numbers in one tensor, 1 GiB of them: keys come from anywhere, and nothing larger is in a network of a browser. */
const mostElements = 2 ** 28

export const isTooLarge = (network: Architecture): boolean =>
  totalCost(network).parameters > mostElements ||
  [...inferShapes(network).values()].some((shape) => elementsOf(shape) > mostElements)

/**
 * Input, the operation, output. Convolutions as networks have them: batch norm after them, then the activation; windows
 * with padding `same`; `mul` weighs a map by one value a channel, as squeeze-and-excite does.
 * @throws {ArchitectureError} where the operation is not possible, such as groups that do not divide the channels.
 */
export function operationNetwork(operation: SingleOperation): Architecture {
  const b = new Builder(keyOf(operation))
  return b.build(output(b, operation))
}

/** The network of a key. @throws {RangeError} that quotes the key, where it is not understood, not possible or too large. */
export function networkOfKey(key: string): Architecture {
  const network = possible(parseKey(key), key)
  if (isTooLarge(network))
    throw new RangeError(`"${key}" names no single operation: a tensor of it has more than 2^28 numbers.`)
  return network
}

function possible(operation: SingleOperation, key: string): Architecture {
  try {
    return operationNetwork(operation)
  } catch (error) {
    if (!(error instanceof ArchitectureError)) throw error
    throw new RangeError(`"${key}" names no single operation: ${error.problem}.`, { cause: error })
  }
}

function output(b: Builder, operation: SingleOperation): Value {
  const { kind, h, w, out, kernel, stride, groups, heads, to, method } = operation
  const [channels = 1, ...others] = operation.in
  if (others.length > 0 !== (kind === 'concat'))
    throw new ArchitectureError(kind, 'one number of channels, several for concat only')
  const activation = operation.activation === 'none' ? undefined : operation.activation
  const map = (count = channels) => b.input([h, w, count])
  switch (kind) {
    case 'conv2d':
      return b.convNorm(map(), out, { kernel, stride, groups }, activation)
    case 'depthwiseConv2d':
      return b.depthwiseNorm(map(), { kernel, stride }, activation)
    case 'dense': {
      const scores = b.dense(b.input([channels]), out)
      return activation ? b.activation(scores, activation) : scores
    }
    case 'maxPool':
    case 'avgPool':
      return b[kind](map(), { kernel, stride, padding: 'same' })
    case 'globalAvgPool':
    case 'batchNorm':
    case 'layerNorm':
      return b[kind](map())
    case 'attention':
      return b.attention(map(), map(), map(), heads)
    case 'add':
      return b.sum(map(), map())
    case 'mul':
      return b.mul(map(), b.input([1, 1, channels]))
    case 'concat':
      return b.concat(...operation.in.map(map))
    case 'slice':
      return b.channels(map(), 0, out)
    case 'channelShuffle':
      return b.channelShuffle(map(), groups)
    case 'resize':
      return b.resize(map(), to, method)
    case 'activation':
      if (!activation) throw new ArchitectureError(kind, 'an activation has a name')
      return b.activation(map(), activation)
    case 'softmax':
      return b.softmax(b.input([channels]))
    default:
      return kind satisfies never
  }
}
