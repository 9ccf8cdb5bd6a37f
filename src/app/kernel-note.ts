import type { ArchitectureRecord } from '../dataset/record.ts'
import type { KernelDrawings } from '../measurement/drawing.ts'
import { countOf, formatCount } from '../ui/format.ts'

/**
 * What a campaign of kernels measures and what it leaves out, in plain sentences.
 * @param held ids that the dataset holds already
 * @param measured what runs
 */
export function kernelNote(
  { networks, shares, sources, occurrences }: KernelDrawings,
  held: ReadonlySet<string>,
  measured: readonly ArchitectureRecord[],
): string {
  const from = `${countOf(sources, 'network is', 'networks are')} made of ${countOf(occurrences, 'operation', 'operations')}, ${formatCount(networks.length)} of them different.`
  const open = networks.length - held.size
  if (open === 0)
    return `${from} The dataset holds all of them, measured on this device: nothing is measured anew.`
  const running = new Set(measured.map(({ id }) => id))
  const covered = networks.reduce(
    (sum, { id }, place) => sum + (running.has(id) || held.has(id) ? (shares[place] ?? 0) : 0),
    0,
  )
  return [
    from,
    ...(held.size > 0
      ? [
          `${countOf(held.size, 'of them is in the dataset already, measured on this device, and is left out', 'of them are in the dataset already, measured on this device, and are left out')}.`,
        ]
      : []),
    ...(measured.length < open
      ? [
          `There is time for ${formatCount(measured.length)} of ${formatCount(open)}: with them about ${Math.round(100 * covered)} % of the networks’ time is covered.`,
        ]
      : []),
  ].join(' ')
}
