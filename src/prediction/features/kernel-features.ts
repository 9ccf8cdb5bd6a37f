import type { Feature } from './feature.ts'
import { paddedTo, type KernelWork } from './work.ts'

/** Rounds in which a GPU of so many compute units starts all workgroups. */
export const wavesOf = ({ workgroups }: KernelWork, computeUnits: number): number =>
  Math.ceil(workgroups / computeUnits)

/** 1 where reads of the left side of a matrix product check bounds; of the right side. */
export const checkedRows = ({ wholeRows, wholeInner }: KernelWork): number => 1 - wholeRows * wholeInner
export const checkedColumns = ({ wholeColumns, wholeInner }: KernelWork): number =>
  1 - wholeColumns * wholeInner

/** Without what the code pads; of operations that have no weights, one for each step of each result. */
function flopsOf(work: KernelWork): number {
  const { outputHeight, outputWidth, outputChannels, inputChannels, groups, window, innerLoop } = work
  const results = outputHeight * outputWidth * outputChannels
  if (work.weightBytes === 0) return results * Math.max(1, innerLoop)
  return 2 * results * Math.max(1, window) ** 2 * (inputChannels / Math.max(1, groups))
}

const plain = (name: keyof KernelWork, unit: string, meaning: string): Feature<KernelWork> => ({
  name,
  unit,
  meaning,
  compute: (work) => work[name] as number,
})
const of = (
  name: string,
  unit: string,
  meaning: string,
  compute: (work: KernelWork) => number,
): Feature<KernelWork> => ({ name, unit, meaning, compute })

/**
 * What residual learners see of a kernel: the columns of Li et al. (ICPE 2023) and what only the runtime knows of its
 * own kernels. Trees read sizes as they are, a Gaussian process their logarithms. Which program and form of
 * it ran is not a number: every `implementation` has a model of its own.
 * @param computeUnits as the roofline found them
 */
export const kernelFeatures = (computeUnits: number): readonly Feature<KernelWork>[] => [
  plain('inputHeight', 'px', 'Rows of the input'),
  plain('inputWidth', 'px', 'Columns of the input'),
  plain('inputChannels', '1', 'Channels of the input'),
  plain('outputHeight', 'px', 'Rows of the output'),
  plain('outputWidth', 'px', 'Columns of the output'),
  plain('outputChannels', '1', 'Channels of the output: filters of a convolution'),
  plain('window', 'px', 'Side of the window'),
  plain('stride', 'px', 'Step of the window'),
  plain('groups', '1', 'Groups of channels that do not see each other'),
  plain('inputs', '1', 'Tensors that are read, weights not counted'),
  plain('innerLoop', '1', 'Steps of the loop inside of a thread'),
  of('flops', 'FLOP', 'Arithmetic of the operation, a multiply-add counts as 2', flopsOf),
  plain('paddedFlops', 'FLOP', 'Arithmetic, of sizes as the code pads them'),
  plain('inputBytes', 'B', 'Size of what is read'),
  plain('outputBytes', 'B', 'Size of what is written'),
  plain('weightBytes', 'B', 'Size of the weights'),
  plain('dispatches', '1', 'Programs'),
  plain('workgroups', '1', 'Workgroups of the main program'),
  plain('otherWorkgroups', '1', 'Workgroups of the programs before it'),
  plain('threadsPerWorkgroup', '1', 'Threads of a workgroup'),
  plain('resultsPerThread', '1', 'Results of a thread'),
  plain('wholeRows', '1', '1 where the rows of a matrix product are whole tiles'),
  plain('wholeColumns', '1', '1 where its columns are'),
  plain('wholeInner', '1', '1 where its inner side is'),
  plain('rowFill', '1', 'Share of the rows of all tiles that are results'),
  plain('columnFill', '1', 'Share of the columns of all tiles that are results'),
  plain('insideShare', '1', 'Share of a window that lies inside of the image'),
  of('checkedRows', '1', '1 where reads of the rows check bounds', checkedRows),
  of('checkedColumns', '1', '1 where reads of the columns check bounds', checkedColumns),
  plain('fused', '1', 'Elementwise operations that are fused behind'),
  plain('fusedReads', '1', 'Those among them that read another tensor'),
  of('positions', '1', 'Pixels of the output', (work) => work.outputHeight * work.outputWidth),
  of('waves', '1', 'Rounds in which all workgroups start', (work) => wavesOf(work, computeUnits)),
  of(
    'serialDepth',
    '1',
    'Rounds times steps of the inner loop',
    (work) => wavesOf(work, computeUnits) * work.innerLoop,
  ),
  of(
    'lastWaveFill',
    '1',
    'Share of the compute units that work in the last round',
    (work) => work.workgroups / computeUnits / Math.max(1, wavesOf(work, computeUnits)),
  ),
  of('inputRest', '1', 'Input channels beyond a multiple of 4', ({ inputChannels }) => inputChannels % 4),
  of('outputRest', '1', 'Output channels beyond a multiple of 4', ({ outputChannels }) => outputChannels % 4),
  of(
    'tileShare',
    '1',
    'Share of the padded output channels that are real, in tiles of 32',
    ({ outputChannels }) => outputChannels / Math.max(1, paddedTo(outputChannels, 32)),
  ),
  of(
    'intensity',
    'FLOP/B',
    'Arithmetic for each byte that is moved',
    ({ paddedFlops, inputBytes, outputBytes, weightBytes }) =>
      paddedFlops / Math.max(1, inputBytes + outputBytes + weightBytes),
  ),
]
