import { randomStream, shuffled } from '../spaces/random.ts'

/** One network on one configuration; positions in the lists of the request. */
export interface Item {
  /** The same in every session of a campaign: the journal knows it by this. */
  readonly key: string
  readonly network: number
  readonly configuration: number
  /** 0, or 1 when the network is measured again in another block (A/A). */
  readonly visit: 0 | 1
}

/** Items between two canary networks, all on one configuration. */
export interface Block {
  readonly configuration: number
  readonly items: readonly Item[]
}

export interface ScheduleRequest {
  readonly networks: number
  readonly configurations: number
  readonly seed: number
  readonly blockSize: number
  /** Share of the networks that are measured a second time. */
  readonly revisitShare: number
  readonly order: NetworkOrder
}

/**
 * `shuffled`: any network in any block. `given`: blocks follow the order of the list, so that a campaign that is ended
 * early has its first part; inside of a block it is shuffled all the same.
 */
export type NetworkOrder = 'shuffled' | 'given'

/**
 * Randomised blocks (METHODS.md, the protocol): each configuration sees the networks in an order of its own, second visits
 * come in a later block than the first, and the configurations take turns, so that a device that slows down does so
 * for all of them. Everything follows from the seed: a campaign that is resumed has the same blocks.
 */
export function schedule(request: ScheduleRequest): Block[] {
  const { configurations } = request
  const lanes = Array.from({ length: configurations }, (_, configuration) => blocksOf(request, configuration))
  const rounds = Math.max(0, ...lanes.map((lane) => lane.length))
  return Array.from({ length: rounds }, (_, round) => lanes.flatMap((lane) => lane[round] ?? [])).flat()
}

function blocksOf(
  { networks, seed, blockSize, revisitShare, order }: ScheduleRequest,
  configuration: number,
): Block[] {
  const random = randomStream(seed, configuration)
  const indices = Array.from({ length: networks }, (_, network) => network)
  const blocks =
    order === 'shuffled'
      ? chunks(shuffled(random, indices), blockSize)
      : chunks(indices, blockSize).map((block) => shuffled(random, block))
  const itemOf = (network: number, visit: 0 | 1): Item => {
    return { key: `${configuration}/${network}/${visit}`, network, configuration, visit }
  }
  const firsts = blocks.map((block) => block.map((network) => itemOf(network, 0)))
  const revisited = shuffled(random, indices).slice(0, Math.round(networks * Math.min(1, revisitShare)))
  const seconds = revisited.map((network) => itemOf(network, 1))
  return [...firsts, ...chunks(seconds, blockSize)].map((items) => ({ configuration, items }))
}

function chunks<Value>(values: readonly Value[], size: number): Value[][] {
  const count = Math.ceil(values.length / size)
  return Array.from({ length: count }, (_, chunk) => values.slice(chunk * size, (chunk + 1) * size))
}
