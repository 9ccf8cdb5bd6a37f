import type { Space, SpaceFacts } from './space.ts'
import { syntheticSpace } from './synthetic/space.ts'
import { zooSpace } from './zoo/space.ts'

interface Registered extends SpaceFacts {
  /** The space itself, whose code is loaded when it is first asked for. */
  load(): Promise<Space>
}

/** Every space, in the order in which a page offers them. */
export const spaces: readonly Registered[] = [
  { ...syntheticSpace, load: async () => (await import('./synthetic/space.ts')).syntheticSpace },
  { ...zooSpace, load: async () => (await import('./zoo/space.ts')).zooSpace },
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
