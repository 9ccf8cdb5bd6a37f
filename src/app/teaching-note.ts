import type { TeachingDrawings } from '../measurement/drawing.ts'
import { countOf } from '../ui/format.ts'
import type { KnownHere } from './known-latencies.ts'
import { configurationLabel } from './labels.ts'

/** So few say nothing of what is uncertain, ... */
const fewestKnown = 5
/** ... and of so few none is by chance; both as the choice has them (`src/prediction/choice`). */
const fewestByChance = 4

/**
 * How networks were chosen, in plain sentences.
 * @param drawn what they were chosen from
 * @param wanted how many were to be chosen
 */
export function teachingNote(
  { candidates, measured, isAll }: Pick<TeachingDrawings, 'candidates' | 'measured' | 'isAll'>,
  wanted: number,
  held: KnownHere | null,
): string {
  const open = countOf(candidates, 'network', 'networks')
  const from = isAll
    ? `Chosen from ${open}, all that the choice has${measured > 0 ? ' and this device has not measured' : ''}`
    : `Chosen from ${countOf(candidates, 'random network', 'random networks')}`
  if (held === null || held.known.length < fewestKnown)
    return `${from}, spread from small to large: this device has measured too few to say which teach more.`
  const known = countOf(held.known.length, 'network', 'networks')
  const chance =
    wanted < fewestByChance ? '' : ' One in four, at most five, is by chance, to judge predictions by.'
  return `${from}: those that tell most beyond the ${known} measured here on ${configurationLabel(held.configuration)}, for the time they take.${chance}`
}
