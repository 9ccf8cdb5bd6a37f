import { architectureOf } from '../../architecture/identity.ts'
import { csvLine, measuredWithKernels } from '../../dataset/csv.ts'
import { byteStream } from '../../dataset/export.ts'
import type { Filter } from '../../dataset/filter.ts'
import type { KernelCsvSource } from '../../dataset/kernel-csv-columns.ts'
import { kernelTimesOf, type KernelCall } from '../../dataset/kernels.ts'
import type { DatasetStore } from '../../dataset/store.ts'
import { worksOfCalls, type CalledWork } from '../network-model/works-of-calls.ts'
import { kernelFeatures } from './kernel-features.ts'

/** Those that follow from what a predictor found out of the platform: nothing measured tells of them. */
const learnt = ['waves', 'serialDepth', 'lastWaveFill']

/** Features that are known before anything was learnt. */
export const exportedFeatures = kernelFeatures(1).filter(({ name }) => !learnt.includes(name))

const names = [
  ...['measurement_id', 'platform_id', 'position', 'programs', 'kernel', 'implementation', 'in_network_ms'],
  ...exportedFeatures.map(({ name }) => name),
]

/**
 * What predictors see of the kernels of a filter, as CSV: a line of names, then one line a kernel with all of its
 * programs, in the order of the ids and of dispatch. `position` is that of its first program in the table of kernels.
 * @throws {StoreError} through the stream
 */
export const exportKernelFeatureCsv = (
  store: DatasetStore,
  filter: Filter = {},
): ReadableStream<Uint8Array<ArrayBuffer>> => byteStream(lines(store, filter))

async function* lines(store: DatasetStore, filter: Filter): AsyncGenerator<string> {
  yield csvLine(names)
  for await (const source of measuredWithKernels(store, filter)) yield* linesOf(source)
}

function* linesOf({ measurement, architecture }: Omit<KernelCsvSource, 'call'>): Generator<string> {
  const network = architectureOf(architecture.graph, architecture.label)
  const calls = kernelTimesOf(measurement, architecture)
  const placed = calls.map(({ kernel, nodes }) => ({
    kernel,
    nodes: nodes.flatMap((place) => network.nodes[place]?.name ?? []),
  }))
  for (const called of worksOfCalls(placed, network)) {
    const { work, first, length } = called
    yield csvLine([
      ...[measurement.id, measurement.platformId, first, length],
      ...[work.kernel, work.implementation, inNetworkMs(called, calls)],
      ...exportedFeatures.map(({ compute }) => compute(work)),
    ])
  }
}

/** Of all its programs together; null where one of them was not timed there. */
function inNetworkMs({ first, length }: CalledWork, calls: readonly KernelCall[]): number | null {
  const sum = calls
    .slice(first, first + length)
    .reduce((total, { inNetwork }) => total + (inNetwork?.ms ?? NaN), 0)
  return Number.isNaN(sum) ? null : sum
}
