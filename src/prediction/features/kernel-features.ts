import type { Feature } from './feature.ts'
import { paddedTo, type KernelWork } from './work.ts'

/** Rounds in which a GPU of so many compute units starts all workgroups. */
export const wavesOf = ({ workgroups }: KernelWork, computeUnits: number): number =>
  Math.ceil(workgroups / computeUnits)

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
 * own kernels. Trees read sizes as they are; `logFeatures` makes them fit for distances.
 * @param computeUnits as the roofline found them
 */
export const kernelFeatures = (computeUnits: number): readonly Feature<KernelWork>[] => [
  plain('inputHeight', 'px', 'Rows of the input'),
  plain('inputChannels', '1', 'Channels of the input'),
  plain('outputHeight', 'px', 'Rows of the output'),
  plain('outputChannels', '1', 'Channels of the output: filters of a convolution'),
  plain('window', 'px', 'Side of the window'),
  plain('stride', 'px', 'Step of the window'),
  plain('groups', '1', 'Groups of channels that do not see each other'),
  plain('inputs', '1', 'Tensors that are read, weights not counted'),
  plain('innerLoop', '1', 'Steps of the loop inside of a thread'),
  plain('paddedFlops', 'FLOP', 'Arithmetic, of sizes as the code pads them'),
  plain('inputBytes', 'B', 'Size of what is read'),
  plain('outputBytes', 'B', 'Size of what is written'),
  plain('weightBytes', 'B', 'Size of the weights'),
  plain('workgroups', '1', 'Workgroups of the main program'),
  plain('otherWorkgroups', '1', 'Workgroups of the programs before it'),
  plain('threadsPerWorkgroup', '1', 'Threads of a workgroup'),
  plain('resultsPerThread', '1', 'Results of a thread'),
  plain('wholeSides', '1', 'Sides of a matrix product that are whole tiles'),
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
