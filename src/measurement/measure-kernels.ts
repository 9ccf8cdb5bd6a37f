import type { Architecture } from '../architecture/graph.ts'
import type { KernelRun } from '../dataset/kernel-schema.ts'
import type { MeasuredOk, Tag } from '../dataset/record.ts'
import { RuntimeFault, type Executable, type Runtime } from '../runtimes/runtime.ts'
import { accountOf, timeSurroundings } from './account.ts'
import type { SampleFloor } from './batch.ts'
import { breakdownBehind } from './breakdown.ts'
import type { Now } from './clock.ts'
import { timeRepeated } from './isolated-repeats.ts'
import { timeBySlope } from './isolated-slope.ts'
import { timeInNetwork } from './kernel-passes.ts'
import { kernelRunOf, type KernelTable } from './kernel-table.ts'
import { PassGate } from './pass-gate.ts'
import { patientExecutable, type Waiting } from './patient-executable.ts'
import type { Protocol } from './protocol.ts'

/** What kernel timing needs of the measurement that it is part of. */
export interface KernelSubject {
  readonly runtime: Runtime
  /** Warmed up. */
  readonly executable: Executable
  readonly architecture: Architecture
  readonly protocol: Protocol
  readonly floor: SampleFloor
  /** Median of one awaited inference. */
  readonly latencyMs: number
  /** Best clock canary of the campaign; null before the first. */
  readonly bestCanaryMs: number | null
  readonly now: Now
}

export type KernelFindings = Pick<MeasuredOk, 'kernels' | 'account'> & {
  readonly tags: readonly Tag[]
  /** The backend broke down, or is still at what was given up: nothing else can be measured on it. */
  readonly isEngineSpent: boolean
}

const nothing: KernelFindings = { kernels: null, account: null, tags: [], isEngineSpent: false }
const untimed = { planMisses: null, inNetwork: null, isolated: null } as const

/**
 * Which kernels ran, how long each took, and where the time of one awaited inference goes. A clock that fails, hangs or
 * tells what cannot be right costs the times of the kernels and earns the tag `kernel-clock`, and so does a backend that
 * breaks down meanwhile. It never throws: the network's own times stay.
 */
export async function measureKernels(subject: KernelSubject): Promise<KernelFindings> {
  const { runtime, protocol } = subject
  if (protocol.kernelTimes === 'off') return nothing
  const executable = patientExecutable(subject.executable, protocol.kernelTimeoutMs)
  let table: KernelTable | undefined
  try {
    const observed = executable.observe()
    if (!observed) return nothing
    table = kernelRunOf(observed, subject.architecture)
    return await Promise.race([
      timeTable(subject, executable, table),
      runtime.broken.then((fault) => Promise.reject(fault)),
    ])
  } catch (error) {
    const isEngineSpent = isGivenUp(error) || (await breakdownBehind(error, runtime)) !== null
    const kernels = table ? { ...table, ...untimed } : null
    return { kernels, account: null, tags: ['kernel-clock'], isEngineSpent }
  }
}

/** Nothing cancels work that took too long: it may go on beside what comes next. */
const isGivenUp = (error: unknown): boolean => error instanceof RuntimeFault && error.code === 'timeout'

async function timeTable(
  subject: KernelSubject,
  executable: Waiting,
  table: KernelTable,
): Promise<KernelFindings> {
  const { protocol, floor, latencyMs, now } = subject
  await executable.sync()
  const surroundings = await timeSurroundings(executable, protocol, now)
  const { times, isDistrusted, isEngineSpent } = await timesOf(subject, executable, table)
  const kernels: KernelRun = { ...table, planMisses: null, ...times }
  const isSynchronous = executable.kernelClock === 'call-wall'
  const account = accountOf(kernels, latencyMs, floor.syncFloorMs, surroundings, isSynchronous)
  return { kernels, account, tags: isDistrusted ? ['kernel-clock'] : [], isEngineSpent }
}

/** In the network where there is a clock for that; alone where there is none, where it is not to be trusted, or wanted. */
async function timesOf(
  { runtime, protocol, floor, latencyMs, bestCanaryMs, now }: KernelSubject,
  executable: Waiting,
  table: KernelTable,
): Promise<{
  times: Pick<KernelRun, 'inNetwork' | 'isolated'>
  isDistrusted: boolean
  isEngineSpent: boolean
}> {
  const { kernelClock: method } = executable
  // Canaries of a software GPU say nothing: it has no clock of its own.
  const gate = new PassGate(bestCanaryMs ?? Infinity, protocol.canaryTolerance, !runtime.facts.isSoftware)
  const pass = (repeats?: readonly number[]) => executable.timeKernels(repeats)
  const measured = method && (await timeInNetwork(pass, table.calls.length, protocol, gate, now))
  const inNetwork = method && measured ? { method, ...measured } : null
  const isDistrusted = method !== null && inNetwork === null
  const isAlone = protocol.kernelTimes === 'both' || inNetwork === null
  const bySlope = () => timeBySlope(executable, table, protocol, floor, latencyMs, now)
  const byRepeats =
    method === 'gpu-timestamp' && measured
      ? () => timeRepeated(pass, table, measured, protocol, gate, now)
      : null
  try {
    const isolated = isAlone ? await (byRepeats ?? bySlope)() : null
    return { times: { inNetwork, isolated }, isDistrusted, isEngineSpent: false }
  } catch (error) {
    const breakdown = await breakdownBehind(error, runtime)
    if (breakdown) throw breakdown
    // Times alone that fail say nothing against those inside of the network.
    return {
      times: { inNetwork, isolated: null },
      isDistrusted: true,
      isEngineSpent: isGivenUp(error),
    }
  }
}
