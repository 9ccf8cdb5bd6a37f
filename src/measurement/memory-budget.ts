import type { DeviceIdentity } from './device-identity.ts'

const gib = 2 ** 30
/** Share of the memory that one tab may plan with; browsers end tabs well before the device is full. */
const shareOfMemory = 0.4
/** Where the browser does not tell its memory: iOS ends tabs at 200 to 450 MB on older devices (catchmetrics.io). */
const unknownBytes = { mobile: 0.4 * gib, desk: 1.5 * gib }
/** After a killed tab. */
const lowering = 0.7

/** Bytes that a network may need at the least (`peakBytes`) and still be tried. */
export function initialBudgetBytes({
  memoryGiB,
  isMobile,
}: Pick<DeviceIdentity, 'memoryGiB' | 'isMobile'>): number {
  if (memoryGiB !== null) return shareOfMemory * memoryGiB * gib
  return isMobile ? unknownBytes.mobile : unknownBytes.desk
}

/** A network that needs less than this share of the budget did not kill the tab by its size. */
const suspectShare = 0.25

/** The budget after a tab was killed by a network that needs `neededBytes`. */
export const budgetAfterKill = (budgetBytes: number, neededBytes: number): number =>
  neededBytes < suspectShare * budgetBytes ? budgetBytes : lowering * budgetBytes
