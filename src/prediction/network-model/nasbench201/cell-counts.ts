import { cellsPerStage } from '../../../spaces/nasbench201/network.ts'
import { planOf, type Step } from '../../../spaces/nasbench201/plan.ts'
import type { Computation } from '../../../spaces/nasbench201/computation.ts'
import {
  channelsOfStages,
  operationNames,
  placeOf,
  type CellOperation,
  type ReductionOperation,
} from './operations.ts'

const stages = channelsOfStages.length
/** Places of `operationNames`, by stage: a text for each count would be most of the work. */
const placesOf = (name: CellOperation | ReductionOperation) =>
  Int32Array.from(channelsOfStages, (_, stage) => placeOf(name, stage))
const inCell = {
  relu: placesOf('relu'),
  conv1: placesOf('conv1'),
  conv1Relu: placesOf('conv1Relu'),
  conv3: placesOf('conv3'),
  conv3Relu: placesOf('conv3Relu'),
  pool: placesOf('pool'),
  add: placesOf('add'),
}
const reduction = (['halving', 'meanOfFour', 'shortcut'] as const).map(placesOf)
/** Every network has these once. */
const always = new Float64Array(operationNames.length)
for (const name of ['norm', 'globalPool', 'dense'] as const) always[placeOf(name)] = 1
const [stem, stemRelu] = [placeOf('stem'), placeOf('stemRelu')]
const isConvolution = ({ operation }: Step) => operation.startsWith('nor_conv')

/** How often each operation occurs within a cell, and what its neighbours have to know. */
interface CellTally {
  readonly counts: ReadonlyMap<CellOperation, number>
  /** The convolution that the cell gives as it is, where it does. */
  readonly last: 'conv1' | 'conv3' | null
  /** Whether the only thing that reads the input of the cell is a relu: it then runs inside of what made the input. */
  readonly readsByRelu: boolean
}

/**
 * How often each of `operationNames` runs in the network of a cell, with fusion. A relu runs inside of the convolution
 * that it alone reads, in the same cell or in the one before; a network is a stem, three stages of five equal cells
 * with a residual block between them, and a head.
 */
export function countsOf(computation: Computation): Float64Array {
  const { counts, last, readsByRelu } = tallyOf(computation)
  const all = always.slice()
  const add = (place: number | undefined, count: number) => {
    if (place !== undefined) all[place] = (all[place] as number) + count
  }
  for (let stage = 0; stage < stages; stage++) {
    for (const [name, count] of counts) add(inCell[name][stage], cellsPerStage * count)
    if (last && readsByRelu) {
      const within = cellsPerStage - 1
      add(inCell.relu[stage], -within)
      add(inCell[last][stage], -within)
      add(inCell[`${last}Relu`][stage], within)
    }
    if (stage > 0) {
      // Two read its input, so the first relu is alone; the second runs inside of the halving convolution.
      add(inCell.relu[stage - 1], 1)
      for (const places of reduction) add(places[stage], 1)
      add(inCell.conv3[stage], 1)
      add(inCell.add[stage], 1)
    }
  }
  add(readsByRelu ? stemRelu : stem, 1)
  if (readsByRelu) add(inCell.relu[0], -1)
  add(inCell.relu[stages - 1], 1)
  return all
}

function tallyOf(computation: Computation): CellTally {
  const { steps, output } = planOf(computation)
  /** For each value the steps that read it; a step that adds a value to itself reads it twice. */
  const readers: Step[][] = Array.from({ length: steps.length + 1 }, () => [])
  for (const step of steps) for (const value of step.inputs) readers[value]?.push(step)
  const isReadByRelu = (value: number) => {
    const [only, ...others] = readers[value] ?? []
    return only !== undefined && others.length === 0 && isConvolution(only)
  }
  const counts = new Map<CellOperation, number>()
  const add = (name: CellOperation, count = 1) => counts.set(name, (counts.get(name) ?? 0) + count)
  let last: CellTally['last'] = null
  for (const [index, step] of steps.entries()) {
    if (!isConvolution(step)) {
      add(step.operation === 'add' ? 'add' : 'pool')
      continue
    }
    const name = step.operation === 'nor_conv_1x1' ? 'conv1' : 'conv3'
    const value = index + 1
    add('relu')
    if (value !== output && isReadByRelu(value)) {
      add(`${name}Relu`)
      add('relu', -1)
    } else add(name)
    if (value === output) last = name
  }
  return { counts, last, readsByRelu: output !== 0 && isReadByRelu(0) }
}
