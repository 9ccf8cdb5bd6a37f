import type { Node, Shape } from '../architecture/graph.ts'
import type { Operation, Padding, Pair } from '../architecture/operation.ts'

/** Longer names are cut: a record takes 200 characters. */
const mostCharacters = 120

/**
 * What people call an operation, such as `conv2d 3x3 s2 64→128 @56x56 +bn+relu`: kernel, stride, channels, the size of
 * what it reads, then what is not usual, then what runs inside the same kernel.
 * @param nodes the inputs, the operation, and what is fused into it
 */
export function nameOf(nodes: readonly Node[]): string {
  const shapes = new Map<string, Shape>()
  for (const { name, operation } of nodes) if (operation.kind === 'input') shapes.set(name, operation.shape)
  const [first, ...tail] = nodes.filter(({ operation }) => operation.kind !== 'input')
  if (!first) return 'nothing'
  const inputs = first.inputs.map((name) => shapes.get(name) ?? [])
  const isTwice = new Set(first.inputs).size < first.inputs.length
  const name = [
    ...partsOf(first.operation, inputs),
    ...(isTwice ? [`reading ${new Set(first.inputs).size} of ${first.inputs.length}`] : []),
    tail.map(({ operation }) => tailOf(operation)).join(''),
  ]
    .filter((part) => part !== '')
    .join(' ')
  return name.length > mostCharacters ? `${name.slice(0, mostCharacters - 1)}…` : name
}

function tailOf(operation: Operation): string {
  if (operation.kind === 'batchNorm') return '+bn'
  return `+${operation.kind === 'activation' ? operation.name : operation.kind}`
}

function partsOf(operation: Operation, inputs: readonly Shape[]): string[] {
  const [input = []] = inputs
  const channels = input.at(-1) ?? 0
  /** `64 @56x56`, or the number of features. */
  const of = (shape: Shape): string => `${shape.at(-1) ?? 0}${placeOf(shape)}`
  switch (operation.kind) {
    case 'conv2d': {
      const { filters, kernel, stride, dilation, groups, padding, bias } = operation
      return [
        'conv2d',
        sizeOf(kernel),
        strideOf(stride),
        `${channels}→${filters}${placeOf(input)}`,
        groups > 1 ? `g${groups}` : '',
        dilationOf(dilation),
        paddingOf(padding, 'same'),
        bias ? 'bias' : '',
      ]
    }
    case 'depthwiseConv2d': {
      const { kernel, stride, dilation, multiplier, padding, bias } = operation
      return [
        'depthwise',
        sizeOf(kernel),
        strideOf(stride),
        of(input),
        multiplier > 1 ? `times ${multiplier}` : '',
        dilationOf(dilation),
        paddingOf(padding, 'same'),
        bias ? 'bias' : '',
      ]
    }
    case 'dense':
      return ['dense', `${channels}→${operation.units}`, operation.bias ? 'bias' : '']
    case 'maxPool':
    case 'avgPool': {
      const { kind, kernel, stride, padding } = operation
      const name = kind === 'maxPool' ? 'max pool' : 'average pool'
      return [name, sizeOf(kernel), strideOf(stride), of(input), paddingOf(padding, 'valid')]
    }
    case 'globalAvgPool':
      return ['global average', of(input), operation.keepDims ? 'kept 1x1' : '']
    case 'add':
    case 'mul':
      return [operation.kind, of(input), broadcastOf(inputs)]
    case 'concat':
      return ['concat', `${inputs.map((shape) => shape.at(-1)).join('+')}${placeOf(input)}`]
    case 'slice':
      return ['slice', `${operation.begin.join('x')} to`, `+${operation.size.join('x')}`, 'of', of(input)]
    case 'channelShuffle':
      return ['channel shuffle', of(input), `g${operation.groups}`]
    case 'resize':
      return ['resize', operation.method, of(input), `to ${sizeOf(operation.size)}`]
    case 'pad': {
      const { top, bottom, left, right } = operation.border
      return ['pad', of(input), [top, bottom, left, right].join(' ')]
    }
    case 'batchNorm':
      return ['batch norm', of(input)]
    case 'layerNorm':
      return ['layer norm', of(input)]
    case 'attention':
      return ['attention', `${operation.heads} heads`, inputs.map(of).join(', ')]
    case 'activation':
      return [operation.name, of(input)]
    case 'softmax':
    case 'flatten':
    case 'input':
      return [operation.kind, of(input)]
    default:
      return operation satisfies never
  }
}

const sizeOf = ([high, wide]: Pair): string => `${high}x${wide}`
const placeOf = (shape: Shape): string => (shape.length > 1 ? ` @${shape.slice(0, -1).join('x')}` : '')
const strideOf = ([down, across]: Pair): string => (down === across ? `s${down}` : `s${down}x${across}`)
const dilationOf = ([down, across]: Pair): string => {
  if (down === 1 && across === 1) return ''
  return down === across ? `d${down}` : `d${down}x${across}`
}

function paddingOf(padding: Padding, usual: 'same' | 'valid'): string {
  if (typeof padding === 'string') return padding === usual ? '' : padding
  const { top, bottom, left, right } = padding
  const isEven = new Set([top, bottom, left, right]).size === 1
  return `pad ${isEven ? top : [top, bottom, left, right].join(' ')}`
}

/** Operands of different shapes are spread over each other. */
function broadcastOf([first = [], second = []]: readonly Shape[]): string {
  return String(first) === String(second) ? '' : `with ${second.at(-1) ?? 0}${placeOf(second)}`
}
