import type { Protocol } from './protocol.ts'

export interface SampleFloor {
  readonly clockStepUs: number
  readonly syncFloorMs: number
}

/** The shortest sample that the clock and the sync allow to be trusted, in milliseconds. */
export const leastSampleMs = (protocol: Protocol, { clockStepUs, syncFloorMs }: SampleFloor): number =>
  Math.min(
    protocol.mostSampleMs,
    Math.max(
      (protocol.clockStepsPerSample * clockStepUs) / 1000,
      protocol.leastSampleMs,
      protocol.syncFloorsPerSample * syncFloorMs,
    ),
  )

/**
 * TF.js submits 15 programs at a time and some drivers fall off a cliff with very many submissions in flight
 * (tfjs-core#925): at most 64 submissions.
 */
export const mostCallsInFlight = 64 * 15
const mostGrowth = 8
const mostProbes = 6

/**
 * Inferences behind one sync so that a sample lasts long enough: tried out, because on a GPU the time of one awaited
 * inference is mostly the wait and says little about the next one queued.
 *
 * @param timeBatch runs that many inferences and a sync, in milliseconds.
 */
export async function batchSize(
  protocol: Protocol,
  floor: SampleFloor,
  callsPerInference: number,
  timeBatch: (batch: number) => Promise<number>,
): Promise<number> {
  const targetMs = leastSampleMs(protocol, floor)
  const most = Math.max(1, Math.floor(mostCallsInFlight / Math.max(1, callsPerInference)))
  let batch = 1
  for (let probe = 0; probe < mostProbes; probe++) {
    const timeMs = await timeBatch(batch)
    if (timeMs >= targetMs || batch >= most) return batch
    const wanted = timeMs > 0 ? Math.ceil((batch * targetMs) / timeMs) : batch * mostGrowth
    const next = Math.min(most, wanted, batch * mostGrowth)
    if (next === batch) return batch
    // One inference is never split: when the bounds conflict, the upper one wins.
    if ((timeMs / batch) * next > protocol.mostSampleMs) return batch
    batch = next
  }
  return batch
}
