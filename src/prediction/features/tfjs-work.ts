import type { KernelRecord } from '../../dataset/kernel-schema.ts'
import { innerTile, isTiled, resultsPerThread, sideOf, wholeSide } from './tiles.ts'
import { insideAlong, paddedTo, type KernelWork } from './work.ts'

const bytesPerValue = 4
/** Channels that TF.js and XNNPACK take at once. */
const channelStep = 4
const product = (values: readonly number[]): number => values.reduce((total, value) => total * value, 1)

/** What decides the work of one program. */
export type ProgramShape = Pick<
  KernelRecord,
  | 'kernel'
  | 'program'
  | 'variant'
  | 'dispatch'
  | 'workgroupSize'
  | 'attributes'
  | 'inputShapes'
  | 'outputShape'
>

/**
 * Work of one TF.js kernel, or of several programs that were timed together: shapes are then those of the operation,
 * its first input first, its weights second.
 * @throws {RangeError} where there is no program
 */
export function workOfPrograms(programs: readonly ProgramShape[]): KernelWork {
  const main = mainOf(programs)
  const first = programs[0]
  if (!main || !first) throw new RangeError('A kernel needs at least one program.')
  const { kernel } = main
  const { outputShape } = programs.at(-1) ?? main
  const [input = [], weights = []] = first.inputShapes
  const [inputHeight, inputWidth, inputChannels] = sidesOf(input)
  const [outputHeight, outputWidth, outputChannels] = sidesOf(outputShape)
  const kind = kindOf(kernel, weights)
  const window = kind === 'conv' || kind === 'depthwise' ? (weights[0] ?? 1) : 0
  const isImage = input.length === 4 && outputShape.length === 4
  const stride = isImage ? Math.max(1, Math.round(inputHeight / Math.max(1, outputHeight))) : 1
  const innerLoop = innerLoopOf(kind, window, inputChannels, inputHeight * inputWidth, kernel)
  const hasWeights = kind === 'conv' || kind === 'depthwise' || kind === 'matmul'
  const others = hasWeights ? [] : first.inputShapes.slice(1)
  const positions = outputHeight * outputWidth
  const groupsOf = ({ dispatch }: ProgramShape) => (dispatch.length > 0 ? product(dispatch) : 0)
  const steps = paddedTo(Math.ceil(innerLoop / sharedLoop(main)), innerTile(main))
  const threads = groupsOf(main) * product(main.workgroupSize)
  return {
    kernel,
    implementation: implementationOf(programs, kind, window),
    ...{ inputHeight, inputWidth, inputChannels, outputHeight, outputWidth, outputChannels },
    ...{ window, groups: kind === 'depthwise' ? inputChannels : 1 },
    stride,
    inputs: 1 + others.length,
    innerLoop: steps,
    paddedFlops: isTiled(main)
      ? 2 * threads * resultsPerThread(main) * steps
      : 2 * positions * paddedTo(outputChannels, channelStep) * paddedTo(innerLoop, channelStep),
    inputBytes: bytesPerValue * (product(input) + others.reduce((sum, shape) => sum + product(shape), 0)),
    outputBytes: bytesPerValue * product(outputShape),
    weightBytes: hasWeights ? bytesPerValue * product(weights) : 0,
    dispatches: programs.length,
    workgroups: groupsOf(main),
    otherWorkgroups: programs.reduce((sum, other) => sum + (other === main ? 0 : groupsOf(other)), 0),
    threadsPerWorkgroup: product(main.workgroupSize),
    resultsPerThread: resultsPerThread(main),
    rowFill: isTiled(main) ? positions / Math.max(1, sideOf(main, 1)) : 1,
    columnFill: isTiled(main) ? outputChannels / Math.max(1, sideOf(main, 0)) : 1,
    insideShare:
      window > 1
        ? insideAlong(inputHeight, outputHeight, window, stride) *
          insideAlong(inputWidth, outputWidth, window, stride)
        : 1,
    ...{
      wholeRows: wholeSide(main, 'rows'),
      wholeColumns: wholeSide(main, 'columns'),
      wholeInner: wholeSide(main, 'inner'),
    },
    ...{ fused: 0, fusedReads: 0 },
  }
}

/** The program that takes the time: a product of matrices, or else the last. */
const mainOf = (programs: readonly ProgramShape[]): ProgramShape | undefined =>
  programs.find(({ program }) => /MatMul|Conv/.test(program)) ?? programs.at(-1)

type Kind = 'conv' | 'depthwise' | 'matmul' | 'other'

function kindOf(kernel: string, weights: readonly number[]): Kind {
  if (kernel.includes('Depthwise')) return weights.length === 4 ? 'depthwise' : 'other'
  if (kernel.includes('Conv2D'))
    return weights.length === 4 ? 'conv' : weights.length >= 2 ? 'matmul' : 'other'
  return kernel.includes('MatMul') ? 'matmul' : 'other'
}

/** Rows and columns of the image, or of the matrix product, and channels. */
function sidesOf(shape: readonly number[]): [number, number, number] {
  if (shape.length === 4) return [shape[1] ?? 1, shape[2] ?? 1, shape[3] ?? 1]
  const channels = shape.at(-1) ?? 1
  return [product(shape.slice(0, -1)), 1, channels]
}

function innerLoopOf(kind: Kind, window: number, channels: number, area: number, kernel: string): number {
  if (kind === 'conv') return window * window * channels
  if (kind === 'depthwise') return window * window
  if (kind === 'matmul') return channels
  return kernel === 'Mean' || kernel === 'Sum' || kernel === 'Max' ? area : 1
}

/** Threads or workgroups that share one inner loop. */
function sharedLoop({ program, dispatch, workgroupSize }: ProgramShape): number {
  if (program.includes('Reduce')) return product(workgroupSize)
  return program.includes('SplitK') ? (dispatch[2] ?? 1) : 1
}

/**
 * Programs, and whether they compute with vectors of four. On WASM, which names no program, what XNNPACK has code of
 * its own for: products of matrices, and depthwise windows of 3 and 5.
 */
function implementationOf(programs: readonly ProgramShape[], kind: Kind, window: number): string {
  const names = programs.map(({ program, variant }) => {
    const width = /^(vec4|scalar)\b/.exec(variant)?.[0]
    return [program, width].filter(Boolean).join(' ')
  })
  const { kernel = '', program = '' } = programs[0] ?? {}
  if (program !== '') return `${kernel}: ${names.join(' + ')}`
  if (kind === 'conv') return `${kernel}: ${window === 1 ? 'pointwise' : 'window'}`
  if (kind === 'depthwise')
    return `${kernel}: ${window === 3 || window === 5 ? `window ${window}` : 'any window'}`
  return kernel
}
