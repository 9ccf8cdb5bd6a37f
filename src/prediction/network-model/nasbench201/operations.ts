import type { Node, Shape } from '../../../architecture/graph.ts'

/** What runs in a cell of one stage; `Relu` behind a convolution runs inside of it. */
const ofCells = ['relu', 'conv1', 'conv1Relu', 'conv3', 'conv3Relu', 'pool', 'add'] as const
/** What runs in the residual block before a stage. */
const ofReductions = ['halving', 'meanOfFour', 'shortcut'] as const
const elsewhere = ['stem', 'stemRelu', 'norm', 'globalPool', 'dense'] as const
export const channelsOfStages = [16, 32, 64] as const

export type CellOperation = (typeof ofCells)[number]
export type ReductionOperation = (typeof ofReductions)[number]
type OtherOperation = (typeof elsewhere)[number]

/** Names of the different operations that networks of NAS-Bench-201 are made of, with batch norm and relu fused. */
export const operationNames: readonly string[] = [
  ...channelsOfStages.flatMap((_, stage) => [...ofCells, ...ofReductions].map((name) => `${name} ${stage}`)),
  ...elsewhere,
]
const places = new Map(operationNames.map((name, place) => [name, place]))

/** Place of an operation among `operationNames`. */
export const placeOf = (
  ...[name, stage]: [CellOperation | ReductionOperation, number] | [OtherOperation]
): number => places.get(stage === undefined ? name : `${name} ${stage}`) ?? -1

/**
 * Which of them an engine runs for some nodes that it computes together.
 * @throws {RangeError} where it is none
 */
export function placeOfNodes(nodes: readonly Node[], shapeOf: (name: string) => Shape): number {
  const [first, ...behind] = nodes
  if (!first) throw new RangeError('An operation computes at least one node.')
  const { operation } = first
  const input = shapeOf(first.inputs[0] ?? '')
  const stage = channelsOfStages.findIndex((channels) => channels === shapeOf(first.name).at(-1))
  const hasRelu = behind.some((node) => node.operation.kind === 'activation')
  switch (operation.kind) {
    case 'activation':
      return placeOf('relu', stage)
    case 'add':
      return placeOf('add', stage)
    case 'avgPool':
      // The mean of four stands before the convolution that widens: its channels are those of the stage before.
      return operation.kernel[0] === 2 ? placeOf('meanOfFour', stage + 1) : placeOf('pool', stage)
    case 'batchNorm':
      return placeOf('norm')
    case 'globalAvgPool':
      return placeOf('globalPool')
    case 'dense':
      return placeOf('dense')
    case 'conv2d': {
      if (input.at(-1) === 3) return hasRelu ? placeOf('stemRelu') : placeOf('stem')
      if (operation.stride[0] === 2) return placeOf('halving', stage)
      if (behind.length === 0) return placeOf('shortcut', stage)
      const name = operation.kernel[0] === 1 ? 'conv1' : 'conv3'
      return placeOf(hasRelu ? `${name}Relu` : name, stage)
    }
    default:
      throw new RangeError(`A network of NAS-Bench-201 has no ${operation.kind}.`)
  }
}
