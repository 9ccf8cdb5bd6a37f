import { architectureRecord } from '../dataset/identity.ts'
import type { ArchitectureRecord } from '../dataset/record.ts'
import { loadSpace } from '../spaces/registry.ts'
import { mixOf, type MixedDraw } from '../spaces/mix.ts'
import { previewOf, type NetworkPreview } from '../spaces/preview/preview.ts'
import type { Design, SampleOptions } from '../spaces/space.ts'

/** Which networks a campaign measures. */
export interface NetworkChoice {
  /** Names of the spaces that networks are drawn from, in turns; none where only `networks` are measured. */
  readonly spaces: readonly string[]
  /** Names in the zoo, measured before what is drawn. */
  readonly networks: readonly string[]
  readonly seed: number
  /** Height and width of the input image in pixels; null for what the space chooses. */
  readonly size: number | null
  readonly design: Design
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

/** What draws networks; it runs in a worker, so that the page never waits for it. */
export class Drawing {
  /**
   * The networks of a choice as records, distinct by id: those that are named, then those that are drawn.
   * @param count of both together; fewer come where the spaces have fewer
   * @throws {RangeError} where a space does not take the options, or a name is unknown
   */
  async records(choice: NetworkChoice, count: number): Promise<ArchitectureRecord[]> {
    const records = new Map<string, ArchitectureRecord>()
    for (const { space, key, architecture } of await drawn(choice, count)) {
      const record = architectureRecord({ space, key, architecture })
      records.set(record.id, record)
    }
    return [...records.values()]
  }

  /** The first networks of a choice, drawn small. @throws {RangeError} as `records`. */
  async previews(choice: NetworkChoice, count: number): Promise<NetworkPreview[]> {
    return [...(await drawn(choice, count))].map(({ space, key, architecture }) =>
      previewOf(space, key, architecture),
    )
  }

  /** What can be chosen by name. */
  async named(): Promise<NamedNetwork[]> {
    const { networks } = await import('../spaces/zoo/networks.ts')
    return networks.map(({ name, aliases = [], title }) => ({ name, aliases, title }))
  }
}

async function drawn(choice: NetworkChoice, count: number): Promise<Iterable<MixedDraw>> {
  const spaces = await Promise.all(choice.spaces.map(loadSpace))
  const zoo = choice.networks.length > 0 ? await loadSpace('zoo') : null
  return (function* () {
    let left = count
    const suffix = choice.size === null ? '' : `,size=${choice.size}`
    for (const name of choice.networks.slice(0, count)) {
      if (!zoo) return
      left--
      const architecture = zoo.fromKey(`${name}${suffix}`)
      yield { space: zoo.name, key: zoo.keyOf(architecture) ?? `${name}${suffix}`, architecture }
    }
    yield* mixOf(spaces, optionsOf(choice, left))
  })()
}

const optionsOf = (
  { seed, size, design, depth, mflop, mb }: NetworkChoice,
  count: number,
): SampleOptions => ({
  seed,
  count,
  design,
  ...(size === null ? {} : { inputSize: size }),
  ...(depth === null ? {} : { depth }),
  ...(mflop === null ? {} : { mostFlops: mflop * 1e6 }),
  ...(mb === null ? {} : { mostPeakBytes: mb * 1e6 }),
})
