import { fbnetFacts } from './fbnet/facts.ts'
import { nasbench101Facts } from './nasbench101/facts.ts'
import { nasbench201Facts } from './nasbench201/facts.ts'
import { ofaFacts } from './ofa/facts.ts'
import { operationsFacts, sweepsFacts } from './operations/facts.ts'
import { proxylessnasFacts } from './proxylessnas/facts.ts'
import type { Space, SpaceFacts } from './space.ts'
import { syntheticFacts } from './synthetic/facts.ts'
import { zooFacts } from './zoo/facts.ts'

interface Registered extends SpaceFacts {
  /** The space itself, whose code is loaded when it is first asked for. */
  load(): Promise<Space>
}

/** Every space, in the order in which a page offers them. */
export const spaces: readonly Registered[] = [
  { ...syntheticFacts, load: async () => (await import('./synthetic/space.ts')).syntheticSpace },
  { ...zooFacts, load: async () => (await import('./zoo/space.ts')).zooSpace },
  { ...nasbench201Facts, load: async () => (await import('./nasbench201/space.ts')).nasbench201Space },
  { ...nasbench101Facts, load: async () => (await import('./nasbench101/space.ts')).nasbench101Space },
  { ...ofaFacts, load: async () => (await import('./ofa/space.ts')).ofaSpace },
  { ...fbnetFacts, load: async () => (await import('./fbnet/space.ts')).fbnetSpace },
  { ...proxylessnasFacts, load: async () => (await import('./proxylessnas/space.ts')).proxylessnasSpace },
  { ...operationsFacts, load: async () => (await import('./operations/space.ts')).operationsSpace },
  { ...sweepsFacts, load: async () => (await import('./operations/space.ts')).sweepsSpace },
]

/** @throws {RangeError} that quotes the unknown name and lists the known ones. */
export function factsOf(name: string): Registered {
  const space = spaces.find((candidate) => candidate.name === name)
  if (!space) {
    const known = spaces.map((candidate) => `"${candidate.name}"`).join(', ')
    throw new RangeError(`There is no space "${name}". Known are ${known}.`)
  }
  return space
}

/** @throws {RangeError} as `factsOf`. */
export const loadSpace = async (name: string): Promise<Space> => factsOf(name).load()
