import type { KindName, Kinds } from './kinds.ts'

/** How many rows, networks or kernels there are. */
export const exampleCounts: { readonly [Name in KindName]: (examples: Kinds[Name]['examples']) => number } = {
  tabular: ({ targets }) => targets.length,
  graph: ({ targets }) => targets.length,
  kernels: ({ works }) => works.length,
  network: ({ length }) => length,
  transfer: ({ probes }) => probes.targets.length,
}

/** Kernels that are passed to a worker at once: copying so many objects takes some milliseconds. */
const mostAtOnce = 1000

/**
 * Examples in parts that are quickly copied, so that a page that passes them on is never busy for long. Those that are
 * numbers in typed arrays are one part.
 */
export function* partsOf<Name extends KindName>(
  kind: Name,
  examples: Kinds[Name]['examples'],
): Generator<Kinds[Name]['examples']> {
  if (kind === 'kernels') yield* kernelParts(examples as Kinds['kernels']['examples'])
  else if (kind === 'network') yield* networkParts(examples as Kinds['network']['examples'])
  else yield examples
}

function* kernelParts({
  works,
  times,
  networks,
}: Kinds['kernels']['examples']): Generator<Kinds['kernels']['examples']> {
  // The last part has what is too much of one list: lists that do not fit each other are still told apart.
  const last = Math.max(0, Math.ceil(works.length / mostAtOnce) - 1)
  for (let part = 0; part <= last; part++) {
    const range = [part * mostAtOnce, part === last ? Infinity : (part + 1) * mostAtOnce] as const
    yield { works: works.slice(...range), times: times.slice(...range), networks: networks.slice(...range) }
  }
}

function* networkParts(networks: Kinds['network']['examples']): Generator<Kinds['network']['examples']> {
  let from = 0
  let objects = 0
  for (const [place, { works, graph }] of networks.entries()) {
    objects += works.length + graph.nodes.length
    if (objects < mostAtOnce) continue
    yield networks.slice(from, place + 1)
    from = place + 1
    objects = 0
  }
  if (from < networks.length || networks.length === 0) yield networks.slice(from)
}

/** What `partsOf` took apart. */
export function wholeOf<Name extends KindName>(
  kind: Name,
  parts: readonly Kinds[Name]['examples'][],
): Kinds[Name]['examples'] {
  if (kind === 'network') return (parts as readonly Kinds['network']['examples'][]).flat()
  const [first] = parts
  if (first === undefined) throw new RangeError('There are no examples to learn from.')
  if (kind !== 'kernels' || parts.length === 1) return first
  const kernels = parts as readonly Kinds['kernels']['examples'][]
  const times = new Float64Array(kernels.reduce((sum, part) => sum + part.times.length, 0))
  let from = 0
  for (const part of kernels) {
    times.set(part.times, from)
    from += part.times.length
  }
  const works = kernels.flatMap((part) => part.works)
  return { works, times, networks: kernels.flatMap((part) => part.networks) }
}
