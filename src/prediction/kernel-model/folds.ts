import { randomStream, shuffled } from '../../spaces/random.ts'

/** So many parts of the networks are held back in turn. */
export const folds = 5

/** The fold of each kernel: networks in random order are dealt out in turn. */
export function foldsOf(networks: readonly string[], seed: number): number[] {
  const order = shuffled(randomStream(seed), [...new Set(networks)])
  const foldOf = new Map(order.map((network, place) => [network, place % folds]))
  return networks.map((network) => foldOf.get(network) ?? 0)
}
