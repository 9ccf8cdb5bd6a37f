import type { Feature } from '../features/feature.ts'
import { checkedColumns, checkedRows, wavesOf } from '../features/kernel-features.ts'
import { paddedTo, type KernelWork } from '../features/work.ts'

const of = (
  name: string,
  unit: string,
  meaning: string,
  compute: (work: KernelWork) => number,
): Feature<KernelWork> => ({ name, unit, meaning, compute })

/**
 * What the time of a kernel is a sum of, each with a weight of 0 or more; the constant of a launch stands beside them.
 * With fewer workgroups than compute units a kernel takes as long as one workgroup, whatever its sizes: rounds times
 * inner loop.
 */
export const rooflineTerms = (computeUnits: number): readonly Feature<KernelWork>[] => [
  of('paddedFlops', 'FLOP', 'Arithmetic of padded sizes', ({ paddedFlops }) => paddedFlops),
  of('inputBytes', 'B', 'What is read', ({ inputBytes }) => inputBytes),
  of('outputBytes', 'B', 'What is written', ({ outputBytes }) => outputBytes),
  of('weightBytes', 'B', 'Weights', ({ weightBytes }) => weightBytes),
  of(
    'fusedBytes',
    'B',
    'What fused operations read beside',
    ({ outputBytes, fusedReads }) => outputBytes * fusedReads,
  ),
  of('serialDepth', '1', 'Rounds times inner loop', (work) => wavesOf(work, computeUnits) * work.innerLoop),
  of(
    'serialResults',
    '1',
    'The same times results of a thread',
    (work) => wavesOf(work, computeUnits) * work.innerLoop * work.resultsPerThread,
  ),
  of(
    'checkedRows',
    '1',
    'Rounds times inner loop where reads of rows check bounds',
    (work) => wavesOf(work, computeUnits) * work.innerLoop * checkedRows(work),
  ),
  of(
    'checkedColumns',
    '1',
    'The same of columns',
    (work) => wavesOf(work, computeUnits) * work.innerLoop * checkedColumns(work),
  ),
  of(
    'insideDepth',
    '1',
    'Rounds times inner loop, of what lies inside of the image',
    (work) => wavesOf(work, computeUnits) * work.innerLoop * work.insideShare,
  ),
  of('innerLoop', '1', 'Inner loop', ({ innerLoop }) => innerLoop),
  of('waves', '1', 'Rounds', (work) => wavesOf(work, computeUnits)),
  of('otherWorkgroups', '1', 'Workgroups of the programs before', ({ otherWorkgroups }) => otherWorkgroups),
  of(
    'positions',
    '1',
    'Pixels of the output times groups of 4 channels',
    ({ outputHeight, outputWidth, outputChannels }) =>
      outputHeight * outputWidth * (paddedTo(outputChannels, 4) / 4),
  ),
  of('rows', '1', 'Pixels of the output', ({ outputHeight, outputWidth }) => outputHeight * outputWidth),
  of('dispatches', '1', 'Programs', ({ dispatches }) => dispatches),
]
