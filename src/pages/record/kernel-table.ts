import type { CanonicalGraph } from '../../architecture/canonical.ts'
import type { KernelRun, KernelTime } from '../../dataset/kernel-schema.ts'
import type { KernelCall } from '../../dataset/kernels.ts'
import { countOf, formatNumber, formatShare, inUs, spreadInUs } from '../../ui/format.ts'
import type { SortValue } from '../../ui/sorting.ts'
import { firstSource, layerOf, programLabel, totalMs, unitsOf } from './kernel-units.ts'

interface KernelColumn {
  readonly name: string
  readonly unit?: string
  readonly isNumber: boolean
}
interface KernelCell {
  readonly text: string
  readonly detail?: string
  readonly value: SortValue
  readonly reason?: string
}
interface KernelTable {
  readonly columns: readonly KernelColumn[]
  /** One for each kernel in order of dispatch. */
  readonly rows: readonly (readonly KernelCell[])[]
  /** Why cells are empty, each reason once. */
  readonly reasons: readonly string[]
}

/** Place of the column that the table is sorted by at first: the order of dispatch. */
export const orderColumn = 1

/**
 * Every kernel of one inference with its times and rates. Rates and share are of the time in the network where there is one,
 * else of the time alone; the headings say which. A time that several kernels have together stands at the first of them.
 */
export function kernelTable(
  run: KernelRun,
  calls: readonly KernelCall[],
  graph: CanonicalGraph,
): KernelTable {
  const source = firstSource(run)
  const all = source === null ? 0 : totalMs(unitsOf(calls, graph, source))
  const of = source === 'isolated' ? 'alone' : 'in network'
  const reasons = new Set<string>()
  const absent = (reason: string): KernelCell => {
    reasons.add(reason)
    return { text: '–', value: null, reason }
  }
  const rows = calls.map((call) => {
    const work = source === 'in-network' ? ownWork(call) : togetherWork(call, calls)
    const withTime = (cell: (time: KernelTime) => KernelCell): KernelCell =>
      work === null ? absent(noTime(run, call)) : cell(work.time)
    const rate = (amount: number) =>
      withTime(({ ms }) => (ms === 0 ? absent(zeroReason) : number(amount / ms / 1e6)))
    return [
      text(layerOf(call.nodes, graph)),
      { text: String(call.position + 1), value: call.position + 1 },
      call.inNetwork === null ? absent(noInNetwork(run)) : timeCell(call.inNetwork),
      isolatedCell(run, call, absent),
      withTime(({ ms }) => ({ text: formatShare(all > 0 ? ms / all : 0), value: ms })),
      number(call.flops / 1e6),
      number(call.bytes / 1e6),
      rate(work?.flops ?? 0),
      rate(work?.bytes ?? 0),
      text(call.kernel.kernel),
      call.kernel.program === ''
        ? absent('On WASM a kernel is one call, without a program.')
        : text(programLabel(call)),
    ]
  })
  return {
    columns: [
      { name: 'Layer', isNumber: false },
      { name: 'Order', isNumber: true },
      { name: 'In network', unit: 'µs', isNumber: true },
      { name: 'Alone', unit: 'µs', isNumber: true },
      { name: 'Share', unit: of, isNumber: true },
      { name: 'MFLOP', isNumber: true },
      { name: 'MB', isNumber: true },
      { name: 'GFLOP/s', unit: of, isNumber: true },
      { name: 'GB/s', unit: of, isNumber: true },
      { name: 'Kernel', isNumber: false },
      { name: 'Program', isNumber: false },
    ],
    rows,
    reasons: [...reasons],
  }
}

const text = (value: string): KernelCell => ({ text: value, value })
const number = (value: number): KernelCell => ({ text: value === 0 ? '0' : formatNumber(value), value })

function timeCell(time: KernelTime): KernelCell {
  const { value, halfWidth } = spreadInUs({ median: time.ms, low: time.low, high: time.high })
  const name = time.statistic === 'mean' ? ', mean' : ''
  return { text: value, detail: `± ${halfWidth} (n ${time.n}${name})`, value: time.ms }
}

const zeroReason = 'The time is below the step of the clock: there is no rate.'
const noInNetwork = (run: KernelRun): string =>
  run.inNetwork === null ? 'Not timed inside of an inference.' : 'The clock gave no valid time.'
const noIsolated = (run: KernelRun): string =>
  run.isolated === null ? 'Not timed alone.' : 'This kernel was not timed alone.'
const together = 'Timed together with the kernel before it.'

function noTime(run: KernelRun, { isolated, position }: KernelCall): string {
  if (run.inNetwork !== null) return noInNetwork(run)
  return isolated !== null && isolated.first !== position ? together : noIsolated(run)
}

function isolatedCell(
  run: KernelRun,
  { isolated, position }: KernelCall,
  absent: (reason: string) => KernelCell,
): KernelCell {
  if (isolated === null) return absent(noIsolated(run))
  if (isolated.first !== position) return absent(together)
  const cell = timeCell(isolated.time)
  if (isolated.length === 1) return cell
  return { ...cell, detail: `${cell.detail ?? ''}, ${countOf(isolated.length, 'kernel', 'kernels')}` }
}

interface TimedWork {
  readonly time: KernelTime
  readonly flops: number
  readonly bytes: number
}

const ownWork = ({ inNetwork, flops, bytes }: KernelCall): TimedWork | null =>
  inNetwork === null ? null : { time: inNetwork, flops, bytes }

/** What all kernels of one isolated time do, at the first of them. */
function togetherWork(call: KernelCall, calls: readonly KernelCall[]): TimedWork | null {
  const { isolated, position } = call
  if (isolated?.first !== position) return null
  const own = calls.slice(position, position + isolated.length)
  return {
    time: isolated.time,
    flops: own.reduce((sum, { flops }) => sum + flops, 0),
    bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** A time in µs with its spread, for a reading: `123 µs ± 2 (n 19)`. */
export function timeText({ ms, low, high, n, statistic }: KernelTime): string {
  const { value, halfWidth } = spreadInUs({ median: ms, low, high })
  return ms === 0
    ? `${inUs(0)} µs (below the step of the clock)`
    : `${value} µs ± ${halfWidth} (n ${n}${statistic === 'mean' ? ', mean' : ''})`
}
