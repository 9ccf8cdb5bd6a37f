import type { Space } from './space.ts'
import { syntheticSpace } from './synthetic/space.ts'
import { zooSpace } from './zoo/space.ts'

/** Every space, in the order in which a page offers them. */
export const spaces: readonly Space[] = [syntheticSpace, zooSpace]

/** @throws {RangeError} that quotes the unknown name and lists the known ones. */
export function spaceNamed(name: string): Space {
  const space = spaces.find((candidate) => candidate.name === name)
  if (!space) {
    const known = spaces.map((candidate) => `"${candidate.name}"`).join(', ')
    throw new RangeError(`There is no space "${name}". Known are ${known}.`)
  }
  return space
}
