import type { KernelRun, KernelTime } from '../../dataset/kernel-schema.ts'
import type { NumberWriter } from './number-writer.ts'

interface MethodPart {
  readonly name: string
  readonly text: string
}

const inNetworkClocks: Readonly<Record<NonNullable<KernelRun['inNetwork']>['method'], string>> = {
  'gpu-timestamp':
    'The clock of the GPU before and after each program, inside of whole inferences (timestamp queries).',
  'gpu-timer-query':
    'The clock of the GPU around each program, inside of whole inferences (WebGL timer queries).',
  'call-wall': 'The clock of the page around each kernel call, inside of whole inferences.',
}
const isolatedClocks: Readonly<Record<NonNullable<KernelRun['isolated']>['method'], string>> = {
  'gpu-timestamp': 'Each kernel dispatched again and again between two readings of the clock of the GPU.',
  slope:
    'Each operation queued more and less often behind one sync; the difference, divided by how many more.',
}

/**
 * How the times of kernels were taken, in words: clock, step, passes, samples, what the clock itself costs, and whether the
 * plan was right.
 */
export function methodParts(run: KernelRun, latencyMs: number, write: NumberWriter): MethodPart[] {
  return [...inNetworkParts(run, latencyMs, write), ...isolatedParts(run, write), planPart(run, write)]
}

function inNetworkParts(
  { inNetwork, isolated }: KernelRun,
  latencyMs: number,
  write: NumberWriter,
): MethodPart[] {
  if (inNetwork === null)
    return isolated === null
      ? [{ name: 'Times', text: 'No kernel was timed: this says only what ran.' }]
      : [
          {
            name: 'In the network',
            text: 'Not timed: no clock here sees single kernels inside of an inference.',
          },
        ]
  const { method, quantumUs, passes, offClock, wallMs, canaryMs, times } = inNetwork
  const off = offClock.length
  const canary =
    canaryMs.length === 0
      ? 'No clock canary ran.'
      : `A clock canary ran first and last in each; ${
          off === 0
            ? 'none is left out'
            : `${write.countOf(off, 'pass', 'passes')} at another clock state left out`
        }.`
  const missing = times.filter((time) => time === null).length
  const without =
    missing === 0 ? '' : ` ${write.countOf(missing, 'kernel has', 'kernels have')} no valid time.`
  return [
    {
      name: 'In the network',
      text: `${inNetworkClocks[method]}${stepText(quantumUs, times, write)}${without}`,
    },
    {
      name: 'Passes',
      text: `${write.countOf(passes, 'inference', 'inferences')}. ${canary}${samplesText(times)}`,
    },
    { name: 'Cost of the clock', text: costText(wallMs, latencyMs, write) },
  ]
}

function isolatedParts({ isolated }: KernelRun, write: NumberWriter): MethodPart[] {
  if (isolated === null) return []
  const times = isolated.times.map(({ time }) => time)
  return [
    {
      name: 'Alone',
      text: `${isolatedClocks[isolated.method]}${stepText(isolated.quantumUs, times, write)}${samplesText(times)} The data is in the caches: not what a kernel takes inside of an inference.`,
    },
  ]
}

function stepText(quantumUs: number, times: readonly (KernelTime | null)[], write: NumberWriter): string {
  const means = times.filter((time) => time?.statistic === 'mean').length
  const coarse =
    means === 0
      ? ''
      : ` For ${write.countOf(means, 'time', 'times')} that is more than 2 %: their mean is given, not their median.`
  return ` Step of this clock: ${write.step(quantumUs)}.${coarse}`
}

function samplesText(times: readonly (KernelTime | null)[]): string {
  const counts = times.flatMap((time) => (time === null ? [] : [time.n]))
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  if (counts.length === 0) return ''
  return ` Each time is of ${least === most ? `n ${least}` : `n ${least} to ${most}`} samples.`
}

function costText(wallMs: number, latencyMs: number, write: NumberWriter): string {
  const extra = wallMs / latencyMs - 1
  const more = extra >= 0 ? `${write.share(extra)} more` : `${write.share(-extra)} less`
  return `An inference with the clock takes ${write.ms(wallMs)}, without it ${write.ms(latencyMs)}: ${more}.`
}

function planPart({ planMisses, calls }: KernelRun, write: NumberWriter): MethodPart {
  return { name: 'Plan', text: planSentence(planMisses, calls.length, write) }
}

/** Whether the engine ran what it was foretold to run. */
export function planSentence(planMisses: number | null, kernels: number, write: NumberWriter): string {
  if (planMisses === null) return 'No plan was made of what would run.'
  if (planMisses === 0)
    return `The plan was right: ${write.countOf(kernels, 'kernel', 'kernels')} as foretold, in order.`
  return `${write.countOf(planMisses, 'kernel', 'kernels')} ran otherwise than planned, or did not run. Which ones is not recorded.`
}
