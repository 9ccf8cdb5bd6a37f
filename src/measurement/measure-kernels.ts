import type { Architecture } from '../architecture/graph.ts'
import type { KernelRun } from '../dataset/kernel-schema.ts'
import type { MeasuredOk, Tag } from '../dataset/record.ts'
import type { Executable, Runtime } from '../runtimes/runtime.ts'
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

export type KernelFindings = Pick<MeasuredOk, 'kernels' | 'account'> & { readonly tags: readonly Tag[] }

const nothing: KernelFindings = { kernels: null, account: null, tags: [] }
const untimed = { planMisses: null, inNetwork: null, isolated: null } as const

/**
 * Which kernels ran, how long each took, and where the time of one awaited inference goes. A clock that fails, hangs or
 * tells what cannot be right costs the times of the kernels and earns the tag `kernel-clock`; the network's own times
 * stay.
 * @throws {RuntimeFault} where the backend itself has broken down
 */
export async function measureKernels(subject: KernelSubject): Promise<KernelFindings> {
  const { runtime, architecture, protocol, floor, latencyMs, now } = subject
  if (protocol.kernelTimes === 'off') return nothing
  const executable = patientExecutable(subject.executable, protocol.kernelTimeoutMs)
  let table: KernelTable | undefined
  try {
    const observed = executable.observe()
    if (!observed) return nothing
    await executable.sync()
    table = kernelRunOf(observed, architecture)
    const surroundings = await timeSurroundings(executable, protocol, now)
    const { times, isDistrusted } = await timesOf(subject, executable, table)
    const kernels: KernelRun = { ...table, planMisses: null, ...times }
    const isSynchronous = executable.kernelClock === 'call-wall'
    const account = accountOf(kernels, latencyMs, floor.syncFloorMs, surroundings, isSynchronous)
    return { kernels, account, tags: isDistrusted ? ['kernel-clock'] : [] }
  } catch (error) {
    const breakdown = await breakdownBehind(error, runtime)
    if (breakdown) throw breakdown
    return { ...nothing, kernels: table ? { ...table, ...untimed } : null, tags: ['kernel-clock'] }
  }
}

/** In the network where there is a clock for that; alone where there is none, where it is not to be trusted, or wanted. */
async function timesOf(
  { runtime, protocol, floor, latencyMs, bestCanaryMs, now }: KernelSubject,
  executable: Waiting,
  table: KernelTable,
): Promise<{ times: Pick<KernelRun, 'inNetwork' | 'isolated'>; isDistrusted: boolean }> {
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
  const isolated = isAlone ? await (byRepeats ?? bySlope)() : null
  return { times: { inNetwork, isolated }, isDistrusted }
}
