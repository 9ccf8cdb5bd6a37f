import type { Architecture } from '../architecture/graph.ts'
import type { MeasuredOk, Tag } from '../dataset/record.ts'
import { RuntimeFault, type Executable, type Runtime } from '../runtimes/runtime.ts'
import { batchSize, type SampleFloor } from './batch.ts'
import { pageClock, type Now } from './clock.ts'
import { breakdownBehind } from './breakdown.ts'
import { CanaryWatch } from './canary-watch.ts'
import { measureKernels, type KernelFindings } from './measure-kernels.ts'
import type { Protocol } from './protocol.ts'
import { sampleTiming } from './sampler.ts'
import { warmUp, type WarmUp } from './warm-up.ts'

export type NetworkTimes = Pick<
  MeasuredOk,
  'compileMs' | 'coldMs' | 'firstMs' | 'latencyMs' | 'perInferenceMs'
> &
  KernelFindings & {
    readonly warmupRuns: number
    /** Best clock canary of the campaign so far; null where there is none. */
    readonly bestCanaryMs: number | null
  }

/** A new program while time is taken means that warm-up had missed something: everything is taken once more. */
const mostAttempts = 2

/**
 * Times one network: cold, first, one awaited inference, inferences in a batch, and its kernels.
 *
 * @param bestCanaryMs best clock canary of the campaign so far; null before the first.
 * @throws {RuntimeFault} where it cannot run, the device is lost, or programs are compiled while time is taken. What goes
 *   wrong when only the kernels are left costs their times, and perhaps the engine (`isEngineSpent`).
 */
export async function measureNetwork(
  runtime: Runtime,
  architecture: Architecture,
  protocol: Protocol,
  floor: SampleFloor,
  bestCanaryMs: number | null,
  now: Now = pageClock,
): Promise<NetworkTimes> {
  const executable = runtime.prepare(architecture)
  let isEngineSpent = false
  try {
    const whole = await Promise.race([
      timeWhole(runtime, executable, protocol, floor, bestCanaryMs, now),
      runtime.broken.then((fault) => Promise.reject(fault)),
    ])
    const latencyMs = whole.latencyMs.median
    const subject = { runtime, executable, architecture, protocol, floor, latencyMs, now }
    const found = await measureKernels({ ...subject, bestCanaryMs: whole.bestCanaryMs })
    isEngineSpent = found.isEngineSpent
    return { ...whole, ...found, tags: [...whole.tags, ...found.tags] }
  } catch (error) {
    if (error instanceof RuntimeFault) throw error
    throw (await breakdownBehind(error, runtime)) ?? error
  } finally {
    // What was given up may still use it, and all of it goes with the engine.
    if (!isEngineSpent) executable.dispose()
  }
}

/** The times of a network before its kernels are timed. */
type WholeTimes = Omit<NetworkTimes, keyof KernelFindings> & Pick<NetworkTimes, 'tags'>

async function timeWhole(
  runtime: Runtime,
  executable: Executable,
  protocol: Protocol,
  floor: SampleFloor,
  bestCanaryMs: number | null,
  now: Now,
): Promise<WholeTimes> {
  const timed = async (work: () => unknown): Promise<number> => {
    const startMs = now()
    await work()
    return now() - startMs
  }
  const awaited = () =>
    timed(() => {
      executable.run()
      return executable.read()
    })
  const batched = (count: number) =>
    timed(() => {
      for (let i = 0; i < count; i++) executable.run()
      return executable.sync()
    })

  const loadMs = await timed(() => {
    executable.load()
  })
  let hasCompiled = false
  const compileTimeMs = await timed(async () => {
    hasCompiled = await executable.compile()
  })
  const firstMs = await awaited()
  const cold = {
    compileMs: hasCompiled ? compileTimeMs : null,
    coldMs: loadMs + compileTimeMs + firstMs,
    firstMs,
  }

  // A software GPU has no clock of its own, and its canaries would take longer than its networks.
  const canary = runtime.facts.isSoftware ? null : runtime.canary
  const role = runtime.configuration.backend === 'wasm' ? 'correct' : 'gate'
  let best = bestCanaryMs ?? Infinity
  for (let attempt = 1; ; attempt++) {
    const warm = await warmUp(protocol, awaited)
    const batch = await batchSize(protocol, floor, executable.calls, batched)
    // The canary has a first run too.
    for (let i = 0; i < 2; i++) await canary?.()
    const programs = runtime.programsCompiled()
    const sampling = async (sample: () => Promise<number>, count: number) => {
      const watch = canary ? new CanaryWatch(best, protocol.canaryTolerance, role) : null
      const timing = await sampleTiming(protocol, { sample, batch: count, watch, canary, now })
      best = watch?.bestCanaryMs ?? best
      return timing
    }
    const latencyMs = await sampling(awaited, 1)
    const perInferenceMs = await sampling(() => batched(batch), batch)
    // Errors of the device come in order: those of the samples are known when this is back.
    await runtime.roundTrip()
    if (runtime.programsCompiled() === programs) {
      const tags = tagsOf(warm, [latencyMs, perInferenceMs], runtime.facts.isSoftware)
      const bestMs = Number.isFinite(best) ? best : null
      return { ...cold, latencyMs, perInferenceMs, warmupRuns: warm.runs, tags, bestCanaryMs: bestMs }
    }
    if (attempt === mostAttempts)
      throw new RuntimeFault('error', 'New programs were compiled while time was taken, twice in a row.')
  }
}

function tagsOf(warm: WarmUp, timings: readonly NetworkTimes['latencyMs'][], isSoftware: boolean): Tag[] {
  const tags: Tag[] = []
  if (!warm.isStable) tags.push('warmup-timeout')
  if (isSoftware) tags.push('software')
  // Nothing but samples at another clock state: the median is of those, and says so.
  if (timings.some(({ samples, tagged }) => samples.length > 0 && isAllTagged(samples, tagged)))
    tags.push('clock')
  return tags
}

function isAllTagged(
  samples: readonly number[],
  { clock, outlier, gap }: NetworkTimes['latencyMs']['tagged'],
): boolean {
  return clock.length > 0 && new Set([...clock, ...outlier, ...gap]).size === samples.length
}
