import type { StepTurn } from '../runtimes/runtime.ts'
import { mostCallsInFlight, type SampleFloor } from './batch.ts'
import { yieldToEvents, type Now } from './clock.ts'
import type { IsolatedTimes } from './isolated-repeats.ts'
import type { KernelTable } from './kernel-table.ts'
import { kernelTimeOf, recorded, relativeWidthOf } from './kernel-time.ts'
import type { Waiting } from './patient-executable.ts'
import type { Protocol } from './protocol.ts'

/** The two times of a pair differ by at least so many empty syncs: more than a sync itself varies. */
const syncFloorsPerDifference = 5
const mostGrowth = 8
const mostProbes = 8

/** An operation of the network: equal operations are timed once. */
interface Operation {
  /** Places of its kernels in the table, in order. */
  readonly kernels: readonly number[]
  /** Time of one call, as far as is known. */
  estimateMs: number
  /** Calls behind the second sync of a pair; 1 until it was tried out. */
  many: number
  /** (t2 - t1) / (calls2 - calls1) of each pair, negative ones too: leaving them out would only raise the middle. */
  readonly slopes: number[]
}

/**
 * Times each different operation by slope: queued once and many times behind one sync, the difference divided. What both
 * times share (the sync, the first call) falls out. Where the page is slower at queueing than the device at computing,
 * that is what a slope shows.
 *
 * The samples of one operation are spread over several inferences, and every other pair is taken in reverse. The longest
 * operations come first; what does not fit into the time has no time.
 * @param inferenceMs time of one inference: each round costs one
 * @returns null where nothing could be timed
 */
export async function timeBySlope(
  executable: Pick<Waiting, 'visitSteps'>,
  table: KernelTable,
  protocol: Protocol,
  floor: SampleFloor,
  inferenceMs: number,
  now: Now,
): Promise<IsolatedTimes | null> {
  const timed = async (step: StepTurn, calls: number): Promise<number> => {
    const startMs = now()
    step.queue(calls)
    await step.sync()
    return now() - startMs
  }
  const endMs = now() + protocol.isolatedSamplingMs
  const operations = new Map<string, Operation>()
  const operationOf = (step: StepTurn): Operation | undefined => operations.get(keyOf(step, table))
  await executable.visitSteps(async (step) => {
    if (step.kernels.length === 0 || operationOf(step)) return
    const kernels = step.kernels.map((position) => table.calls[position]?.kernel ?? 0)
    await step.sync()
    // Its first call may upload or compile.
    await timed(step, 1)
    const estimateMs = Math.max(0, (await timed(step, 1)) - floor.syncFloorMs)
    operations.set(keyOf(step, table), { kernels, estimateMs, many: 1, slopes: [] })
  })
  const neededMs = leastDifferenceMs(protocol, floor)
  for (let round = 0; ; round++) {
    const open = [...operations.values()].filter((one) => !isEnough(one, protocol))
    const costMs = (one: Operation) =>
      2 * floor.syncFloorMs + 2 * one.estimateMs + Math.max(neededMs, one.estimateMs)
    const wanted = fitting(open, costMs, endMs - now() - inferenceMs)
    if (wanted.size === 0) break
    await executable.visitSteps(async (step) => {
      const operation = operationOf(step)
      if (!operation || !wanted.delete(operation)) return
      await yieldToEvents()
      await step.sync()
      if (operation.many === 1)
        await chooseCalls(operation, (calls) => timed(step, calls), protocol, neededMs)
      else await samplePair(operation, (calls) => timed(step, calls), round % 2 === 1)
    })
  }
  return summary([...operations.values()], floor)
}

/** Equal kernels in the same order are the same operation. */
const keyOf = ({ kernels }: StepTurn, { calls }: KernelTable): string =>
  kernels.map((position) => calls[position]?.kernel).join()

/** The step of the clock is at most 2 % of the difference, and a sync that varies does not make it. */
const leastDifferenceMs = (protocol: Protocol, { clockStepUs, syncFloorMs }: SampleFloor): number =>
  Math.max((protocol.clockStepsPerSample * clockStepUs) / 1000, syncFloorsPerDifference * syncFloorMs)

/** The longest operations that fit into the time that is left. */
function fitting(
  operations: readonly Operation[],
  costMs: (operation: Operation) => number,
  leftMs: number,
): Set<Operation> {
  const chosen = new Set<Operation>()
  let spentMs = 0
  for (const operation of [...operations].sort((a, b) => b.estimateMs - a.estimateMs)) {
    spentMs += costMs(operation)
    if (spentMs > leftMs) break
    chosen.add(operation)
  }
  return chosen
}

/** Tries out how many calls make the difference long enough; the last try is the first sample. */
async function chooseCalls(
  operation: Operation,
  timeCalls: (calls: number) => Promise<number>,
  { mostSampleMs }: Protocol,
  neededMs: number,
): Promise<void> {
  const mostCalls = Math.max(2, Math.floor(mostCallsInFlight / operation.kernels.length))
  const bounded = (calls: number) => Math.max(2, Math.min(mostCalls, Math.ceil(calls)))
  const onceMs = await timeCalls(1)
  const { estimateMs } = operation
  let many = bounded(1 + (estimateMs > 0 ? Math.min(neededMs, mostSampleMs) / estimateMs : mostGrowth))
  for (let probe = 1; ; probe++) {
    const differenceMs = (await timeCalls(many)) - onceMs
    const slopeMs = differenceMs / (many - 1)
    const growth = differenceMs > 0 ? Math.min(mostGrowth, (1.2 * neededMs) / differenceMs) : mostGrowth
    const next = bounded(1 + (many - 1) * growth)
    const isTooLong = slopeMs * next > mostSampleMs
    if (differenceMs >= neededMs || next <= many || isTooLong || probe === mostProbes) {
      operation.many = many
      operation.estimateMs = Math.max(0, slopeMs)
      operation.slopes.push(slopeMs)
      return
    }
    many = next
  }
}

async function samplePair(
  { many, slopes }: Operation,
  timeCalls: (calls: number) => Promise<number>,
  isReversed: boolean,
): Promise<void> {
  const first = await timeCalls(isReversed ? many : 1)
  const second = await timeCalls(isReversed ? 1 : many)
  slopes.push((isReversed ? first - second : second - first) / (many - 1))
}

/** Two readings of the clock are in a slope, each half a step off at most. */
const stepOf = ({ many }: Operation, { clockStepUs }: SampleFloor): number => clockStepUs / 1000 / (many - 1)

function isEnough({ slopes }: Operation, protocol: Protocol): boolean {
  const { kernelLeastPasses, kernelMostPasses, kernelRelativeHalfWidth } = protocol
  if (slopes.length < kernelLeastPasses) return false
  const time = kernelTimeOf(slopes, 0)
  return (
    slopes.length >= kernelMostPasses || (time !== null && relativeWidthOf(time) <= kernelRelativeHalfWidth)
  )
}

function summary(operations: readonly Operation[], floor: SampleFloor): IsolatedTimes | null {
  const times = operations.flatMap((operation) => {
    const time = kernelTimeOf(operation.slopes, operation.many > 1 ? stepOf(operation, floor) : 0)
    return time ? [{ kernels: [...operation.kernels], time }] : []
  })
  return times.length > 0 ? { method: 'slope', quantumUs: recorded(floor.clockStepUs), times } : null
}
