import type { MeasuredOk, Measurement, PlatformRecord } from './record.ts'
import type { MeasurementRow } from './row.ts'

/** What one line of the table is made of. */
export interface CsvSource {
  readonly row: MeasurementRow
  readonly measurement: Measurement
  readonly platform: PlatformRecord
}

export interface CsvColumn {
  readonly name: string
  /** Empty where the column has none. */
  readonly unit: string
  readonly meaning: string
  /** Text is written so that no spreadsheet takes it for a formula. Null is an empty cell. */
  readonly value: (source: CsvSource) => string | number | boolean | null
}

export const column = (
  name: string,
  unit: string,
  meaning: string,
  value: CsvColumn['value'],
): CsvColumn => ({
  name,
  unit,
  meaning,
  value,
})

/** A column of what only a measured network has. */
export const measured = (
  name: string,
  unit: string,
  meaning: string,
  value: (ok: MeasuredOk) => number | string | null,
) =>
  column(name, unit, meaning, ({ measurement }) => (measurement.status === 'ok' ? value(measurement) : null))
