import { chosenOf, type CommonOptions } from './evaluate-options.ts'
import { UsageError } from './options.ts'

/** A table, and the devices that it has latencies of. */
interface DeviceTable {
  readonly path: string
  readonly devices: readonly string[]
}

/**
 * The devices that are asked for, or all that two tables share.
 * @throws {UsageError} naming the table that lacks one, or all
 */
export function chosenOfBoth(
  wanted: CommonOptions['devices'],
  table: DeviceTable,
  other: DeviceTable,
): string[] {
  const chosen = chosenOf(wanted, table.devices, table.path)
  if (wanted !== 'all') return chosenOf(chosen, other.devices, other.path)
  const shared = chosen.filter((device) => other.devices.includes(device))
  if (shared.length > 0) return shared
  throw new UsageError(`${other.path} has no device of ${table.path}, which has ${chosen.join(', ')}.`)
}
