import { architectureId } from '../architecture/identity.ts'
import { architectureRecord } from '../dataset/identity.ts'
import type { ArchitectureRecord } from '../dataset/record.ts'
import { loadSpace } from '../spaces/registry.ts'
import { mixOf, type MixedDraw } from '../spaces/mix.ts'
import { previewOf, type NetworkPreview } from '../spaces/preview/preview.ts'
import { countRange, type Design, type SampleOptions } from '../spaces/space.ts'
import { candidatesFor, mostCandidates } from './candidate-count.ts'
import type { KernelOrder } from './kernel-collection-order.ts'
import { kernelSpace } from './kernel-collection-space.ts'

/** Which networks a campaign measures. */
export interface NetworkChoice {
  /** Names of the spaces that networks are drawn from, in turns; none where only `networks` are measured. */
  readonly spaces: readonly string[]
  /** Names in the zoo, measured before what is drawn. */
  readonly networks: readonly string[]
  readonly seed: number
  /** Height and width of the input image in pixels; null for what the space chooses. */
  readonly size: number | null
  /** `teaching`: chosen from many random ones for what measuring them would teach (`Drawing.teaching`). */
  readonly design: Design | 'teaching'
  /** Blocks, in spaces where the depth is an option; null for what the space chooses. */
  readonly depth: number | null
  /** Largest networks that are drawn, in 10^6 FLOPs and in MB at a time; null for any. */
  readonly mflop: number | null
  readonly mb: number | null
}

/** A network that can be chosen by name. */
export interface NamedNetwork {
  readonly name: string
  readonly aliases: readonly string[]
  readonly title: string
}

/** What was drawn, and why a space of the choice gave nothing where others did. */
export interface Drawings<Network> {
  readonly networks: readonly Network[]
  readonly refusals: readonly string[]
}

/** What was drawn where some networks were left out. */
export interface Collected<Network> extends Drawings<Network> {
  /** Different ones that were drawn and left out. */
  readonly leftOut: number
  /** Whether there are no others, than these and those. */
  readonly isAll: boolean
}

/** A network that this device has measured. */
export interface KnownLatency {
  readonly architecture: ArchitectureRecord
  readonly latencyMs: number
}

/** How networks are chosen that teach most. */
export interface TeachingWish {
  /** What was measured before on the platform that it is for. */
  readonly known: readonly KnownLatency[]
  /** Ids of all networks that were measured there, also of those that `known` leaves out: none is drawn again. */
  readonly measured: readonly string[]
  /** What measuring one network takes, however fast it is. */
  readonly fixedSeconds: number
}

/** Chooses the networks that teach most from many; predictors stand beside measuring, so a worker hands one in. */
export type Teacher = (
  candidates: readonly ArchitectureRecord[],
  known: readonly KnownLatency[],
  wish: {
    readonly count: number
    readonly seed: number
    readonly fixedSeconds: number
    /** Is told the share of the choice that is done. */
    readonly tell: (share: number) => void
  },
) => readonly ArchitectureRecord[]

/** Is told how many are drawn so far; once all are, the share of the choice among them that is done. */
export type TeachingTell = (drawn: number, chosenShare?: number) => void

/** Networks that were chosen from others. */
export interface TeachingDrawings extends Drawings<ArchitectureRecord> {
  /** How many were drawn to choose from, those that are named left out. */
  readonly candidates: number
  /** How many the spaces gave that were left out, because they are measured. */
  readonly measured: number
  /** Whether the spaces have no other network. */
  readonly isAll: boolean
}

/** Which operations of the networks are wanted, and in what order. */
export interface KernelWish {
  /** How the executor lowers the networks. */
  readonly fusion: 'on' | 'off'
  readonly order: KernelOrder
}

/** The different operations of drawn networks. */
export interface KernelDrawings extends Drawings<ArchitectureRecord> {
  /** Rough share of the time of all the networks that each of them takes; their sum is 1. */
  readonly shares: readonly number[]
  /** Networks that they were taken from, and operations of those, equal ones again and again. */
  readonly sources: number
  readonly occurrences: number
}

/** Operations of networks: those that differ, and all of them. */
export interface KernelCount {
  readonly different: number
  readonly occurrences: number
}

/** Between two reports of progress. */
const tellMs = 100

/** What draws networks; it runs in a worker, so that the page never waits for it. */
export class Drawing {
  readonly #teacher: () => Promise<Teacher>

  /** @param teacher is loaded where networks are wanted that teach most */
  constructor(teacher: () => Promise<Teacher>) {
    this.#teacher = teacher
  }

  /**
   * The networks of a choice as records, distinct by id: those that are named, then those that are drawn.
   * @param count of both together; fewer come where the spaces have fewer
   * @param tell how many there are so far, now and then
   * @param leaveOut ids of networks that are passed over where they are drawn, not where they are named
   * @throws {RangeError} where a space does not take the options, a name is unknown, or a budget leaves nothing
   */
  records(
    choice: NetworkChoice,
    count: number,
    tell: (drawn: number) => void = () => undefined,
    leaveOut: readonly string[] = [],
  ): Promise<Collected<ArchitectureRecord>> {
    const told = nowAndThen(tell)
    const record = (drawn: MixedDraw, place: number) => {
      told(place)
      return architectureRecord(drawn)
    }
    return collected(choice, count, record, new Set(leaveOut))
  }

  /**
   * The networks that are named, then those of a choice that teach most, of several times as many random ones that are
   * not measured. Of more than a thousand, what is beyond is as it was drawn.
   * @param count of both together
   * @throws {RangeError} as `records`
   */
  async teaching(
    choice: NetworkChoice,
    count: number,
    { known, measured, fixedSeconds }: TeachingWish,
    tell: TeachingTell = () => undefined,
  ): Promise<TeachingDrawings> {
    const all = await this.records(choice, candidatesFor(count), tell, [
      ...measured,
      ...known.map(({ architecture: { id } }) => id),
    ])
    const { networks, refusals } = all
    const isNamed = ({ space, key }: ArchitectureRecord) => names.has(`${space} ${key}`)
    const names = new Set((await namedDraws(choice)).map(({ space, key }) => `${space} ${key}`))
    const named = networks.filter(isNamed).slice(0, count)
    const drawn = networks.filter((network) => !isNamed(network))
    const candidates = drawn.slice(0, mostCandidates)
    tell(networks.length, 0)
    const teach = await this.#teacher()
    const choosing = nowAndThen((share: number) => tell(networks.length, share))
    const wish = { count: count - named.length, seed: choice.seed, fixedSeconds, tell: choosing }
    const chosen = teach(candidates, known, wish)
    const rest = drawn.slice(mostCandidates, mostCandidates + wish.count - chosen.length)
    return {
      networks: [...named, ...chosen, ...rest],
      refusals,
      candidates: drawn.length,
      measured: all.leftOut,
      isAll: all.isAll,
    }
  }

  /**
   * The different operations of the networks of a choice, in the order in which they should be measured.
   * @param count of the networks, and `tell` how many there are so far, as in `records`
   * @throws {RangeError} as `records`
   */
  async operations(
    choice: NetworkChoice,
    count: number,
    wish: KernelWish,
    tell: (drawn: number) => void = () => undefined,
  ): Promise<KernelDrawings> {
    const { operations, sources, occurrences, refusals } = await taken(choice, count, wish, tell)
    const { inOrder, roughMs } = await import('./kernel-collection-order.ts')
    const ordered = inOrder(operations, wish.order)
    const times = ordered.map((operation) => roughMs(operation) * operation.occurrences)
    const total = times.reduce((sum, ms) => sum + ms, 0)
    return {
      networks: ordered.map(({ architecture }) =>
        architectureRecord({ space: kernelSpace, key: architecture.label, architecture }),
      ),
      refusals,
      shares: times.map((ms) => ms / total),
      sources,
      occurrences,
    }
  }

  /** How many `operations` there would be. @throws {RangeError} as `records` */
  async operationCount(choice: NetworkChoice, count: number, wish: KernelWish): Promise<KernelCount> {
    const { operations, occurrences } = await taken(choice, count, wish, () => undefined)
    return { different: operations.length, occurrences }
  }

  /** The first networks of a choice, drawn small. @throws {RangeError} as `records`. */
  previews(choice: NetworkChoice, count: number): Promise<Drawings<NetworkPreview>> {
    return collected(choice, count, ({ space, key, architecture }) => previewOf(space, key, architecture))
  }

  /** What can be chosen by name. */
  async named(): Promise<NamedNetwork[]> {
    const { networks } = await import('../spaces/zoo/networks.ts')
    return networks.map(({ name, aliases = [], title }) => ({ name, aliases, title }))
  }
}

/** The different operations of the networks of a choice, as they are first seen. */
async function taken(
  choice: NetworkChoice,
  count: number,
  { fusion }: KernelWish,
  tell: (drawn: number) => void,
) {
  const { KernelCollection } = await import('./kernel-collection.ts')
  const told = nowAndThen(tell)
  const { networks, refusals } = await collected(choice, count, ({ architecture }, place) => {
    told(place)
    return { id: architectureId(architecture), architecture }
  })
  const collection = new KernelCollection(fusion)
  for (const { architecture } of networks) collection.add(architecture)
  const { operations } = collection
  const occurrences = operations.reduce((sum, operation) => sum + operation.occurrences, 0)
  return { operations, occurrences, sources: networks.length, refusals }
}

/** Tells at most ten times a second. */
function nowAndThen(tell: (done: number) => void): (done: number) => void {
  let toldMs = performance.now()
  return (done) => {
    if (performance.now() - toldMs <= tellMs) return
    tell(done)
    toldMs = performance.now()
  }
}

/**
 * The first `count` networks of a choice, each once: a named one may be drawn again, or have two names.
 * @param leaveOut ids of networks that are passed over where they are drawn, not where they are named
 */
async function collected<Network extends { readonly id: string }>(
  choice: NetworkChoice,
  count: number,
  make: (drawn: MixedDraw, place: number) => Network,
  leaveOut: ReadonlySet<string> = new Set(),
): Promise<Collected<Network>> {
  const networks = new Map<string, Network>()
  const leftOut = new Set<string>()
  const refusals: string[] = []
  const spaces = await Promise.all(choice.spaces.map(loadSpace))
  const named = await namedDraws(choice)
  const draws = mixOf(spaces, optionsOf(choice), (sentence) => refusals.push(sentence))
  for (const source of [named, draws]) {
    if (networks.size >= count) break
    for (const drawn of source) {
      const network = make(drawn, networks.size)
      if (source === draws && leaveOut.has(network.id)) leftOut.add(network.id)
      else if (!networks.has(network.id)) networks.set(network.id, network)
      if (networks.size >= count) break
    }
  }
  const [refusal] = refusals
  if (networks.size + leftOut.size === 0 && refusal !== undefined) throw new RangeError(refusal)
  for (const id of networks.keys()) leftOut.delete(id)
  const isAll = networks.size < count
  return { networks: [...networks.values()], refusals, leftOut: leftOut.size, isAll }
}

async function namedDraws({ networks, size }: NetworkChoice): Promise<readonly MixedDraw[]> {
  if (networks.length === 0) return []
  const { zooKey, zooSpace } = await import('../spaces/zoo/space.ts')
  return networks.map((name) => {
    const wanted = zooKey(name, size)
    const architecture = zooSpace.fromKey(wanted)
    return { space: zooSpace.name, key: zooSpace.keyOf(architecture) ?? wanted, architecture }
  })
}

const optionsOf = ({ seed, size, design, depth, mflop, mb }: NetworkChoice): SampleOptions => ({
  seed,
  count: countRange.to,
  // What is chosen from many is chosen from random ones.
  design: design === 'teaching' ? 'random' : design,
  ...(size === null ? {} : { inputSize: size }),
  ...(depth === null ? {} : { depth }),
  ...(mflop === null ? {} : { mostFlops: mflop * 1e6 }),
  ...(mb === null ? {} : { mostPeakBytes: mb * 1e6 }),
})
