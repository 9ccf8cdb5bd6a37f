import type { Account, KernelRun, KernelTime } from './kernel-schema.ts'

/** A time of one call, or of a few that were timed together. */
export interface IsolatedTime {
  readonly time: KernelTime
  /** Places in `calls` of the first that it is the time of, and how many there are. */
  readonly first: number
  readonly length: number
}

type Group = NonNullable<KernelRun['isolated']>['times'][number]

/**
 * For each of `calls` the isolated time that it has a part in, null where it has none. A time belongs to calls of the
 * same nodes that follow each other and run its kernels in its order; where several fit, to the longest.
 */
export function isolatedTimesOf(run: KernelRun): (IsolatedTime | null)[] {
  const found = new Array<IsolatedTime | null>(run.calls.length).fill(null)
  if (run.isolated === null) return found
  const groups = groupsByFirst(run.isolated.times)
  const operations = operationsOf(run)
  const isAt = (first: number, kernels: readonly number[]) =>
    operations[first] === operations[first + kernels.length - 1] &&
    kernels.every((kernel, offset) => kernel === run.calls[first + offset]?.kernel)
  for (let first = 0; first < run.calls.length;) {
    const group = groups.get(run.calls[first]?.kernel ?? -1)?.find(({ kernels }) => isAt(first, kernels))
    if (!group) {
      first++
      continue
    }
    const { length } = group.kernels
    found.fill({ time: group.time, first, length }, first, first + length)
    first += length
  }
  return found
}

/** Groups by their first kernel, the longest first. */
function groupsByFirst(times: readonly Group[]): Map<number, Group[]> {
  const groups = new Map<number, Group[]>()
  for (const group of [...times].sort((a, b) => b.kernels.length - a.kernels.length)) {
    const first = group.kernels[0] ?? -1
    const others = groups.get(first)
    if (others) others.push(group)
    else groups.set(first, [group])
  }
  return groups
}

/** For each call how many changes of nodes there were before it: calls of the same nodes that follow each other are equal. */
function operationsOf({ calls }: KernelRun): number[] {
  let operation = 0
  let before: readonly number[] = []
  return calls.map(({ nodes }) => {
    if (!areEqual(nodes, before)) operation++
    before = nodes
    return operation
  })
}

const areEqual = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((place, at) => place === b[at])

/**
 * Sum of the kernel times of one inference, in milliseconds: what an account says as `kernelsMs`. A call without a time
 * adds nothing: it is part of what the account does not explain. 0 where there are no such times.
 */
export function totalKernelMs(run: KernelRun, from: Account['kernelsFrom']): number {
  let total = 0
  if (from === 'in-network') for (const time of run.inNetwork?.times ?? []) total += time?.ms ?? 0
  else
    isolatedTimesOf(run).forEach(
      (isolated, call) => (total += isolated?.first === call ? isolated.time.ms : 0),
    )
  return total
}
