import { ArchitectureError, type Architecture } from '../architecture/graph.ts'
import { architectureId } from '../architecture/identity.ts'

/**
 * The first candidate of which `fromKey` makes this very network: a guess (by its label, say, which anyone can change)
 * counts for nothing until the graphs are compared.
 */
export function knownKey(
  architecture: Architecture,
  candidates: Iterable<string>,
  fromKey: (key: string) => Architecture,
): string | null {
  const id = architectureId(architecture)
  for (const key of candidates)
    try {
      if (architectureId(fromKey(key)) === id) return key
    } catch (fault) {
      // No key of this space: the label was about something else.
      if (!(fault instanceof RangeError) && !(fault instanceof ArchitectureError)) throw fault
    }
  return null
}
