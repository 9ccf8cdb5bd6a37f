import type { Timing } from '../dataset/record.ts'
import { pageClock, yieldToEvents, type Now } from './clock.ts'
import type { CanaryWatch } from './canary-watch.ts'
import type { Protocol } from './protocol.ts'
import { medianInterval, outlierPositions, relativeHalfWidth } from './statistics.ts'

/** A pause between two samples longer than this means that the thread was held up: the next sample is tagged. */
const gapMs = 100
/** Samples off the clock state are taken again until this many times the ordinary time is used. */
const patience = 3
/** A median of fewer samples is not worth the name. */
const fewestSamples = 3

export interface SampleTools {
  /** Takes one sample of `batch` inferences, in milliseconds. */
  readonly sample: () => Promise<number>
  readonly batch: number
  /** Judges the canaries; null where there are none. */
  readonly watch: CanaryWatch | null
  readonly canary: (() => Promise<number>) | null
  /** @default the page's clock */
  readonly now?: Now
}

/**
 * Samples until the 95 % interval of the median is narrow, or a limit is reached. Every sample is kept; tagged ones
 * are left out of the median, unless all are.
 */
export async function sampleTiming(protocol: Protocol, tools: SampleTools): Promise<Timing> {
  const { sample, batch, watch, canary, now = pageClock } = tools
  const samples: number[] = []
  const gaps: number[] = []
  const startMs = now()
  let lastEndMs = startMs
  if (watch && canary) watch.note(await canary())
  for (;;) {
    await yieldToEvents()
    if (samples.length > 0 && now() - lastEndMs > gapMs) gaps.push(samples.length)
    samples.push((await sample()) / batch)
    if (watch && canary) watch.note(await canary())
    lastEndMs = now()
    const stop = reasonToStop(protocol, samples, gaps, watch, lastEndMs - startMs)
    if (stop) return summary(samples, batch, stop, gaps, watch)
  }
}

function reasonToStop(
  protocol: Protocol,
  samples: readonly number[],
  gaps: readonly number[],
  watch: CanaryWatch | null,
  elapsedMs: number,
): Timing['stop'] | null {
  const tags = tagsOf(samples, gaps, watch)
  const good = untagged(samples, tags)
  if (good.length >= protocol.leastSamples) {
    if (relativeHalfWidth(medianInterval(good)) <= protocol.relativeHalfWidth) return 'narrow'
    if (elapsedMs >= protocol.samplingMs) return 'time'
  }
  if (good.length >= protocol.mostSamples || samples.length >= patience * protocol.mostSamples)
    return 'samples'
  const enough = good.length >= fewestSamples || elapsedMs >= patience * protocol.samplingMs
  const isSlow = elapsedMs >= (tags.clock.length > 0 ? patience : 1) * protocol.samplingMs
  return samples.length >= fewestSamples && enough && isSlow ? 'time' : null
}

function tagsOf(
  samples: readonly number[],
  gap: readonly number[],
  watch: CanaryWatch | null,
): Timing['tagged'] {
  return { clock: watch?.offState() ?? [], outlier: outlierPositions(samples), gap: [...gap] }
}

function untagged(samples: readonly number[], { clock, outlier, gap }: Timing['tagged']): number[] {
  const tagged = new Set([...clock, ...outlier, ...gap])
  return samples.filter((_, index) => !tagged.has(index))
}

function summary(
  samples: number[],
  batch: number,
  stop: Timing['stop'],
  gaps: readonly number[],
  watch: CanaryWatch | null,
): Timing {
  const tagged = tagsOf(samples, gaps, watch)
  const countedOf = (values: readonly number[]) => {
    const good = untagged(values, tagged)
    return good.length > 0 ? good : values
  }
  const counted = countedOf(samples)
  const corrected = watch?.corrected(samples)
  return {
    ...medianInterval(counted),
    n: counted.length,
    samples,
    batch,
    stop,
    tagged,
    canaryMs: [...(watch?.canaryMs ?? [])],
    canaryBestMs: watch?.bestCanaryMs ?? null,
    correctedMedian: corrected ? medianInterval(countedOf(corrected)).median : null,
  }
}
