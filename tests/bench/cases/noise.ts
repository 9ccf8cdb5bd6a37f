import type { MeasuredOk, Timing } from '../../../src/dataset/record.ts'
import { architectureOf } from '../../../src/architecture/identity.ts'
import { medianInterval } from '../../../src/measurement/statistics.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { configurationOf, drawn, runCampaign } from './run-campaign.ts'

type Backend = 'wasm' | 'webgl' | 'webgpu'

const simple = { warmUps: 5, runs: 25 } as const

/** |a - b| over their mean, median and largest over the networks. */
function differences(pairs: readonly (readonly [number, number])[]) {
  const shares = pairs.map(([a, b]) => Math.abs(a - b) / ((a + b) / 2))
  return { median: medianInterval(shares).median, largest: Math.max(...shares), n: shares.length }
}

/**
 * A/A: the same networks measured twice in one campaign, in different blocks; beside it what is usually done
 * (5 warm-ups, 25 awaited runs, median, all networks and then all again), in the same page right after.
 */
export async function noise(backend: Backend, threads: number, networks: number, inputSize: number) {
  const architectures = drawn(networks, inputSize)
  const { records } = await runCampaign(architectures, configurationOf(backend, threads), {
    revisitShare: 1,
    kernelTimes: 'off',
  })
  const visits = (id: string) =>
    records.filter((record) => record.architectureId === id && !record.context.tags.includes('canary'))
  const pairsOf = (time: (record: MeasuredOk) => number) =>
    architectures.flatMap(({ id }): (readonly [number, number])[] => {
      const [first, second] = visits(id)
      return first && second ? [[time(first), time(second)]] : []
    })
  // One reference for both visits: the best canary of the whole campaign.
  const bestMs = Math.min(...records.map(({ latencyMs }) => latencyMs.canaryBestMs ?? Infinity))
  const corrected = ({ correctedMedian, canaryBestMs, median }: Timing) =>
    correctedMedian !== null && canaryBestMs !== null ? (correctedMedian * bestMs) / canaryBestMs : median
  const latency = differences(pairsOf(({ latencyMs }) => latencyMs.median))
  const perInference = differences(pairsOf(({ perInferenceMs }) => perInferenceMs.median))
  const latencyCorrected = differences(pairsOf(({ latencyMs }) => corrected(latencyMs)))
  const perInferenceCorrected = differences(pairsOf(({ perInferenceMs }) => corrected(perInferenceMs)))
  // Threads cannot be changed on a page that has started WASM: the simple protocol is for one.
  const plain = threads === 1 ? differences(await simpleTwice(backend, architectures)) : null
  return { latency, perInference, latencyCorrected, perInferenceCorrected, simple: plain }
}

async function simpleTwice(
  backend: Backend,
  architectures: ReturnType<typeof drawn>,
): Promise<[number, number][]> {
  const runtime = await startTfjs({ backend, threads: 1, fusion: 'on', selection: 'standard' }, 30_000)
  const medians = async () => {
    const all: number[] = []
    for (const { graph, label } of architectures) {
      const executable = runtime.prepare(architectureOf(graph, label))
      executable.load()
      const times: number[] = []
      for (let run = 0; run < simple.warmUps + simple.runs; run++) {
        const startMs = performance.now()
        executable.run()
        await executable.read()
        if (run >= simple.warmUps) times.push(performance.now() - startMs)
      }
      executable.dispose()
      all.push(medianInterval(times).median)
    }
    return all
  }
  const [first, second] = [await medians(), await medians()]
  await runtime.stop()
  return first.map((time, index) => [time, second[index] ?? NaN])
}
