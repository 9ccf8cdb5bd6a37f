import type { OverheadForm } from './forms.ts'
import { loadMaximum } from './maximum-form.ts'
import { loadSum } from './sum-form.ts'

/** @throws {RangeError} where the JSON is no saved form */
export function loadForm(json: unknown): OverheadForm {
  const saved = (json ?? {}) as Partial<Record<string, unknown>>
  if (saved['kind'] === 'sum') return loadSum(saved['linear'])
  if (saved['kind'] === 'maximum') return loadMaximum(saved)
  throw new RangeError('The saved form of overhead is damaged.')
}
