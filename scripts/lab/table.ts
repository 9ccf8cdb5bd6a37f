import type { Dataset, Measurement, Timing } from '../../src/dataset/record.ts'
import { configurationName, itemsOf } from './tally.ts'

const head = ['network', 'backend', 'latency ms', 'per inference ms', 'n', 'status']
const isNumber = [false, false, true, true, true, false]

/** The items of a data set as a table for a terminal: one line each, by network and then by backend. */
export function itemTable(dataset: Dataset): string {
  const labels = new Map(dataset.architectures.map(({ id, label }) => [id, label]))
  const rows = itemsOf(dataset)
    .map((item) => rowOf(labels.get(item.architectureId) ?? item.architectureId, item))
    .sort((a, b) => compareTexts(a.join('\t'), b.join('\t')))
  return textTable([head, ...rows], isNumber)
}

/** `12.3 ± 0.4`: the median and half of its 95 % interval. */
export function medianText({ median, low, high }: Timing): string {
  const halfWidth = (high - low) / 2
  // Digits from the interval: its first two are what is known of the median.
  const digits = halfWidth > 0 ? Math.max(0, Math.min(4, 1 - Math.floor(Math.log10(halfWidth)))) : 3
  return `${median.toFixed(digits)} ± ${halfWidth.toFixed(digits)}`
}

function rowOf(network: string, item: Measurement): string[] {
  const start = [network, configurationName(item.configuration)]
  switch (item.status) {
    case 'ok': {
      const tags = item.context.tags.filter((tag) => tag !== 'software')
      const status = ['ok', ...tags].join(', ')
      const { latencyMs, perInferenceMs } = item
      return [...start, medianText(latencyMs), medianText(perInferenceMs), String(latencyMs.n), status]
    }
    case 'skipped':
    case 'failed':
      return [...start, '', '', '', `${item.status}: ${item.reason.message}`]
  }
}

/**
 * Rows in columns of equal width, for a terminal; numbers stand at the right.
 * @param isNumber one for each column
 * @param gap spaces between columns
 */
export function textTable(
  rows: readonly (readonly string[])[],
  isNumber: readonly boolean[],
  gap = 2,
): string {
  const widths = isNumber.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (isNumber[i] === true ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join(' '.repeat(gap))
      .trimEnd()
  return rows.map(line).join('\n')
}

function compareTexts(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}
