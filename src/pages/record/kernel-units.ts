import type { CanonicalGraph } from '../../architecture/canonical.ts'
import type { Operation } from '../../architecture/operation.ts'
import { isUnderRoof, type Work } from '../../charts/roofline.ts'
import type { Account, KernelRun, KernelTime } from '../../dataset/kernel-schema.ts'
import type { KernelCall } from '../../dataset/kernels.ts'
import { kindOf } from './kernel-kinds.ts'
import { operationLabel } from './operation-label.ts'

/** Inside of a whole inference, or repeated alone: two different things, never in one sum. */
export type TimeSource = Account['kernelsFrom']

/** What one time belongs to: a kernel, or the kernels of an operation that were timed together. */
export interface KernelUnit {
  /** One or several, in order of dispatch. */
  readonly calls: readonly KernelCall[]
  /** Null where this source has no time of it. */
  readonly time: KernelTime | null
  /** Number and name of the layer: `12 · conv 3×3`. */
  readonly layer: string
  /** Place in `kernelKinds`. */
  readonly kind: number
  readonly flops: number
  readonly bytes: number
}

/** The times that a page shows first; null where no kernel was timed. */
export function firstSource({ inNetwork, isolated }: KernelRun): TimeSource | null {
  if (inNetwork !== null) return 'in-network'
  return isolated === null ? null : 'isolated'
}

/** Kernels by what one time of this source belongs to, in order of dispatch. */
export function unitsOf(
  calls: readonly KernelCall[],
  graph: CanonicalGraph,
  source: TimeSource,
): KernelUnit[] {
  const units: KernelUnit[] = []
  for (let place = 0; place < calls.length;) {
    const call = calls[place]
    const group = source === 'isolated' ? call?.isolated : null
    const length = group ? Math.max(1, group.first + group.length - place) : 1
    const own = calls.slice(place, place + length)
    units.push(
      unitOf(own, graph, group ? group.time : source === 'in-network' ? (call?.inNetwork ?? null) : null),
    )
    place += length
  }
  return units
}

function unitOf(calls: readonly KernelCall[], graph: CanonicalGraph, time: KernelTime | null): KernelUnit {
  const sum = (of: (call: KernelCall) => number) => calls.reduce((total, call) => total + of(call), 0)
  const nodes = calls[0]?.nodes ?? []
  const flops = sum((call) => call.flops)
  return {
    calls,
    time,
    layer: layerOf(nodes, graph),
    kind: kindOf(operationsOf(nodes, graph), flops),
    flops,
    bytes: sum((call) => call.bytes),
  }
}

const operationsOf = (nodes: readonly number[], { nodes: all, operations }: CanonicalGraph): Operation[] =>
  nodes.flatMap((place) => operations[all[place]?.[0] ?? -1] ?? [])

/** Named by the first of its nodes: what follows it inside of one kernel is bias, norm and activation. */
export function layerOf(nodes: readonly number[], graph: CanonicalGraph): string {
  const [first] = nodes
  const [operation] = operationsOf(nodes, graph)
  return first === undefined || !operation ? 'no layer' : `${first} · ${operationLabel(operation)}`
}

/** All operations of a layer: `conv 3×3 /2 + batch norm + relu6`. */
export const layerOperations = (nodes: readonly number[], graph: CanonicalGraph): string =>
  operationsOf(nodes, graph).map(operationLabel).join(' + ')

/** `Conv2DMMProgram vec4`; the kernel call on WASM, which has no programs. */
export const programLabel = ({ kernel: { program, variant, kernel } }: KernelCall): string =>
  [program === '' ? kernel : program, variant].filter((part) => part !== '').join(' ')

export const unitLabel = ({ calls }: KernelUnit): string => calls.map(programLabel).join(' + ')

/** The same without variants, for where there is little room. */
export function shortUnitLabel({ calls }: KernelUnit): string {
  const counts = new Map<string, number>()
  for (const { kernel } of calls) {
    const name = kernel.program === '' ? kernel.kernel : kernel.program
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => (count === 1 ? name : `${count} × ${name}`)).join(' + ')
}

export const totalMs = (units: readonly KernelUnit[]): number =>
  units.reduce((sum, { time }) => sum + (time?.ms ?? 0), 0)

/** Kernels that differ, with what all of their calls have done together. */
export interface DistinctWork extends Work {
  readonly units: readonly KernelUnit[]
}

/**
 * Units of the same kernels as one. What was not timed, or so short that the clock says 0, has no rate, and what moves no
 * bytes no intensity: left out.
 */
export function distinctWorks(units: readonly KernelUnit[]): DistinctWork[] {
  const same = new Map<string, KernelUnit[]>()
  const numbers = new Map<KernelCall['kernel'], number>()
  for (const unit of units) {
    if (unit.time === null || unit.time.ms === 0 || !isUnderRoof(unit)) continue
    const key = unit.calls
      .map(({ kernel }) => {
        // Kernels of a record stand in its table once: the object itself tells them apart.
        const number = numbers.get(kernel) ?? numbers.size
        numbers.set(kernel, number)
        return number
      })
      .join()
    const others = same.get(key)
    if (others) others.push(unit)
    else same.set(key, [unit])
  }
  const sum = (list: readonly KernelUnit[], of: (unit: KernelUnit) => number) =>
    list.reduce((total, unit) => total + of(unit), 0)
  return [...same.values()].map((list) => ({
    units: list,
    flops: sum(list, ({ flops }) => flops),
    bytes: sum(list, ({ bytes }) => bytes),
    seconds: totalMs(list) / 1000,
  }))
}
